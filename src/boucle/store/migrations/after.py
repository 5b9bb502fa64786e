"""After: what follows at once each table that a migration creates.

On a distributed PostgreSQL the table is distributed here, before the next one refers to it. On an
ordinary PostgreSQL it is put under row-level security; the rights on it are given once the last
migration has run. On SQLite nothing is left to do.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import ForeignKeyConstraint

from boucle.store.base.protection import protect_table


def created(table: str) -> None:
    """Finish a table that has just been created."""
    protect_table(op.get_bind(), table)


def forward(key: ForeignKeyConstraint) -> tuple[ForeignKeyConstraint, ...]:
    """Keep a key towards a table that does not exist yet, where the database lets it be declared.

    SQLite does, and cannot add it later; PostgreSQL is the contrary: see `close_key`.
    """
    return (key,) if op.get_bind().dialect.name == "sqlite" else ()


def close_key(name: str, table: str, target: str, local: list[str], remote: list[str]) -> None:
    """Add on PostgreSQL a key whose target has just been created."""
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(op.f(name), table, target, local, remote)
