"""Evenements: what happened in each cabinet, in order, for whoever follows it by a cursor.

A row is written in the transaction of the change that it tells, with the next number of its
cabinet. That number is taken under the counter's lock, as the last thing before the commit: of two
transactions that run at once the one with the higher number commits later, so a reader who went on
from a number never misses a lower one; a rolled back transaction gives its number back. The lock is
held for the time of a commit, whatever the length of the import.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    Index,
    RowMapping,
    select,
)

from boucle.store.base.metadata import table
from boucle.store.base.types import Entier, Instant, Texte

PENDING = "boucle_evenements"
"""The execution option that holds what a transaction will write before it commits."""

evenement = table(
    "evenement",
    Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
    Column("numero", Entier, primary_key=True, autoincrement=False),
    Column("dossier_id", Entier, nullable=False),
    Column("genre", Texte, nullable=False),
    # Of an import: itself, and the rank of this change in its own history.
    Column("import_id", Entier, nullable=True),
    Column("seq", Entier, nullable=True),
    Column("auteur", Texte, nullable=False),
    Column("acteur", Texte, nullable=False),
    Column("faits", Texte, nullable=False),
    Column("le", Instant, nullable=False),
    ForeignKeyConstraint(
        ["cabinet_id", "dossier_id"], ["dossier.cabinet_id", "dossier.dossier_id"]
    ),
    Index("ix_evenement_genre", "cabinet_id", "genre", "numero"),
    Index("ix_evenement_import", "cabinet_id", "dossier_id", "import_id", "seq"),
    # What a person asked for, and what happens in the few dossiers of another.
    Index("ix_evenement_acteur", "cabinet_id", "genre", "acteur", "numero"),
    Index("ix_evenement_dossier", "cabinet_id", "dossier_id", "genre", "numero"),
    distribution="cabinet",
)

evenement_compteur = table(
    "evenement_compteur",
    Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
    Column("dernier", Entier, nullable=False),
    # Numbers up to this one were swept; nothing older than `depuis` need be here.
    Column("efface", Entier, nullable=False),
    Column("depuis", Instant, nullable=False),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    distribution="cabinet",
)

_C = evenement.c
_N = evenement_compteur.c


@dataclass(frozen=True, slots=True)
class Evenement:
    """One change, as facts. auteur: the name people know; acteur: what tells it from any other."""

    cabinet_id: int
    dossier_id: int
    genre: str
    auteur: str
    acteur: str
    le: datetime
    faits: Mapping[str, Any] = field(default_factory=dict)
    import_id: int | None = None
    seq: int | None = None


def create(conn: Connection, cabinet_id: int, le: datetime) -> None:
    """Begin the numbers of a new cabinet."""
    conn.execute(
        evenement_compteur.insert().values(cabinet_id=cabinet_id, dernier=0, efface=0, depuis=le)
    )


def note(conn: Connection, what: Evenement) -> None:
    """Have an event written when this transaction of ours commits."""
    conn.get_execution_options()[PENDING].append(what)


def flush(conn: Connection) -> None:
    """Write what was noted: the last statements of a transaction."""
    pending: list[Evenement] = conn.get_execution_options()[PENDING]
    by_cabinet: dict[int, list[Evenement]] = defaultdict(list)
    for what in pending:
        by_cabinet[what.cabinet_id].append(what)
    for cabinet_id, several in sorted(by_cabinet.items()):
        last = conn.execute(
            evenement_compteur.update()
            .where(_N.cabinet_id == cabinet_id)
            .values(dernier=_N.dernier + len(several))
            .returning(_N.dernier)
        ).scalar_one()
        first = last - len(several) + 1
        conn.execute(
            evenement.insert(),
            [
                {
                    "cabinet_id": cabinet_id,
                    "numero": first + rank,
                    "dossier_id": what.dossier_id,
                    "genre": what.genre,
                    "import_id": what.import_id,
                    "seq": what.seq,
                    "auteur": what.auteur,
                    "acteur": what.acteur,
                    "le": what.le,
                    "faits": json.dumps(what.faits, ensure_ascii=False, default=_tell),
                }
                for rank, what in enumerate(several)
            ],
        )
    pending.clear()


def _tell(value: Any) -> str:
    told: str = value.isoformat()
    return told


def bounds(conn: Connection, cabinet_id: int) -> tuple[int, int]:
    """Give the last number swept and the last one written, in this snapshot."""
    query = select(_N.efface, _N.dernier).where(_N.cabinet_id == cabinet_id)
    efface, dernier = conn.execute(query).one()
    return int(efface), int(dernier)


def after(
    conn: Connection, cabinet_id: int, numero: int, dossiers: Collection[int] | None, take: int
) -> Sequence[RowMapping]:
    """List the events that follow a number, in order; dossiers: of these only, None for all."""
    query = select(evenement).where(_C.cabinet_id == cabinet_id, _C.numero > numero)
    if dossiers is not None:
        query = query.where(_C.dossier_id.in_(sorted(dossiers)))
    return conn.execute(query.order_by(_C.numero).limit(take)).mappings().all()


def sweep(conn: Connection, cabinet_id: int, avant: datetime, take: int) -> int:
    """Forget the oldest events of a cabinet, those before the first of this instant or later.

    Gives how many went, `take` at most.
    """
    efface, dernier = bounds(conn, cabinet_id)
    first_kept = conn.execute(
        select(_C.numero)
        .where(_C.cabinet_id == cabinet_id, _C.le >= avant)
        .order_by(_C.numero)
        .limit(1)
    ).scalar()
    last_gone = min(efface + take, dernier if first_kept is None else first_kept - 1)
    if last_gone <= efface:
        return 0
    conn.execute(evenement.delete().where(_C.cabinet_id == cabinet_id, _C.numero <= last_gone))
    conn.execute(
        evenement_compteur.update()
        .where(_N.cabinet_id == cabinet_id)
        .values(efface=last_gone, depuis=avant)
    )
    return last_gone - efface
