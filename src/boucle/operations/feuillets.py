"""Feuillets: the écritures of one import, page by page, with what they come to.

One interface, whatever keeps the lines: a place, a filter, a page with the totals of the filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from boucle.compta.etat import VISIBLES, Etat
from boucle.operations.acteur import Acteur
from boucle.operations.imports import find
from boucle.operations.portefeuille import Dossier, named
from boucle.store import dossiers, feuillets, suivi
from boucle.store.engine import Store
from boucle.store.feuillets import OPERATEURS, TEXTES, Filtre, Totaux
from boucle.store.suivi import Attente

__all__ = ["OPERATEURS", "TEXTES", "Detail", "Feuillet", "Filtre", "Place", "open_import"]

PAGE = 100
VIDE = Filtre()
_FIN = 2**62


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after a line number, or before one; `fin` for the last page.

    rang: how many lines of the filter come before the page, as the page that led here counted.
    """

    apres: int = 0
    avant: int = 0
    fin: bool = False
    rang: int = 0


@dataclass(frozen=True, slots=True)
class Feuillet:
    """One page of lines.

    rang: how many lines of the filter come before the first one. filtre: the totals of all the
    lines that answer the filter.
    """

    lignes: Sequence[RowMapping]
    rang: int
    filtre: Totaux

    @property
    def before(self) -> bool:
        return self.rang > 0

    @property
    def after(self) -> bool:
        return self.rang + len(self.lignes) < self.filtre.lignes


@dataclass(frozen=True, slots=True)
class Detail:
    """One import, opened: its row, its dossier, and a page of its lines where they can be seen."""

    dossier: Dossier
    row: RowMapping
    etat: Etat
    attente: Attente
    feuillet: Feuillet | None

    @property
    def total(self) -> Totaux:
        """The totals of the whole import, which its row bears."""
        return Totaux(self.row["lignes"], self.row["debit"], self.row["credit"])


def open_import(
    store: Store, acteur: Acteur, demande_id: str, filtre: Filtre = VIDE, place: Place = Place()
) -> Detail:
    """Give an import and a page of its lines; refuses IMPORT_INCONNU.

    There is no page where lines cannot be seen: before publication, and once rejected.
    """
    with store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
        etat = Etat(row["etat"])
        attente = suivi.attentes(conn, perimetre, [row])
        feuillet = None
        if etat in VISIBLES:
            here = (conn, perimetre, row["import_id"], row["tentative"], filtre)
            sums = (
                Totaux(row["lignes"], row["debit"], row["credit"]) if filtre == VIDE
                else feuillets.totals(*here)
            )
            feuillet = _read(here, place, sums)
        return Detail(
            named(conn, acteur, dossiers.code_of(conn, perimetre)), row, etat,
            attente.get(row["import_id"], Attente(0, 0)), feuillet,
        )


def _read(here: tuple[Any, ...], place: Place, sums: Totaux) -> Feuillet:
    if place.fin or place.avant:
        full = (sums.lignes - 1) % PAGE + 1 if place.fin else PAGE
        rows = feuillets.page(*here, borne=place.avant or _FIN, take=full, recule=True)
        rang = sums.lignes - len(rows) if place.fin else place.rang - len(rows)
    else:
        rows = feuillets.page(*here, borne=place.apres, take=PAGE)
        rang = place.rang
    return Feuillet(rows, max(0, rang), sums)
