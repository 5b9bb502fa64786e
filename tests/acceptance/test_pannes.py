"""Pannes: a full disk or a stopped database is said 503, loses nothing, and is got over."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from boucle.commandes.client import Client
from boucle.config import Config
from boucle.operations.acces import cles
from boucle.store.base.engine import Store
from boucle.store.base.schema import create_schema
from operations.conftest import ACHAT, fec, ligne, make_dossier
from rigs.postgres import PostgresAbsent, _owner, find_bin, free_port, own_cluster

from .test_mort import until

LOOP = "/loop-api-publiques"
PNG = b"\x89PNG\r\n\x1a\n"
_WAIT_S = 60


@dataclass(slots=True)
class Serveur:
    """A real server whose data folder is a small disk of its own."""

    url: str
    headers: dict[str, str]
    disque: Path
    log: Path

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        return httpx.request(
            method, self.url + path, headers=self.headers, trust_env=False, timeout=60, **options
        )


@pytest.fixture
def serveur(store: Store, tmp_path: Path) -> Iterator[Serveur]:
    """Serve from a disk of 24 MiB, 4 of which are taken by a file that the test can remove."""
    make_dossier(store)
    made = cles.create(store, "demo", nom="P", partenaire="P", codes=["D1"], profil=3)
    config, port, log = store.config, free_port(), tmp_path / "serveur.log"
    store.close()
    script = (
        "cp -a $1 $1.avant && mount -t tmpfs -o size=24m disque $1 && cp -a $1.avant/. $1 && "
        "head -c 4194304 /dev/zero > $1/lest && exec $2 -m boucle serve --port $3"
    )
    environ = {
        **os.environ,
        "BOUCLE_DONNEES": str(config.donnees),
        "BOUCLE_DATABASE": config.database,
        "BOUCLE_DATABASE_CHARGE": config.database_charge,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                "unshare",
                "-rm",
                "sh",
                "-c",
                script,
                "sh",
                str(config.donnees),
                sys.executable,
                str(port),
            ],
            env=environ,
            stdout=out,
            stderr=out,
        )
    url = f"http://127.0.0.1:{port}"
    disque = Path(f"/proc/{process.pid}/root{config.donnees}")
    headers = {"Ocp-Apim-Subscription-Key": made.abonnement, "x-apikey": made.x_apikey}
    try:
        until("the server", lambda: listening(url) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield Serveur(url, headers, disque, log)
    finally:
        process.terminate()
        process.wait()


def listening(url: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return httpx.get(f"{url}/sante", trust_env=False, timeout=10).status_code == 200
    return False


def fill(disque: Path) -> None:
    """Take every byte that is left."""
    with contextlib.suppress(OSError), (disque / "plein").open("wb", buffering=0) as file:
        for taille in (65_536, 4_096, 512, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(taille))


def test_a_full_disk_is_said_everywhere_and_got_over(serveur: Serveur, tmp_path: Path) -> None:
    client = Client(
        serveur.url, serveur.headers["Ocp-Apim-Subscription-Key"], serveur.headers["x-apikey"]
    )
    path = tmp_path / "732829320FEC20241231.txt"
    path.write_bytes(fec(*ACHAT))
    uri = client.deposit(path, path.name)
    first = client.import_fec("D1", uri)
    assert client.follow(first)["lignes"] == 3
    place = client.call("GET", f"{LOOP}/getFileUrlDeposit", params={"filename": path.name})

    fill(serveur.disque)
    body = {"codeIbs": "D1", "URI": uri}
    document = {"context": "D1", "filename": "a.png"}
    said = [
        httpx.put(place["depositUrl"], content=fec(*ACHAT), trust_env=False),
        serveur.call("POST", f"{LOOP}/importFEC", json=body),
        serveur.call("POST", f"{LOOP}/storeDocument", params=document, content=PNG + bytes(9_000)),
        serveur.call("GET", f"{LOOP}/getImportStatus", params={"accountingImportRequestId": first}),
        serveur.call("GET", f"/v1/imports/{first}/source"),
        serveur.call("GET", "/v1/dossiers/D1/fec", params={"exercice": "2024"}),
        serveur.call("POST", f"/v1/imports/{first}/valider"),
    ]
    assert {answer.status_code for answer in said} <= {200, 503}, [a.text for a in said]
    assert [answer.status_code for answer in said[:3]] == [503, 503, 503]
    for answer in said:
        if answer.status_code == 503:
            assert answer.json()["error"]["code"] in ("REQ-094", "REQ-205", "REQ-206", "REQ-091")
            assert int(answer.headers["retry-after"]) > 0
    assert "Traceback" not in serveur.log.read_text()

    (serveur.disque / "plein").unlink()
    (serveur.disque / "lest").unlink()
    again = client.import_fec("D1", uri)
    assert client.follow(again)["lignes"] == 3
    stored = serveur.call("POST", f"{LOOP}/storeDocument", params=document, content=PNG)
    assert stored.status_code == 200


def test_every_file_of_a_server_is_its_owner_s_alone(tmp_path: Path) -> None:
    """Under the most open umask, and with no folder made beforehand."""
    donnees = tmp_path / "donnees"
    before = os.umask(0)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "boucle", "cabinet", "creer", "demo"],
            env={**os.environ, "BOUCLE_DONNEES": str(donnees)},
            capture_output=True,
            text=True,
        )
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (donnees, *donnees.rglob("*"))
    }
    assert {"donnees", "boucle.sqlite"} <= set(modes)
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


def control(data: str, *action: str) -> None:
    owner: Any = _owner()
    subprocess.run(
        [find_bin() / "pg_ctl", "-D", data, "-w", *action],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **owner,
    )


@pytest.mark.parametrize("command", [["worker"], ["serve", "--sans-worker"]])
def test_a_process_started_before_its_database_waits_for_it(
    command: list[str], tmp_path: Path
) -> None:
    try:
        with own_cluster() as cluster:
            waits_for(cluster, command, tmp_path)
    except PostgresAbsent as absent:
        if os.environ.get("BOUCLE_EXIGER_POSTGRESQL") == "1":
            pytest.fail(str(absent))
        pytest.skip(str(absent))


def waits_for(cluster: Any, command: list[str], tmp_path: Path) -> None:
    base = cluster.create_base()
    config = Config(donnees=tmp_path / "donnees", **cluster.adresses(base))
    store = Store(config)
    create_schema(store)
    store.close()
    with psycopg.connect(cluster.admin) as conn:
        row = conn.execute("SHOW data_directory").fetchone()
    data = str(row[0]) if row else ""
    control(data, "stop", "-m", "immediate")
    log, port = tmp_path / "journal.log", free_port()
    environ = {
        **os.environ,
        "BOUCLE_DONNEES": str(config.donnees),
        "BOUCLE_PORT": str(port),
        "BOUCLE_DATABASE": config.database,
        "BOUCLE_DATABASE_CHARGE": config.database_charge,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "boucle", *command], env=environ, stdout=out, stderr=out
        )
    try:
        until("the word of it", lambda: "REQ-091" in log.read_text())
        time.sleep(3)
        assert process.poll() is None
        assert len(re.findall("REQ-091 La base de données ne répond pas", log.read_text())) == 1
        assert "Traceback" not in log.read_text()
        home = Path(data).parent
        options = f"-c port={cluster.port} -c unix_socket_directories={home}"
        control(data, "-l", str(home / "log"), "-o", options, "start")
        try:
            if command[0] == "serve":
                until("the server", lambda: listening(f"http://127.0.0.1:{port}"))
            else:
                until("the worker", lambda: connected(cluster, base))
        finally:
            process.terminate()
            process.wait()
            control(data, "stop", "-m", "immediate")
    finally:
        process.kill()
        process.wait()


def connected(cluster: Any, base: str) -> bool:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(cluster.admin) as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (base,)
        ).fetchone()
        return bool(row and row[0])
    return False


def test_a_disk_that_fills_while_a_file_is_loaded_ends_nothing(
    serveur: Serveur, tmp_path: Path
) -> None:
    client = Client(
        serveur.url, serveur.headers["Ocp-Apim-Subscription-Key"], serveur.headers["x-apikey"]
    )
    path = tmp_path / "732829320FEC20241231.txt"
    achats = (
        line
        for n in range(1, 17_001)
        for line in (
            ligne(str(n), "606400", "100,00", "0,00"),
            ligne(str(n), "401000", "0,00", "100,00"),
        )
    )
    path.write_bytes(fec(*achats))
    uri = client.deposit(path, path.name)
    fill(serveur.disque)
    plein = serveur.disque / "plein"
    os.truncate(plein, plein.stat().st_size - 1_500_000)
    demande = client.import_fec("D1", uri)

    def told() -> dict[str, Any]:
        params = {"accountingImportRequestId": demande}
        return dict(serveur.call("GET", f"{LOOP}/getImportStatus", params=params).json())

    if (serveur.disque / "boucle.sqlite").exists():  # PostgreSQL's is another disk.
        until("a refused write", lambda: (told()["erreur"] or {}).get("code") == "REQ-094")
        assert told()["etat"] in ("en_attente", "en_cours")
    plein.unlink()
    (serveur.disque / "lest").unlink()
    until("the end of the import", lambda: told()["etat"] == "a_valider")
    assert told()["lignes"] == 34_000
