"""Portes: a server that would load nothing, or whose role may do too much, says so and stops."""

from __future__ import annotations

import logging
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text

from boucle.config import Config
from boucle.errors import Refus
from boucle.store.base.engine import Store
from boucle.store.base.migration import upgrade
from boucle.store.base.portes import check_loading, check_serving
from rigs.postgres import Cluster

on_postgresql = pytest.mark.parametrize("dialecte", ["postgresql"], indirect=True)


def check(config: Config) -> None:
    store = Store(config)
    try:
        check_serving(store)
        check_loading(store)
    finally:
        store.close()


def test_each_role_in_its_place_is_let_in(config: Config, caplog: pytest.LogCaptureFixture) -> None:
    check(config)
    check(replace(config, database_proprietaire=""))
    assert caplog.records == []


@on_postgresql
def test_one_role_for_all_is_let_in_with_a_word(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        check(Config(donnees=config.donnees, database=config.database_proprietaire))
    assert ["row-level security protects nothing" in one.message for one in caplog.records] == [
        True
    ]


@on_postgresql
@pytest.mark.parametrize("role", ["database_proprietaire", "database_charge"])
def test_a_serving_role_that_policies_do_not_bind_is_refused(config: Config, role: str) -> None:
    with pytest.raises(Refus, match="REQ-085"):
        check(replace(config, database=getattr(config, role)))


@on_postgresql
def test_a_serving_role_that_may_become_the_owner_is_refused(
    config: Config, cluster: Cluster
) -> None:
    base, role = config.database.rpartition("/")[2], f"membre_{cluster.port}"
    with psycopg.connect(cluster.admin, autocommit=True) as conn:
        conn.execute(
            f"CREATE ROLE {role} LOGIN NOINHERIT IN ROLE boucle_proprietaire "
            f"PASSWORD '{cluster.mot_de_passe}'"
        )
        try:
            with pytest.raises(Refus, match="REQ-085"):
                check(replace(config, database=cluster.dsn(base, role)))
        finally:
            conn.execute(f"DROP ROLE {role}")


@on_postgresql
@pytest.mark.parametrize("charge", ["", "database"])
def test_a_loading_role_that_policies_bind_is_refused(config: Config, charge: str) -> None:
    with pytest.raises(Refus, match=r"REQ-086.*boucle_app"):
        check(replace(config, database_charge=charge and getattr(config, charge)))


@on_postgresql
def test_a_base_whose_policies_were_forced_on_its_owner_is_migrated_whole(
    config_vide: Config,
) -> None:
    store = Store(config_vide)
    try:
        upgrade(store, "0017")
        with store.transaction(None) as conn:
            for name in (
                conn.execute(text("SELECT relname FROM pg_class WHERE relrowsecurity"))
                .scalars()
                .all()
            ):
                conn.exec_driver_sql(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
                conn.exec_driver_sql(f"ALTER POLICY ici_{name} ON {name} RENAME TO cabinet_{name}")
        upgrade(store)
        with store.lecture(None) as conn:
            forced, old = conn.execute(
                text(
                    "SELECT count(*) FILTER (WHERE relforcerowsecurity), "
                    "(SELECT count(*) FROM pg_policy WHERE polname LIKE 'cabinet%') FROM pg_class"
                )
            ).one()
        assert (forced, old) == (0, 0)
    finally:
        store.close()
