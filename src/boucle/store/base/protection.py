"""Protection: the rights of each role of PostgreSQL, and row-level security.

Three roles: one owns the tables, migrates and saves them; one serves, with rights on data only; one
loads lines, which COPY cannot pass through a policy, and can only add them. A transaction of the
one that serves sees the cabinet it has named; one that names none sees nothing. The owner is not
bound by the policies: they are not forced, since a distributed PostgreSQL moves its tables under a
role of the owner.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table, text

from boucle.store.base import traversees
from boucle.store.base.metadata import METADATA

ROLE_APP = "boucle_app"
ROLE_CHARGE = "boucle_charge"
CHARGEES = ("ligne", "libelle_import", "solde", "ventilation", "ligne_detail")
"""What the role that loads adds rows to."""

_VERSION = "alembic_version"
_NOMME = "nullif(current_setting('boucle.cabinet', true), '')::bigint"
_LU = " = (NULLIF(current_setting('boucle.cabinet'::text, true), ''::text))::bigint)"
"""The same words as PostgreSQL gives them back."""
_APP, _CHARGE = "SELECT, INSERT, UPDATE, DELETE", "INSERT"


def protect(conn: Connection, tables: Iterable[Table]) -> None:
    """Give each role its rights on these tables, and none other; nothing to do on SQLite.

    It may be done again: what is already so is left so. Run as the owner of the tables.
    """
    if conn.dialect.name != "postgresql":
        return
    roles = _roles(conn)
    for table in tables:
        protect_table(conn, table.name)
        _grant(conn, roles, ROLE_APP, _APP, f'TABLE "{table.name}"')
        if table.name in CHARGEES:
            _grant(conn, roles, ROLE_CHARGE, _CHARGE, f'TABLE "{table.name}"')
    if conn.dialect.has_table(conn, _VERSION):
        _grant(conn, roles, ROLE_APP, "SELECT", f"TABLE {_VERSION}")
    for traversee in traversees.TOUTES:
        _open(conn, roles, traversee)


def release(conn: Connection) -> None:
    """Free the owner of policies once forced upon it: a migration sees every row."""
    if conn.dialect.name == "postgresql":
        forced = text(
            "SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity "
            "AND relnamespace = current_schema()::regnamespace"
        )
        for (table,) in conn.execute(forced).all():
            conn.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")


def protect_table(conn: Connection, table: str) -> None:
    """Close a table of cabinets to whoever has not named one; nothing to do on SQLite."""
    if conn.dialect.name != "postgresql":
        return
    known = conn.execute(
        text(
            "SELECT c.relrowsecurity, p.polname, a.attnotnull FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cabinet_id' "
            "LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.oid = to_regclass(:table)"
        ),
        {"table": f'"{table}"'},
    ).all()
    if not known or {tuple(row[:2]) for row in known} == {(True, f"ici_{table}")}:
        return
    # What belongs to no cabinet yet is seen where no cabinet is: see `AUCUN`.
    column = "cabinet_id" if known[0].attnotnull else "coalesce(cabinet_id, 0)"
    for row in known:
        if row.polname is not None:
            conn.exec_driver_sql(f'DROP POLICY "{row.polname}" ON "{table}"')
    conn.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    conn.exec_driver_sql(f'CREATE POLICY "ici_{table}" ON "{table}" USING ({column} = {_NOMME})')


def _open(conn: Connection, roles: set[str], traversee: traversees.Traversee) -> None:
    schema = conn.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    # The last place of the path: a temporary table of the caller never stands for one of ours.
    conn.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {traversee.signature} RETURNS SETOF bigint LANGUAGE sql "
        f"STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp "
        f"AS $boucle${traversee.corps}$boucle$".replace("%", "%%")
    )
    conn.exec_driver_sql(f"REVOKE ALL ON FUNCTION {traversee.signature} FROM PUBLIC")
    _grant(conn, roles, ROLE_APP, "EXECUTE", f"FUNCTION {traversee.signature}")


def _grant(conn: Connection, roles: set[str], role: str, rights: str, what: str) -> None:
    if role in roles:
        conn.exec_driver_sql(f"REVOKE ALL ON {what} FROM {role}")
        conn.exec_driver_sql(f"GRANT {rights} ON {what} TO {role}")


def _roles(conn: Connection) -> set[str]:
    """Name the two other roles, where they exist and are not the owner itself."""
    found = conn.execute(
        text(
            "SELECT rolname FROM pg_roles WHERE rolname IN (:app, :charge) "
            "AND rolname <> current_user"
        ),
        {"app": ROLE_APP, "charge": ROLE_CHARGE},
    )
    return {str(row.rolname) for row in found}


def unprotected(conn: Connection) -> list[str]:
    """Name the tables of cabinets that are not closed to whoever has not named one."""
    held = conn.execute(
        text(
            "SELECT c.relname, string_agg(pg_get_expr(p.polqual, p.polrelid), ' ') AS ici "
            "FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity "
            "AND c.relnamespace = current_schema()::regnamespace GROUP BY c.relname"
        )
    )
    closed = {
        row.relname
        for row in held
        if row.ici in (f"(cabinet_id{_LU}", f"(COALESCE(cabinet_id, (0)::bigint){_LU}")
    }
    every = {table.name for table in METADATA.tables.values() if "cabinet_id" in table.c}
    return sorted(every - closed)


def is_bound(conn: Connection) -> bool:
    """Tell whether row-level security binds the role of this connection, whatever it sets."""
    if conn.dialect.name != "postgresql":
        return False
    found = conn.execute(
        text(
            "SELECT row_security_active(c.oid) AND NOT pg_has_role(c.relowner, 'MEMBER') "
            "FROM pg_class c WHERE c.oid = to_regclass('cabinet')"
        )
    ).scalar()
    return bool(found)


def can_load(conn: Connection) -> bool:
    """Tell whether the role of this connection can send lines by COPY."""
    if conn.dialect.name != "postgresql":
        return True
    return not conn.execute(text("SELECT row_security_active(to_regclass('ligne'))")).scalar()
