"""Metadata: the one list of tables, and how a table of ours is made.

Every constraint bears an explicit name, because a distributed PostgreSQL refuses the others.
Each table says how it would be distributed: by dossier, by cabinet, or as a reference copied
everywhere; `tests/store` keeps the keys in line with it.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.schema import SchemaItem

from boucle.store.base.types import Entier

Distribution = Literal["dossier", "cabinet", "reference"]

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


def table(
    name: str,
    *items: SchemaItem,
    distribution: Distribution,
    metadata: MetaData = METADATA,
    **options: Any,
) -> Table:
    """Declare a table: STRICT on SQLite, with its distribution in `info`."""
    options.setdefault("sqlite_strict", True)
    return Table(name, metadata, *items, info={"distribution": distribution}, **options)


def perimetre_columns() -> tuple[Column[int], Column[int]]:
    """Give the two columns that open every key of a dossier's table."""
    return (
        Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
        Column("dossier_id", Entier, primary_key=True, autoincrement=False),
    )


def dossier_key() -> ForeignKeyConstraint:
    """Tie a row to a dossier of the same cabinet."""
    return ForeignKeyConstraint(
        ["cabinet_id", "dossier_id"], ["dossier.cabinet_id", "dossier.dossier_id"]
    )
