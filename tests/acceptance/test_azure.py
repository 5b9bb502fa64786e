"""Azure: real server and worker processes, before a real blob storage: URLs and deposits.

What a partner does with nothing but its keys, then a search for its signatures in everything that
the processes wrote: log, database, files, answers.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from sqlalchemy import update

from boucle.commandes.client import ApiError, Client
from boucle.operations.acces import cles
from boucle.operations.controle.invariants import check_all
from boucle.store.base.engine import Store
from boucle.store.travaux.imports import import_comptable
from operations.conftest import ACHAT, fec, make_dossier
from rigs.azurite import Azurite
from rigs.postgres import free_port

NOM = "732829320FEC20241231.txt"
CONTENU = fec(*ACHAT)
_WAIT_S = 60
DEPOTS = pytest.mark.parametrize("service", ["depots"], indirect=True)


@dataclass(slots=True)
class Service:
    """A server process and its worker, a partner's client, and all that was answered to it."""

    store: Store
    client: Client
    azurite: Azurite
    container: str
    environ: dict[str, str]
    folder: Path
    answers: list[str] = field(default_factory=list)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str, fault: str = "") -> subprocess.Popen[bytes]:
        """Start one of our processes; it writes in the log and is ended with the service."""
        with (self.folder / "journal.log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "boucle", *arguments],
                env={**self.environ, "BOUCLE_FAUTE": fault},
                stdout=out,
                stderr=out,
            )
        self.processes.append(process)
        return process

    def ask_url(self, url: str) -> str:
        body = {"codeIbs": "D1", "URL": url}
        made = self.client.call("POST", "/loop-api-publiques/importFEC", json=body)
        return str(made["accountingImportRequestId"])

    def told(self, demande: str) -> dict[str, Any]:
        told = dict(self.client.call("GET", f"/v1/imports/{demande}"))
        self.answers.append(json.dumps(told))
        return told

    def until(self, demande: str, *etats: str) -> dict[str, Any]:
        end = time.monotonic() + _WAIT_S
        while (told := self.told(demande))["etat"] not in etats:
            assert time.monotonic() < end, told
            time.sleep(0.1)
        return told

    def hurry(self, demande: str) -> None:
        """Make the next try due now."""
        with self.store.transaction(None) as conn:
            conn.execute(
                update(import_comptable)
                .where(import_comptable.c.demande == demande)
                .values(prochain_essai=self.store.maintenant(conn))
            )

    def written(self) -> bytes:
        """Give all that the processes wrote: log, database, files, and answers."""
        parts = [answer.encode() for answer in self.answers]
        parts += [path.read_bytes() for path in self.folder.rglob("*") if path.is_file()]
        if self.store.fichier is None:
            with self.store.lecture(None) as conn:
                names = (
                    conn.exec_driver_sql(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                    )
                    .scalars()
                    .all()
                )
                for name in names:
                    rows = conn.exec_driver_sql(f'SELECT t::text FROM "{name}" t').scalars()
                    parts += [row.encode() for row in rows]
        return b"\n".join(parts)


@pytest.fixture
def service(
    store: Store,
    azurite: Azurite,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Service]:
    """Start a server; `depots` as parameter asks that files be kept in the blob storage."""
    container = azurite.create_container(f"acceptation{random.SystemRandom().randrange(10**9)}")
    port = free_port()
    environ = {
        **os.environ,
        **azurite.environ(),
        "BOUCLE_DONNEES": str(store.config.donnees),
        "BOUCLE_DATABASE": store.config.database,
        "BOUCLE_BAIL_S": "2",
        "BOUCLE_DATABASE_CHARGE": store.config.database_charge,
        "BOUCLE_SOURCES_PERMISES": f"http://127.0.0.1:{azurite.port}",
    }
    if getattr(request, "param", "") == "depots":
        environ["BOUCLE_FICHIERS"] = f"az://{container}/boucle"
        # The checker, which runs here, looks at the same files.
        store.config = replace(store.config, fichiers=environ["BOUCLE_FICHIERS"])
        for name, value in azurite.environ().items():
            monkeypatch.setenv(name, value)
    make_dossier(store)
    made = cles.create(store, "demo", nom="P", partenaire="P", codes=["D1"], profil=3)
    log = tmp_path / "journal.log"
    client = Client(f"http://127.0.0.1:{port}", made.abonnement, made.x_apikey)
    found = Service(store, client, azurite, container, environ, tmp_path)
    try:
        found.start("serve", "--sans-worker", "--port", str(port))
        _wait_listening(port, log)
        yield found
    finally:
        client.close()
        for process in found.processes:
            process.kill()
            process.wait()


def _wait_listening(port: int, log: Path) -> None:
    end = time.monotonic() + _WAIT_S
    while True:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/v1/imports", trust_env=False)
            return
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.05)


def signature(url: str) -> str:
    return parse_qs(urlsplit(url).query)["sig"][0]


def finish_and_export(service: Service, demande: str) -> None:
    """Validate an import that waits; the books give back the very file."""
    assert service.until(demande, "a_valider", "en_erreur")["etat"] == "a_valider"
    service.client.valider(demande)
    assert service.client.export_fec("D1", "2024")[1] == CONTENU
    source = service.client._http.get(f"/v1/imports/{demande}/source")
    assert source.content == CONTENU
    assert violations(service) == []


def violations(service: Service) -> list[str]:
    return [
        f"{result.code} {found}"
        for result in check_all(service.store)
        for found in result.violations
    ]


def test_every_way_of_a_signed_url_and_its_signature_nowhere(service: Service) -> None:
    azurite, container = service.azurite, service.container
    service.start("worker")
    azurite.put_blob(container, NOM, CONTENU)
    past = datetime.now(UTC) - timedelta(hours=2)
    good = azurite.sas_url(container, NOM)
    expired = azurite.sas_url(container, NOM, debut=past, fin=past)
    absent = azurite.sas_url(container, "absent.txt")
    altered = good.replace("sig=", "sig=AAAA")

    # Expired: no try is burnt while it waits; a fresh URL, and it goes to its end.
    demande = service.ask_url(expired)
    told = service.until(demande, "attente_url")
    assert (told["status"], told["erreur"]["code"]) == (1, "SRC-004")
    with pytest.raises(ApiError) as refused:
        service.client.call("PUT", f"/v1/imports/{demande}/url", json={"URL": "ftp://x/y"})
    service.answers.append(json.dumps(refused.value.body))
    told = service.client.call("PUT", f"/v1/imports/{demande}/url", json={"URL": good})
    service.answers.append(json.dumps(told))
    finish_and_export(service, demande)

    # Not found: final, after three tries and no fewer.
    demande = service.ask_url(absent)
    for essai in (1, 2):
        end = time.monotonic() + _WAIT_S
        while service.told(demande)["essais"] < essai:
            assert time.monotonic() < end, service.told(demande)
            time.sleep(0.1)
        told = service.told(demande)
        assert (told["etat"], told["status"], told["essais"]) == ("en_attente", 1, essai)
        service.hurry(demande)
    told = service.until(demande, "en_erreur")
    assert (told["status"], told["erreur"]["code"]) == (4, "SRC-005")
    moves = [move["detail"] for move in told["historique"] if move["detail"]]
    assert moves == ["SRC-005"] * 3
    rapport = service.client._http.get(f"/v1/imports/{demande}/rapport").text
    assert "absent" in rapport
    service.answers.append(rapport)

    # Altered: as an expired one.
    assert service.until(service.ask_url(altered), "attente_url")["erreur"]["code"] == "SRC-004"

    written = service.written()
    assert CONTENU[:40] in written, "the search must see what is there"
    for url in (good, expired, absent, altered):
        for secret in (signature(url), quote(signature(url), safe="")):
            assert secret.encode() not in written


@DEPOTS
def test_a_deposit_in_the_storage_goes_into_the_books_and_out_again(service: Service) -> None:
    service.start("worker")
    place = service.client.call(
        "GET", "/loop-api-publiques/getFileUrlDeposit", params={"filename": NOM}
    )
    assert place["depositUrl"].startswith(service.azurite.base)
    answer = httpx.put(
        place["depositUrl"],
        content=CONTENU,
        headers={"x-ms-blob-type": "BlockBlob"},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text
    finish_and_export(service, service.client.import_fec("D1", place["uri"]))
    written = service.written()
    secret = signature(place["depositUrl"])
    assert secret.encode() not in written
    assert quote(secret, safe="").encode() not in written
    assert local_files(service) == []


@DEPOTS
@pytest.mark.parametrize(
    "fault", ["fetch.avant_renommage", "fetch.apres_renommage", "fetch.fin", "plan.fini"]
)
def test_a_worker_killed_while_it_takes_a_deposit_of_the_storage(
    service: Service, fault: str, tmp_path: Path
) -> None:
    path = tmp_path / NOM
    path.write_bytes(CONTENU)
    demande = service.client.import_fec("D1", service.client.deposit(path, NOM))
    assert service.start("worker", fault=fault).wait(_WAIT_S) == -signal.SIGKILL
    assert violations(service) == []
    service.start("worker")
    finish_and_export(service, demande)
    assert local_files(service) == []


def local_files(service: Service) -> list[Path]:
    """List what is kept on the worker's own disk."""
    files = service.store.config.donnees / "fichiers"
    return [path for path in files.rglob("*") if path.is_file()]
