"""Isolation: what each role of PostgreSQL may do, tried with its own connection and plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql

from boucle import clock
from boucle.errors import Refus
from boucle.store.base import traversees
from boucle.store.base.engine import Store
from boucle.store.base.protection import CHARGEES
from boucle.store.base.schema import complete_metadata
from boucle.store.fiches import dossiers
from boucle.store.fiches.dossiers import dossier_etat
from boucle.values import AUCUN, Perimetre

# Roles and row-level security are PostgreSQL's: nothing of them is left to try on SQLite.
pytestmark = pytest.mark.parametrize("dialecte", ["postgresql"], indirect=True)

DES_CABINETS = [table for table in complete_metadata().tables.values() if "cabinet_id" in table.c]
CABINETS = (1, 2)


@pytest.fixture
def raw(store: Store) -> Iterator[psycopg.Connection[Any]]:
    """Give a connection of the role that serves, as whoever holds its password would open it."""
    with psycopg.connect(store.config.database, autocommit=True) as conn:
        yield conn


@pytest.fixture
def two_cabinets(store: Store) -> Store:
    with store.transaction(None) as conn:
        dossiers.create_cabinet(conn, "un", "Un")
        dossiers.create_cabinet(conn, "deux", "Deux")
    return store


@pytest.fixture
def full(store: Store, cluster: Any) -> Store:
    """Put one row of each cabinet in every table, whatever its keys ask for."""
    base = store.config.database.rpartition("/")[2]
    with psycopg.connect(cluster.dsn_admin(base)) as conn:
        conn.execute("SET session_replication_role = replica")
        for table in DES_CABINETS:
            for cabinet_id in CABINETS:
                conn.execute(*_row(table, cabinet_id))
    return store


def _row(table: Table, cabinet_id: int) -> tuple[sql.Composed, list[Any]]:
    blank = {
        "BIGINT": cabinet_id,
        "INTEGER": cabinet_id,
        "TEXT": f"c{cabinet_id}",
        "BYTEA": b"",
        "BOOLEAN": False,
        "TIMESTAMP": clock.now(),
        "DATE": clock.now().date(),
    }
    dialecte = postgresql.dialect()  # type: ignore[no-untyped-call]
    values = {
        column.name: blank[column.type.compile(dialect=dialecte).split(" ")[0].split("(")[0]]
        for column in table.columns
        if not column.nullable or column.primary_key
    }
    values["cabinet_id"] = cabinet_id
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(values)),
    )
    return statement, list(values.values())


def seen(conn: psycopg.Connection[Any]) -> dict[str, set[int]]:
    """Give the cabinets whose rows are seen, by table; a table where none is seen is left out."""
    found = {}
    for table in DES_CABINETS:
        query = sql.SQL("SELECT DISTINCT cabinet_id FROM {}").format(sql.Identifier(table.name))
        if rows := conn.execute(query).fetchall():
            found[table.name] = {row[0] for row in rows}
    return found


@pytest.mark.usefixtures("full")
def test_a_role_that_names_no_cabinet_sees_no_row(raw: psycopg.Connection[Any]) -> None:
    assert seen(raw) == {}
    raw.execute("SET boucle.cabinet = ''")
    assert seen(raw) == {}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("said", ["tous", "1 OR true", "*", "1,2"])
def test_there_is_no_word_for_all_cabinets(raw: psycopg.Connection[Any], said: str) -> None:
    raw.execute("SELECT set_config('boucle.cabinet', %s, false)", (said,))
    for table in DES_CABINETS:
        with pytest.raises(errors.InvalidTextRepresentation):
            raw.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table.name)))


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("cabinet_id", CABINETS)
def test_a_cabinet_named_is_the_only_one_seen(
    raw: psycopg.Connection[Any], cabinet_id: int
) -> None:
    raw.execute(f"SET boucle.cabinet = '{cabinet_id}'")
    assert seen(raw) == {table.name: {cabinet_id} for table in DES_CABINETS}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("table", DES_CABINETS, ids=lambda table: table.name)
def test_nothing_of_another_cabinet_is_changed(raw: psycopg.Connection[Any], table: Table) -> None:
    raw.execute("SET boucle.cabinet = '1'")
    name = sql.Identifier(table.name)
    where = sql.SQL("WHERE cabinet_id = 2")
    assert raw.execute(sql.SQL("DELETE FROM {} {}").format(name, where)).rowcount == 0
    change = sql.SQL("UPDATE {} SET cabinet_id = 1 {}").format(name, where)
    assert raw.execute(change).rowcount == 0
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        raw.execute(*_row(table, 2))


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE a_moi (n bigint)",
        "CREATE FUNCTION a_moi() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA a_moi",
        "CREATE ROLE a_moi",
        "DROP TABLE ligne",
        "DROP FUNCTION boucle_cabinet_par_code(text)",
        "TRUNCATE ligne",
        "ALTER TABLE ligne DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE ligne ADD COLUMN a_moi bigint",
        "ALTER TABLE ligne OWNER TO boucle_app",
        "DROP POLICY ici_ligne ON ligne",
        "CREATE POLICY a_moi ON ligne USING (true)",
        "ALTER ROLE boucle_app BYPASSRLS",
        "GRANT boucle_proprietaire TO boucle_app",
        "SET ROLE boucle_proprietaire",
        "SET ROLE boucle_charge",
        "SET SESSION AUTHORIZATION boucle_proprietaire",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0'",
        "CREATE OR REPLACE FUNCTION boucle_cabinet_par_code(text) RETURNS SETOF bigint "
        "LANGUAGE sql AS 'SELECT 1::bigint'",
    ],
)
def test_the_role_that_serves_changes_no_table_and_becomes_nobody_else(
    raw: psycopg.Connection[Any], statement: str
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        raw.execute(statement)


@pytest.mark.usefixtures("full")
def test_with_policies_set_aside_the_role_that_serves_is_refused(
    raw: psycopg.Connection[Any],
) -> None:
    raw.execute("SET row_security = off")
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        raw.execute("SELECT * FROM ligne")


def test_what_crosses_cabinets_gives_numbers_of_cabinets_and_nothing_else(store: Store) -> None:
    with psycopg.connect(store.config.database) as conn:
        found = conn.execute(
            "SELECT proname, prosecdef, proretset, format_type(prorettype, NULL), provolatile, "
            "array_to_string(proconfig, ' '), pg_get_userbyid(proowner), proacl::text "
            "FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname"
        ).fetchall()
    assert found == [
        (f"boucle_{one.nom}", True, True, "bigint", "s", "search_path=public, pg_temp",
         "boucle_proprietaire",
         "{boucle_proprietaire=X/boucle_proprietaire,boucle_app=X/boucle_proprietaire}")
        for one in sorted(traversees.TOUTES, key=lambda one: one.nom)
    ]  # fmt: skip


@pytest.mark.usefixtures("two_cabinets")
def test_a_table_of_the_caller_never_stands_for_one_of_ours(raw: psycopg.Connection[Any]) -> None:
    raw.execute("CREATE TEMPORARY TABLE cabinet AS SELECT 99::bigint AS cabinet_id, 'x' AS code")
    ask = "SELECT * FROM boucle_cabinet_par_code(%s)"
    assert raw.execute(ask, ("x",)).fetchall() == []
    assert raw.execute(ask, ("deux",)).fetchall() == [(2,)]


@pytest.mark.usefixtures("full")
def test_the_role_that_loads_adds_lines_and_does_nothing_else(store: Store) -> None:
    rights = {}
    with psycopg.connect(store.config.database_charge, autocommit=True) as conn:
        for table in complete_metadata().tables.values():
            had = [
                right for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
                if conn.execute(
                    "SELECT has_table_privilege(%s, %s)", (f'"{table.name}"', right)
                ).fetchone() == (True,)
            ]  # fmt: skip
            if had:
                rights[table.name] = had
        for role in ("boucle_app", "boucle_proprietaire"):
            with pytest.raises(errors.InsufficientPrivilege):
                conn.execute(f"SET ROLE {role}")
        with pytest.raises(errors.InsufficientPrivilege):
            conn.execute("SELECT * FROM boucle_cabinet_par_code('un')")
    assert rights == {name: ["INSERT"] for name in CHARGEES}


def number(store: Store, perimetre: Perimetre | None) -> int:
    with store.lecture(perimetre) as conn:
        return conn.execute(select(func.count()).select_from(dossier_etat)).scalar_one()


def test_a_transaction_sees_its_cabinet_only(two_cabinets: Store) -> None:
    assert number(two_cabinets, Perimetre(1, 0)) == 1
    assert number(two_cabinets, Perimetre(99, 0)) == 0
    assert number(two_cabinets, AUCUN) == 0


def test_the_wide_door_is_the_owner_s(two_cabinets: Store) -> None:
    assert number(two_cabinets, None) == 2
    bound = Store(replace(two_cabinets.config, database_proprietaire=""))
    try:
        with pytest.raises(Refus, match="REQ-084"):
            number(bound, None)
    finally:
        bound.close()
