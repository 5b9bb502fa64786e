"""Idempotence: the answers already given to writes that bore an `Idempotency-Key`.

Written in the transaction of the write itself: a write that did not happen leaves no answer. The
row is taken before the work, so that the same key sent twice at once does the work once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Connection, Index, LargeBinary, select
from sqlalchemy.dialects import postgresql, sqlite

from boucle import clock
from boucle.store.base.metadata import dossier_key, perimetre_columns, table
from boucle.store.base.types import Entier, Instant, Texte
from boucle.values import Perimetre

GARDE = timedelta(days=7)

idempotence = table(
    "idempotence",
    *perimetre_columns(),
    Column("cle", Texte, primary_key=True),
    Column("empreinte", Texte, nullable=False),
    Column("statut", Entier, nullable=False),
    Column("reponse", LargeBinary, nullable=False),
    Column("le", Instant, nullable=False),
    dossier_key(),
    Index("ix_idempotence_le", "cabinet_id", "dossier_id", "le"),
    distribution="dossier",
)


@dataclass(frozen=True, slots=True)
class Reponse:
    """The answer of the first write: its fingerprint, its HTTP status, its body."""

    empreinte: str
    statut: int
    corps: bytes


def take(conn: Connection, perimetre: Perimetre, cle: str, empreinte: str) -> Reponse | None:
    """Take a key, or give the answer it already got; a key older than `GARDE` is a new one."""
    here = (
        idempotence.c.cabinet_id == perimetre.cabinet_id,
        idempotence.c.dossier_id == perimetre.dossier_id,
    )
    now = clock.now()
    conn.execute(
        idempotence.delete().where(*here, idempotence.c.cle == cle, idempotence.c.le < now - GARDE)
    )
    dialect: Any = sqlite if conn.dialect.name == "sqlite" else postgresql
    added = conn.execute(
        dialect.insert(idempotence)
        .values(
            cabinet_id=perimetre.cabinet_id,
            dossier_id=perimetre.dossier_id,
            cle=cle,
            empreinte=empreinte,
            statut=0,
            reponse=b"",
            le=now,
        )
        .on_conflict_do_nothing()
        .returning(idempotence.c.cle)
    ).scalar()
    if added is not None:
        return None
    row = conn.execute(select(idempotence).where(*here, idempotence.c.cle == cle)).one()
    return Reponse(row.empreinte, row.statut, row.reponse)


def find(conn: Connection, perimetre: Perimetre, cle: str) -> Reponse | None:
    """Give the answer that a key got, without taking it."""
    c = idempotence.c
    query = select(idempotence).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.cle == cle,
        c.le >= clock.now() - GARDE,
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else Reponse(row.empreinte, row.statut, row.reponse)


def keep(conn: Connection, perimetre: Perimetre, cle: str, statut: int, corps: bytes) -> None:
    """Keep the answer of the write that took the key."""
    conn.execute(
        idempotence.update()
        .where(
            idempotence.c.cabinet_id == perimetre.cabinet_id,
            idempotence.c.dossier_id == perimetre.dossier_id,
            idempotence.c.cle == cle,
        )
        .values(statut=statut, reponse=corps)
    )


def outdated(conn: Connection, cabinet_id: int) -> list[Perimetre]:
    """List the dossiers of a cabinet that have keys older than `GARDE`."""
    c = idempotence.c
    query = select(c.dossier_id).where(c.cabinet_id == cabinet_id, c.le < clock.now() - GARDE)
    return [Perimetre(cabinet_id, one) for one in conn.execute(query.distinct()).scalars()]


def forget(conn: Connection, perimetre: Perimetre, limit: int) -> int:
    """Forget keys of a dossier older than `GARDE`, `limit` at most; give how many went."""
    c = idempotence.c
    here = (c.cabinet_id == perimetre.cabinet_id, c.dossier_id == perimetre.dossier_id)
    old = select(c.cle).where(*here, c.le < clock.now() - GARDE).order_by(c.le).limit(limit)
    return conn.execute(
        idempotence.delete().where(*here, c.cle.in_(old.scalar_subquery()))
    ).rowcount
