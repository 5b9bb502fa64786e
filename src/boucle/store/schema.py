"""Schema: every table of the house, created at once or by migrations.

Imports each module that declares tables, so that METADATA is complete.
"""

from __future__ import annotations

from sqlalchemy import Connection, MetaData

from boucle.store import audit, cles, dossiers, imports, lignes, ressources
from boucle.store.engine import Store
from boucle.store.metadata import METADATA

__all__ = ["MODULES", "complete_metadata", "create_schema", "protect"]

MODULES = (dossiers, cles, audit, imports, lignes, ressources)

# Read before the cabinet is known, or loaded by COPY, which row-level security forbids: the
# foreign keys with the cabinet in them are the net under these.
_OPEN_TABLES = frozenset({"cabinet", "abonnement", "cle_api", "ligne"})


def complete_metadata() -> MetaData:
    """Give METADATA with every table declared."""
    return METADATA


def create_schema(store: Store, metadata: MetaData | None = None) -> None:
    """Create every missing table, and protect them on PostgreSQL."""
    with store.transaction(None) as conn:
        chosen = metadata or complete_metadata()
        chosen.create_all(conn)
        protect(conn, chosen)


def protect(conn: Connection, metadata: MetaData) -> None:
    """Let a transaction of PostgreSQL see the rows of the cabinet it has named, and no other.

    A transaction that names none sees nothing; `tous` is for what serves no single cabinet.
    """
    if conn.dialect.name != "postgresql":
        return
    for name, table in metadata.tables.items():
        if "cabinet_id" not in table.c or name in _OPEN_TABLES:
            continue
        conn.exec_driver_sql(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
        conn.exec_driver_sql(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')
        conn.exec_driver_sql(f'DROP POLICY IF EXISTS cabinet_{name} ON "{name}"')
        conn.exec_driver_sql(
            f'CREATE POLICY cabinet_{name} ON "{name}" USING ('
            "cabinet_id::text = current_setting('boucle.cabinet', true) "
            "OR current_setting('boucle.cabinet', true) = 'tous')"
        )
