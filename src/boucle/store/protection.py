"""Protection: row-level security of PostgreSQL, the second line behind the perimetre.

A transaction sees the rows of the cabinet it has named; one that names none sees nothing; `tous`
is for what serves no single cabinet. Left open: what is read before the cabinet is known, and
`ligne`, which COPY loads and COPY cannot pass a policy: its foreign key, with the cabinet in it,
is the net there.
"""

from __future__ import annotations

from sqlalchemy import Connection

OPEN_TABLES = frozenset({
    "cabinet", "abonnement", "cle_api", "utilisateur", "session", "invitation", "ligne", "cadence",
    "alembic_version",
})


def protect_table(conn: Connection, table: str) -> None:
    """Put one table under row-level security, where there is any."""
    if conn.dialect.name != "postgresql" or table in OPEN_TABLES:
        return
    conn.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    conn.exec_driver_sql(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    conn.exec_driver_sql(
        f'CREATE POLICY cabinet_{table} ON "{table}" USING ('
        "cabinet_id::text = current_setting('boucle.cabinet', true) "
        "OR current_setting('boucle.cabinet', true) = 'tous')"
    )
