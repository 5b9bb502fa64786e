"""Feuillets: the lines of one import, read page by page, filtered and totalled.

A page is entered by the number of the line before or after it, so the last one costs what the
first one does. A line bears its number in the file. This is the one place that reads lines for
a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, select

from boucle.store.base.recherche import holds
from boucle.store.livre import lot_ecrit
from boucle.store.livre.lignes import ligne
from boucle.store.livre.ventilations import ligne_detail
from boucle.store.travaux.suivi import ATTENTE
from boucle.values import Perimetre

_L, _D = ligne.c, ligne_detail.c
_REFERENCE = func.coalesce(_D.reference, "")
COLONNES = {
    "journal": ("journal",),
    "piece": ("num", "piece_ref"),
    "compte": ("compte",),
    "tiers": ("tiers",),
    "reference": ("reference", "piece_ref"),
    "libelle": ("libelle",),
    "lettrage": ("lettrage",),
}
"""What a text may be looked for in, and the columns that the screen shows there."""

TEXTES: dict[str, ColumnElement[Any]] = {
    column: _REFERENCE if column == "reference" else _L[column] for column in lot_ecrit.TEXTES
}
"""The columns where texts are looked for, as a lot holds them."""

OPERATEURS = ("=", "≥", "≤", ">", "<", "≠")
_MONTANT = _L.debit + _L.credit
_COMPARE = {
    "=": _MONTANT.__eq__,
    "≥": _MONTANT.__ge__,
    "≤": _MONTANT.__le__,
    ">": _MONTANT.__gt__,
    "<": _MONTANT.__lt__,
    "≠": _MONTANT.__ne__,
}


class Filtre(NamedTuple):
    """What part of the lines is looked at.

    montants: (operator of OPERATEURS, centimes), each of which must hold. sur: a name of COLONNES,
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
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    tentative: int,
    filtre: Filtre,
    *,
    borne: int,
    take: int,
    recule: bool = False,
) -> Sequence[RowMapping]:
    """Give the lines after the number `borne`, in file order; recule: the last ones before it."""
    query = (
        _shown(_kept(perimetre, import_id, tentative, filtre))
        .where(_L.n < borne if recule else _L.n > borne)
        .order_by(_L.n.desc() if recule else _L.n)
        .limit(take)
    )
    rows = conn.execute(query).mappings().all()
    return rows[::-1] if recule else rows


def named(
    conn: Connection, perimetre: Perimetre, import_id: int, tentative: int, lignes: Sequence[int]
) -> Sequence[RowMapping]:
    """Give the lines that bear these numbers, in file order."""
    if not lignes:
        return []
    query = _shown([*_here(perimetre, import_id, tentative), _L.n.in_(lignes)]).order_by(_L.n)
    return conn.execute(query).mappings().all()


def columns(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    tentative: int,
    *,
    apres: int,
    take: int,
) -> list[tuple[Any, ...]]:
    """Give of the lines after a number, in file order, what a filter or a total looks at.

    One value for each column of `lot_ecrit.SCHEMA`, in its order.
    """
    query = (
        select(_L.n, *TEXTES.values(), _L.debit, _L.credit)
        .select_from(ligne.outerjoin(ligne_detail, _same_line()))
        .where(*_here(perimetre, import_id, tentative), _L.n > apres)
        .order_by(_L.n)
        .limit(take)
    )
    return [tuple(row) for row in conn.execute(query)]


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
    return bool(filtre.q) and "reference" in COLONNES.get(filtre.sur, TEXTES)


def _same_line() -> ColumnElement[bool]:
    names = ("cabinet_id", "dossier_id", "import_id", "tentative", "n")
    return and_(*(_D[name] == _L[name] for name in names))


def _shown(where: list[ColumnElement[bool]]) -> Select[Any]:
    return (
        select(
            _L.n,
            _L.journal,
            _L.num,
            _L.date,
            _L.piece_ref,
            _L.compte,
            _L.tiers,
            _REFERENCE.label("reference"),
            _L.libelle,
            _L.debit,
            _L.credit,
            _L.lettrage,
        )
        .select_from(ligne.outerjoin(ligne_detail, _same_line()))
        .where(*where)
    )


def _here(perimetre: Perimetre, import_id: int, tentative: int) -> list[ColumnElement[bool]]:
    return [
        _L.cabinet_id == perimetre.cabinet_id,
        _L.dossier_id == perimetre.dossier_id,
        _L.import_id == import_id,
        _L.tentative == tentative,
    ]


def _kept(
    perimetre: Perimetre, import_id: int, tentative: int, filtre: Filtre
) -> list[ColumnElement[bool]]:
    kept = _here(perimetre, import_id, tentative)
    kept += [_COMPARE[operateur](centimes) for operateur, centimes in filtre.montants]
    if filtre.q:
        looked_in = COLONNES.get(filtre.sur, TEXTES)
        kept.append(holds([TEXTES[column] for column in looked_in], filtre.q))
    if filtre.avec_471:
        kept.append(_L.compte.startswith(ATTENTE, autoescape=True))
    return kept
