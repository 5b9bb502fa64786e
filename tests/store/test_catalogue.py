"""Catalogue: the schema could be distributed by cabinet or by dossier without changing a line.

The 16 rules of the trial on a distributed PostgreSQL, as far as a plain database can show them.
"""

from __future__ import annotations

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, text

from boucle.store.base.engine import Store
from boucle.store.base.schema import complete_metadata

KEYS = ["cabinet_id", "dossier_id"]
TABLES = sorted(complete_metadata().tables.values(), key=lambda table: table.name)
DISTRIBUTED = [table for table in TABLES if table.info["distribution"] == "dossier"]


def names(columns: object) -> list[str]:
    return [column.name for column in columns]  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_says_how_it_is_distributed(table: Table) -> None:
    assert table.info["distribution"] in ("dossier", "cabinet", "reference")


@pytest.mark.parametrize("table", DISTRIBUTED, ids=lambda table: table.name)
def test_every_primary_and_unique_key_opens_with_the_perimetre(table: Table) -> None:
    uniques = [c for c in table.constraints if c.__class__.__name__ == "UniqueConstraint"]
    keys = [names(table.primary_key.columns), *(names(unique.columns) for unique in uniques)]
    keys += [names(index.columns) for index in table.indexes if index.unique]
    assert [key[:2] for key in keys] == [KEYS] * len(keys)


@pytest.mark.parametrize("table", DISTRIBUTED, ids=lambda table: table.name)
def test_every_foreign_key_carries_the_perimetre_at_the_same_place(table: Table) -> None:
    pairs = [
        [
            (local.name, element.column.name)
            for local, element in zip(key.columns, key.elements, strict=True)
        ][:2]
        for key in table.constraints
        if isinstance(key, ForeignKeyConstraint)
    ]
    assert pairs == [[(name, name) for name in KEYS]] * len(pairs)
    assert pairs


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_reference_table_points_to_a_distributed_one(table: Table) -> None:
    if table.info["distribution"] != "reference":
        return
    targets = {key.column.table.info["distribution"] for key in table.foreign_keys}
    assert targets <= {"reference"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_ids_are_ours_and_constraints_are_plain(table: Table) -> None:
    assert all(column.server_default is None for column in table.columns)
    assert all(column.autoincrement in (False, "auto") for column in table.columns)
    for key in table.foreign_key_constraints:
        assert (key.ondelete, key.deferrable) == (None, None)


@pytest.mark.parametrize("dialecte", ["postgresql"], indirect=True)
def test_postgresql_has_no_trigger_nor_sequence_and_forces_row_security(store: Store) -> None:
    with store.lecture(None) as conn:
        triggers = conn.execute(text("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
        sequences = conn.execute(
            text(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE c.relkind = 'S' AND n.nspname = 'public'"
            )
        )
        keyless = conn.execute(
            text(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname <> "
                "'alembic_version' AND NOT EXISTS (SELECT 1 FROM pg_index i "
                "WHERE i.indrelid = c.oid AND i.indisprimary)"
            )
        )
        policies = conn.execute(
            text(
                "SELECT count(*) FROM pg_policy WHERE pg_get_expr(polqual, polrelid) ~ "
                "'\\mSELECT\\M'"
            )
        )
        assert [r.scalar() for r in (triggers, sequences, keyless, policies)] == [0, 0, 0, 0]
