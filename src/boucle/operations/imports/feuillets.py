"""Feuillets: the écritures of one import, page by page, with what they come to.

One interface, whatever keeps the lines: a place, a filter, a page with the totals of the filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping

from boucle.compta.etat import VISIBLES, Etat
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.portefeuille import Dossier, named
from boucle.operations.atelier import Atelier
from boucle.operations.imports.imports import find
from boucle.store.fiches import dossiers
from boucle.store.livre import feuillets
from boucle.store.livre.feuillets import COLONNES, OPERATEURS, Filtre, Totaux
from boucle.store.livre.lot_lu import Trouve
from boucle.store.travaux import suivi
from boucle.store.travaux.suivi import Attente
from boucle.values import Perimetre

__all__ = ["COLONNES", "OPERATEURS", "Detail", "Feuillet", "Filtre", "Place", "open_import"]

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
    """One import, opened: its row, its dossier, and a page of its lines where they can be seen.

    dossier, attente: blank when the page alone was asked for.
    """

    code: str
    dossier: Dossier | None
    row: RowMapping
    etat: Etat
    attente: Attente
    feuillet: Feuillet | None

    @property
    def total(self) -> Totaux:
        """The totals of the whole import, which its row bears."""
        return _whole(self.row)


def open_import(
    atelier: Atelier,
    acteur: Acteur,
    demande_id: str,
    filtre: Filtre = VIDE,
    place: Place = Place(),
    *,
    seule: bool = False,
) -> Detail:
    """Give an import and a page of its lines; refuses IMPORT_INCONNU. seule: the page alone.

    There is no page where lines cannot be seen: before publication, and once rejected. The page of
    the whole import comes from the database, by its key; what answers a filter is looked for in
    the lot, where there is one, and shown from the database.
    """
    store, found = atelier.store, None
    with store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
        if filtre == VIDE or row["lot_empreinte"] is None:
            lecture: _Base | _Lot = _Base(conn, perimetre, row, filtre)
            return _open(acteur, lecture, place, seule=seule)
    if Etat(row["etat"]) in VISIBLES:
        # With no connection held: others read their pages meanwhile.
        found = atelier.lecteur.search(perimetre, row, filtre)
    with store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
        lecture = (
            _Base(conn, perimetre, row, filtre)
            if found is None
            else _Lot(conn, perimetre, row, found)
        )
        return _open(acteur, lecture, place, seule=seule)


@dataclass(frozen=True, slots=True)
class _Base:
    """The lines of an import that answer a filter, as the database tells them."""

    conn: Connection
    perimetre: Perimetre
    row: RowMapping
    filtre: Filtre

    @property
    def _here(self) -> tuple[Any, ...]:
        row = self.row
        return (self.conn, self.perimetre, row["import_id"], row["tentative"], self.filtre)

    def totals(self) -> Totaux:
        return _whole(self.row) if self.filtre == VIDE else feuillets.totals(*self._here)

    def page(self, borne: int, take: int, *, recule: bool) -> Sequence[RowMapping]:
        return feuillets.page(*self._here, borne=borne, take=take, recule=recule)


@dataclass(frozen=True, slots=True)
class _Lot:
    """The same lines, found in the lot of the import."""

    conn: Connection
    perimetre: Perimetre
    row: RowMapping
    found: Trouve

    def totals(self) -> Totaux:
        return self.found.totaux

    def page(self, borne: int, take: int, *, recule: bool) -> Sequence[RowMapping]:
        numbers = self.found.page(borne=borne, take=take, recule=recule)
        return feuillets.named(
            self.conn, self.perimetre, self.row["import_id"], self.row["tentative"], numbers
        )


def _whole(row: RowMapping) -> Totaux:
    return Totaux(row["lignes"], row["debit"], row["credit"])


def _open(acteur: Acteur, lecture: _Base | _Lot, place: Place, *, seule: bool) -> Detail:
    conn, perimetre, row = lecture.conn, lecture.perimetre, lecture.row
    etat, code = Etat(row["etat"]), dossiers.code_of(conn, perimetre)
    attente = {} if seule else suivi.attentes(conn, perimetre, [row])
    return Detail(
        code,
        None if seule else named(conn, acteur, code),
        row,
        etat,
        attente.get(row["import_id"], Attente(0, 0)),
        _read(lecture, place) if etat in VISIBLES else None,
    )


def _read(lecture: _Base | _Lot, place: Place) -> Feuillet:
    sums = lecture.totals()
    if place.fin or place.avant:
        full = (sums.lignes - 1) % PAGE + 1 if place.fin else PAGE
        rows = lecture.page(_FIN if place.fin else place.avant, full, recule=True)
        rang = sums.lignes - len(rows) if place.fin else place.rang - len(rows)
    else:
        rows = lecture.page(place.apres, PAGE, recule=False)
        rang = place.rang
    return Feuillet(rows, max(0, rang), sums)
