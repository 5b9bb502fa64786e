"""Feuillets: the lines of one import, read page by page, filtered and totalled.

A page is entered by the number of the line before or after it, so the last one costs what the
first one does. A line bears its number in the file. This is the one place that reads lines for
a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, select

from boucle.store.lignes import ligne
from boucle.store.recherche import holds
from boucle.store.suivi import ATTENTE
from boucle.store.ventilations import ligne_detail
from boucle.values import Perimetre

_L, _D = ligne.c, ligne_detail.c
_REFERENCE = func.coalesce(_D.reference, "")
_SOUS_ATTENTE = "472"
TEXTES: dict[str, ColumnElement[Any]] = {
    "journal": _L.journal, "piece": _L.piece_ref, "compte": _L.compte, "tiers": _L.tiers,
    "reference": _REFERENCE, "libelle": _L.libelle, "lettrage": _L.lettrage,
}
"""What a text may be looked for in."""

OPERATEURS = ("=", "≥", "≤", ">", "<", "≠")
_MONTANT = _L.debit + _L.credit
_COMPARE = {
    "=": _MONTANT.__eq__, "≥": _MONTANT.__ge__, "≤": _MONTANT.__le__, ">": _MONTANT.__gt__,
    "<": _MONTANT.__lt__, "≠": _MONTANT.__ne__,
}


class Filtre(NamedTuple):
    """What part of the lines is looked at.

    montants: (operator of OPERATEURS, centimes), each of which must hold. sur: a name of TEXTES,
    or '' for all of them.
    """

    montants: tuple[tuple[str, int], ...] = ()
    q: str = ""
    sur: str = ""
    avec_471: bool = False


class Totaux(NamedTuple):
    """Lines, and their sums in centimes."""

    lignes: int
    debit: int
    credit: int


def page(
    conn: Connection, perimetre: Perimetre, import_id: int, tentative: int, filtre: Filtre, *,
    borne: int, take: int, recule: bool = False,
) -> Sequence[RowMapping]:
    """Give the lines after the number `borne`, in file order; recule: the last ones before it."""
    query = (
        select(
            _L.n, _L.journal, _L.num, _L.date, _L.piece_ref, _L.compte, _L.tiers,
            _REFERENCE.label("reference"), _L.libelle, _L.debit, _L.credit, _L.lettrage,
        )
        .select_from(ligne.outerjoin(ligne_detail, _same_line()))
        .where(*_kept(perimetre, import_id, tentative, filtre))
        .where(_L.n < borne if recule else _L.n > borne)
        .order_by(_L.n.desc() if recule else _L.n)
        .limit(take)
    )
    rows = conn.execute(query).mappings().all()
    return rows[::-1] if recule else rows


def totals(
    conn: Connection, perimetre: Perimetre, import_id: int, tentative: int, filtre: Filtre
) -> Totaux:
    """Count and sum the lines that answer."""
    query = select(
        func.count(), func.coalesce(func.sum(_L.debit), 0), func.coalesce(func.sum(_L.credit), 0)
    ).select_from(
        ligne.outerjoin(ligne_detail, _same_line()) if _reads_reference(filtre) else ligne
    )
    row = conn.execute(query.where(*_kept(perimetre, import_id, tentative, filtre))).one()
    return Totaux(*map(int, row))


def _reads_reference(filtre: Filtre) -> bool:
    return bool(filtre.q) and filtre.sur in ("", "reference")


def _same_line() -> ColumnElement[bool]:
    names = ("cabinet_id", "dossier_id", "import_id", "tentative", "n")
    return and_(*(_D[name] == _L[name] for name in names))


def _kept(
    perimetre: Perimetre, import_id: int, tentative: int, filtre: Filtre
) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = [
        _L.cabinet_id == perimetre.cabinet_id, _L.dossier_id == perimetre.dossier_id,
        _L.import_id == import_id, _L.tentative == tentative,
    ]
    kept += [_COMPARE[operateur](centimes) for operateur, centimes in filtre.montants]
    if filtre.q:
        kept.append(holds([TEXTES[filtre.sur]] if filtre.sur else TEXTES.values(), filtre.q))
    if filtre.avec_471:
        kept += [_L.compte >= ATTENTE, _L.compte < _SOUS_ATTENTE]
    return kept
