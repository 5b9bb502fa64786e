"""Migration: a migrated database is the same as a fresh one, on both databases."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, text

from boucle import clock
from boucle.config import Config
from boucle.errors import Refus
from boucle.store.base.engine import Store
from boucle.store.base.metadata import METADATA
from boucle.store.base.migration import prepare, upgrade
from boucle.store.base.schema import create_schema
from boucle.store.fiches import dossiers
from boucle.store.fichiers import occupation
from boucle.values import Perimetre

_PG = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, collation_name "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "policies": "SELECT tablename, policyname, qual FROM pg_policies",
    "functions": "SELECT proname, prosrc, proacl FROM pg_proc "
    "WHERE pronamespace = 'public'::regnamespace",
    "security": "SELECT relname, relrowsecurity, relforcerowsecurity, relacl FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
}


def shape(store: Store) -> set[tuple[str, ...]]:
    """Describe every table, key, index and policy, but Alembic's own."""
    found: set[tuple[str, ...]] = set()
    with store.lecture(None) as conn:
        if store.dialecte == "sqlite":
            rows = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
            for name, sql in rows:
                # The order of the keys inside a table is of no consequence.
                parts = re.split(r",\s*(?=CONSTRAINT)|\)\s*(?=WITHOUT|STRICT|$)", sql)
                words = tuple(sorted(" ".join(part.split()).strip(" ,)") for part in parts))
                found.add((name, *words))
        else:
            for genre, sql in _PG.items():
                found |= {(genre, *map(str, row)) for row in conn.execute(text(sql))}
    return {row for row in found if not any("alembic_version" in part for part in row)}


def insert_as_it_was(conn: Connection, name: str, **given: Any) -> None:
    """Insert a row in a table as it stands in the database, which today's program may not know."""
    table = Table(name, MetaData(), autoload_with=conn)
    zeros = {"BIGINT": 0, "INTEGER": 0, "TEXT": "", "BOOLEAN": False, "TIMESTAMP": clock.now()}
    blank = {c.name: zeros[str(c.type).split("(")[0]] for c in table.c if not c.nullable}
    conn.execute(table.insert().values(**{**blank, **given}))


def test_migrated_is_fresh(config_vide: Config, tmp_path: Path) -> None:
    store = Store(config_vide)
    try:
        upgrade(store)
        migrated = shape(store)
        if store.dialecte == "sqlite":
            store.close()
            store = Store(replace(config_vide, donnees=tmp_path / "autre"))
        else:
            with store.transaction(None) as conn:
                conn.exec_driver_sql("DROP SCHEMA public CASCADE")
                conn.exec_driver_sql("CREATE SCHEMA public")
        create_schema(store)
        assert migrated == shape(store)
    finally:
        store.close()


def test_an_embedded_base_is_migrated_when_opened(config_vide: Config) -> None:
    store = Store(config_vide)
    try:
        if store.dialecte == "sqlite":
            prepare(store)
            prepare(store)
        else:
            with pytest.raises(Refus, match="REQ-092"):
                prepare(store)
            upgrade(store)
            prepare(store)
    finally:
        store.close()


def test_a_base_of_a_newer_program_is_refused(config_vide: Config) -> None:
    store = Store(config_vide)
    try:
        upgrade(store)
        with store.transaction(None) as conn:
            conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(Refus, match="REQ-093"):
            prepare(store)
    finally:
        store.close()


def test_what_was_there_before_the_quota_is_counted(config_vide: Config) -> None:
    store = Store(config_vide)
    try:
        upgrade(store, "0010")
        now, ici = clock.now(), Perimetre(4, 2)
        with store.transaction(None) as conn:
            for cabinet_id in (4, 5):
                conn.execute(
                    dossiers.cabinet.insert().values(
                        cabinet_id=cabinet_id, code=f"C{cabinet_id}", nom="", cree_le=now
                    )
                )
                conn.execute(
                    dossiers.dossier.insert().values(
                        cabinet_id=cabinet_id,
                        dossier_id=2,
                        code="D",
                        code_initial="D",
                        supprime=False,
                        cree_le=now,
                    )
                )
            for import_id, octets in ((1, 1_000), (2, 0), (3, 70)):
                insert_as_it_was(
                    conn,
                    "import_comptable",
                    cabinet_id=4,
                    dossier_id=2,
                    import_id=import_id,
                    demande=f"d{import_id}",
                    etat="valide",
                    source_octets=octets,
                )
            conn.execute(
                METADATA.tables["document"]
                .insert()
                .values(
                    cabinet_id=4,
                    dossier_id=2,
                    id=9,
                    object_id="guid",
                    revision=1,
                    filename="f.pdf",
                    content_type="application/pdf",
                    taille=300,
                    sha256="",
                    upload_author="",
                    upload_mode="API",
                    collection_stage="",
                    transaction="",
                    uri="",
                )
            )
        upgrade(store)
        with store.lecture(None) as conn:
            assert (occupation.used(conn, 4), occupation.used(conn, 5)) == (1_370, 0)
            assert occupation.size_of(conn, ici, occupation.SOURCE, "3") == 70
            assert occupation.size_of(conn, ici, occupation.DOCUMENT, "guid") == 300
    finally:
        store.close()
