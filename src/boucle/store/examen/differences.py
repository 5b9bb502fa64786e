"""Differences: what two sets of lines do not have in common, each line as often as it is there.

One query counts every distinct line on both sides at once: what is as often here as there is left
out, and what remains is the difference, whatever the size of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
)

from boucle.compta.etat import VISIBLES, Etat
from boucle.store.livre.lignes import ligne
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

COMPARES = (
    "journal",
    "num",
    "date",
    "compte",
    "tiers",
    "piece_ref",
    "piece_date",
    "libelle",
    "debit",
    "credit",
    "lettrage",
    "date_let",
    "montant_devise",
    "devise",
)
"""What of a line is compared; its breakdown between sections, its terms and its papers are not."""

_C, _L = import_comptable.c, ligne.c


class Total(NamedTuple):
    """Lines that are on one side only, and what the other side has more in centimes."""

    ajoutees: int
    supprimees: int
    debit: int
    credit: int


def between(
    conn: Connection, perimetre: Perimetre, row: RowMapping, contre: int | None, take: int
) -> Sequence[RowMapping]:
    """List the distinct lines that an import has more or less often than what it is set against.

    contre: another import, None for the books: the other validated imports, for the journals of
    this one and from its first day to its last. Each with `ecart`, above zero when the import has
    it more often, and `n`, its number in the file that has it.
    """
    query, ecart, n = _counted(perimetre, row, contre)
    order = (_L.journal, _L.num, n, *(_L[name] for name in COMPARES[2:]))
    query = query.add_columns(ecart.label("ecart"), n.label("n")).order_by(*order)
    return conn.execute(query.limit(take)).mappings().all()


def total(conn: Connection, perimetre: Perimetre, row: RowMapping, contre: int | None) -> Total:
    """Count and sum all that `between` would list."""
    query, ecart, _ = _counted(perimetre, row, contre)
    found = query.add_columns(ecart.label("ecart")).subquery()
    e = found.c.ecart
    asked = select(
        func.coalesce(func.sum(case((e > 0, e), else_=0)), 0),
        func.coalesce(func.sum(case((e < 0, -e), else_=0)), 0),
        func.coalesce(func.sum(e * found.c.debit), 0),
        func.coalesce(func.sum(e * found.c.credit), 0),
    )
    return Total(*map(int, conn.execute(asked).one()))


def rivals(
    conn: Connection, perimetre: Perimetre, row: RowMapping, take: int
) -> Sequence[RowMapping]:
    """List the imports that one may be set against: same bytes first, then same name, then those
    of the same partenaire whose movements meet its own; each with `parente` 1, 2 or 3.

    Only those whose lines can be seen.
    """
    meets: ColumnElement[bool] = false()
    if row["date_min"] is not None:
        meets = and_(
            _C.partenaire == row["partenaire"],
            _C.date_min <= row["date_max"],
            _C.date_max >= row["date_min"],
        )
    named = and_(_C.nom_fichier == row["nom_fichier"], _C.format == row["format"])
    parente = case(
        (_C.source_empreinte == row["source_empreinte"], 1), (named, 2), (meets, 3), else_=0
    )
    query = (
        select(import_comptable, parente.label("parente"))
        .where(
            _C.cabinet_id == perimetre.cabinet_id,
            _C.dossier_id == perimetre.dossier_id,
            _C.import_id != row["import_id"],
            _C.etat.in_(VISIBLES),
            parente > 0,
        )
        .order_by(parente, _C.import_id.desc())
        .limit(take)
    )
    return conn.execute(query).mappings().all()


def _counted(
    perimetre: Perimetre, row: RowMapping, contre: int | None
) -> tuple[Select[Any], Any, Any]:
    mine = _C.import_id == row["import_id"]
    other = _books(perimetre, row) if contre is None else _C.import_id == contre
    here, there = (func.sum(case((side, 1), else_=0)) for side in (mine, other))
    keys = [_L[name] for name in COMPARES]
    names = ("cabinet_id", "dossier_id", "import_id", "tentative")
    query = (
        select(*keys)
        .select_from(ligne.join(import_comptable, and_(*(_L[nom] == _C[nom] for nom in names))))
        .where(
            _L.cabinet_id == perimetre.cabinet_id,
            _L.dossier_id == perimetre.dossier_id,
            _C.etat.in_(VISIBLES),
            or_(mine, other),
        )
        .group_by(*keys)
        .having(here != there)
    )
    return query, here - there, func.min(_L.n)


def _books(perimetre: Perimetre, row: RowMapping) -> ColumnElement[bool]:
    first: date | None = row["date_min"]
    if first is None:
        return false()
    inner = ligne.alias()
    journaux = (
        select(inner.c.journal)
        .where(
            inner.c.cabinet_id == perimetre.cabinet_id,
            inner.c.dossier_id == perimetre.dossier_id,
            inner.c.import_id == row["import_id"],
            inner.c.tentative == row["tentative"],
        )
        .distinct()
    )
    return and_(
        _C.etat == Etat.VALIDE,
        _C.import_id != row["import_id"],
        _L.date >= first,
        _L.date <= row["date_max"],
        _L.journal.in_(journaux),
    )
