"""Decisions: what a person asked of imports in the console, until it is carried out or taken back.

One row for each import in a state of demand. Whoever deletes the row, in the transaction that moves
the import, is the one who carries it out or takes it back: it happens once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    Index,
    RowMapping,
    and_,
    select,
)

from boucle.store.base.metadata import perimetre_columns, table
from boucle.store.base.types import Entier, Instant, Texte
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

_KEYS = ("cabinet_id", "dossier_id", "import_id")

decision_demandee = table(
    "decision_demandee",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("vers", Texte, nullable=False),
    Column("auteur", Texte, nullable=False),
    Column("acteur", Texte, nullable=False),
    Column("demandee_le", Instant, nullable=False),
    Column("due_le", Instant, nullable=False),
    ForeignKeyConstraint(_KEYS, [f"import_comptable.{name}" for name in _KEYS]),
    Index("ix_decision_demandee_due", "due_le"),
    distribution="dossier",
)

_C = decision_demandee.c


def add(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    *,
    vers: str,
    auteur: str,
    acteur: str,
    le: datetime,
    due_le: datetime,
) -> None:
    """Note what is asked of an import, by whom, and when it is to be carried out."""
    conn.execute(
        decision_demandee.insert().values(
            cabinet_id=perimetre.cabinet_id,
            dossier_id=perimetre.dossier_id,
            import_id=import_id,
            vers=vers,
            auteur=auteur,
            acteur=acteur,
            demandee_le=le,
            due_le=due_le,
        )
    )


def get(conn: Connection, perimetre: Perimetre, import_id: int) -> RowMapping | None:
    """Give what is asked of an import, None when nothing is."""
    query = select(decision_demandee).where(*_here(perimetre, import_id))
    return conn.execute(query).mappings().one_or_none()


def pending(conn: Connection, perimetre: Perimetre) -> Sequence[RowMapping]:
    """List what is asked of the imports of a dossier, with their demande, the soonest due first."""
    i = import_comptable.c
    query = (
        select(decision_demandee, i.demande)
        .join(import_comptable, and_(*(decision_demandee.c[name] == i[name] for name in _KEYS)))
        .where(_C.cabinet_id == perimetre.cabinet_id, _C.dossier_id == perimetre.dossier_id)
    )
    return conn.execute(query.order_by(_C.due_le, _C.import_id)).mappings().all()


def take_back(
    conn: Connection, perimetre: Perimetre, import_id: int, now: datetime
) -> RowMapping | None:
    """Forget what is asked of an import, unless it is due; None when there is nothing to forget."""
    return _take(conn, *_here(perimetre, import_id), _C.due_le > now)


def take_due(
    conn: Connection, perimetre: Perimetre, import_id: int, now: datetime
) -> RowMapping | None:
    """Take what is asked of an import and due; None when another one did."""
    return _take(conn, *_here(perimetre, import_id), _C.due_le <= now)


def due(conn: Connection, cabinet_id: int, now: datetime, limit: int) -> Sequence[Any]:
    """List what is due in a cabinet, the oldest first."""
    query = (
        select(_C.dossier_id, _C.import_id)
        .where(_C.cabinet_id == cabinet_id, _C.due_le <= now)
        .order_by(_C.due_le)
        .limit(limit)
    )
    return conn.execute(query).all()


def _take(conn: Connection, *where: Any) -> RowMapping | None:
    gone = decision_demandee.delete().where(*where).returning(*_C)
    return conn.execute(gone).mappings().one_or_none()


def _here(perimetre: Perimetre, import_id: int) -> tuple[Any, ...]:
    return (
        _C.cabinet_id == perimetre.cabinet_id,
        _C.dossier_id == perimetre.dossier_id,
        _C.import_id == import_id,
    )
