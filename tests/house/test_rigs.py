"""Rigs: the private PostgreSQL is safe, shared, and gone with the last process that uses it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from boucle.config import Config
from rigs.bassin import Bassin
from rigs.postgres import Cluster, PostgresAbsent, find_bin

TESTS = Path(__file__).resolve().parents[1]


def test_the_owner_of_a_database_is_no_superuser(cluster: Cluster) -> None:
    base = cluster.create_base()
    with psycopg.connect(cluster.dsn_proprietaire(base)) as conn:
        row = conn.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        conn.execute("CREATE TABLE ligne (n BIGINT)")
    assert row == (False, False, False)
    cluster.drop_base(base)


def test_template_is_filled_once_and_copied(cluster: Cluster) -> None:
    calls = []

    def fill(dsn: str) -> None:
        calls.append(dsn)
        with psycopg.connect(dsn) as conn:
            conn.execute("CREATE TABLE modele_essai (n BIGINT)")

    key = f"essai_{cluster.port}"
    bases = [cluster.create_base(cluster.template(key, fill)) for _ in range(2)]
    for base in bases:
        with psycopg.connect(cluster.dsn_proprietaire(base)) as conn:
            assert conn.execute("SELECT count(*) FROM modele_essai").fetchone() == (0,)
        cluster.drop_base(base)
    assert len(calls) <= 1


def test_a_database_of_each_kind_is_given(config_vide: Config, dialecte: str) -> None:
    assert config_vide.url_base.startswith(dialecte)


def test_a_database_lent_again_is_empty_and_a_spoiled_one_is_not_lent(cluster: Cluster) -> None:
    def fill(dsn: str) -> None:
        with psycopg.connect(dsn) as conn:
            conn.execute("CREATE TABLE ligne (n BIGINT)")
            conn.execute("CREATE TABLE version (n BIGINT)")
            conn.execute("INSERT INTO version VALUES (1)")

    bassin = Bassin(cluster, cluster.template(f"bassin_{cluster.port}", fill))
    first = bassin.borrow()
    open_conn = psycopg.connect(cluster.dsn_proprietaire(first))
    open_conn.execute("INSERT INTO ligne VALUES (1)")
    open_conn.commit()
    bassin.give_back(first)
    open_conn.close()
    again = bassin.borrow()
    with psycopg.connect(cluster.dsn_proprietaire(again)) as conn:
        assert again == first
        assert conn.execute("SELECT count(*) FROM ligne").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM version").fetchone() == (1,)
        conn.execute("CREATE TABLE reste (n BIGINT)")
    bassin.give_back(again)
    fresh = bassin.borrow()
    assert fresh != first
    bassin.give_back(fresh)


def test_server_leaves_with_the_last_user_even_killed(tmp_path: Path) -> None:
    try:
        find_bin()
    except PostgresAbsent as absent:
        pytest.skip(str(absent))
    code = (
        "import pathlib, sys, time\n"
        "from rigs.postgres import shared_cluster\n"
        "with shared_cluster(pathlib.Path(sys.argv[1])) as cluster:\n"
        "    print(cluster.admin, flush=True)\n"
        "    time.sleep(60)\n"
    )
    user = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "run")],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert user.stdout is not None
    admin = user.stdout.readline().strip()
    with psycopg.connect(admin) as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
    user.kill()
    user.wait()
    deadline = time.monotonic() + 20
    while (tmp_path / "run" / "cluster.json").exists():
        assert time.monotonic() < deadline, "the server outlived its user"
        time.sleep(0.05)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(admin, connect_timeout=2).close()
