"""Archives: the dossiers that the firm has put away, and what keeps a dossier from going.

An archived dossier has a row here and nothing else changes: its books are read and exported as
before. What counts as held: the lines of validated imports, and the imports not ended.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, FromClause, and_, exists, func, select

from boucle import clock
from boucle.compta.etat import FINALS, Etat
from boucle.store.base.metadata import dossier_key, perimetre_columns, table
from boucle.store.base.types import Instant
from boucle.store.fiches.dossiers import dossier
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

dossier_archive = table(
    "dossier_archive",
    *perimetre_columns(),
    Column("le", Instant, nullable=False),
    dossier_key(),
    distribution="dossier",
)


class Tenu(NamedTuple):
    """What a dossier holds: lines in the books, and imports that have not ended."""

    lignes: int
    imports: int


def is_archived(conn: Connection, perimetre: Perimetre) -> bool:
    """True for a dossier that is archived."""
    query = select(dossier_archive.c.le).where(*_here(dossier_archive, perimetre))
    return conn.execute(query).one_or_none() is not None


def archived(conn: Connection, cabinet_id: int) -> frozenset[int]:
    """Give the ids of the archived dossiers of a cabinet."""
    c = dossier_archive.c
    query = select(c.dossier_id).where(c.cabinet_id == cabinet_id)
    return frozenset(conn.execute(query).scalars())


def add(conn: Connection, perimetre: Perimetre) -> None:
    """Archive a dossier; nothing when it is already. The caller holds its counters."""
    if not is_archived(conn, perimetre):
        conn.execute(
            dossier_archive.insert().values(
                cabinet_id=perimetre.cabinet_id, dossier_id=perimetre.dossier_id, le=clock.now()
            )
        )


def remove(conn: Connection, perimetre: Perimetre) -> None:
    """Bring a dossier back; nothing when it is not archived."""
    conn.execute(dossier_archive.delete().where(*_here(dossier_archive, perimetre)))


def count_held(conn: Connection, perimetre: Perimetre) -> Tenu:
    """Count what a dossier holds; of an import rejected or in error, nothing is held."""
    c = import_comptable.c
    query = (
        select(c.etat, func.sum(c.lignes), func.count())
        .where(*_here(import_comptable, perimetre))
        .group_by(c.etat)
    )
    rows = conn.execute(query).all()
    lignes = sum(int(total) for etat, total, _ in rows if etat == Etat.VALIDE)
    return Tenu(lignes, sum(number for etat, _, number in rows if etat not in FINALS))


def archived_codes(table: FromClause) -> ColumnElement[bool]:
    """Give the condition that keeps, among client dossiers, those that are archived."""
    archive = dossier_archive.c
    return exists().where(
        dossier.c.cabinet_id == table.c.cabinet_id,
        dossier.c.code == table.c.code_dossier,
        and_(
            archive.cabinet_id == dossier.c.cabinet_id, archive.dossier_id == dossier.c.dossier_id
        ),
    )


def _here(table: Any, perimetre: Perimetre) -> tuple[ColumnElement[bool], ...]:
    return (table.c.cabinet_id == perimetre.cabinet_id, table.c.dossier_id == perimetre.dossier_id)
