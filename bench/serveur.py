"""Serveur: a real `boucle serve` with its worker, on a folder and a database of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.mesure import Cout, Sommet, find_processes, tree_cpu_s
from boucle.commandes.client import Client
from boucle.commandes.outils import free_port

ENFANT = "boucle.operations.travaux.child"
CABINET, DOSSIER, AUTRE = "banc", "BANC", "AUTRE"
_START_S = 60
_SONDAGE_S = 0.01
SANS_CADENCE = {f"BOUCLE_CADENCE_{nom}": "0" for nom in ("ADRESSE", "CLE", "IMPORTS", "ECHECS")}
"""One machine plays every client here: limits of rate would measure themselves."""


class ImportRefuse(Exception):
    """The measured import did not end as it should."""


@dataclass(frozen=True)
class Serveur:
    """A server that runs."""

    pid: int
    adresse: str
    abonnement: str
    x_apikey: str

    @property
    def entetes(self) -> dict[str, str]:
        """Headers of a call under its key."""
        return {"Ocp-Apim-Subscription-Key": self.abonnement, "x-apikey": self.x_apikey}

    def client(self) -> Client:
        """Give a partner's client."""
        return Client(self.adresse, self.abonnement, self.x_apikey)

    def time_import(
        self, file: Path, code: str = DOSSIER, *, mark: Callable[[], object] | None = None
    ) -> tuple[Cout, str]:
        """Import a file; give its cost, from the request to *en attente de validation*, and its id.

        The file is deposited before the clock starts. Memory is that of the import's process.
        mark: others are at work on the server, and are told when the clock starts.
        """
        client = self.client()
        uri = client.deposit(file, file.name)
        if mark is None:
            self.rest()
        os.sync()
        if mark is not None:
            mark()
        with Sommet(self.pid, ENFANT) as peak:
            cpu_s, start = tree_cpu_s(self.pid), time.perf_counter()
            demande = client.import_fec(code, uri)
            self.wait_for(client, demande)
            wall_s = time.perf_counter() - start
            cpu_s = tree_cpu_s(self.pid) - cpu_s
        client.close()
        return Cout(wall_s, cpu_s, peak.memoire_mib), demande

    def wait_for(self, client: Client, demande: str) -> None:
        """Poll the status, 10 ms apart, until the import waits for its validation."""
        while True:
            status = client.call(
                "GET",
                "/loop-api-publiques/getImportStatus",
                params={"accountingImportRequestId": demande},
            )
            if status["etat"] == "a_valider":
                return
            if status["status"] >= 3:
                raise ImportRefuse(json.dumps(status, ensure_ascii=False)[:2_000])
            time.sleep(_SONDAGE_S)

    def rest(self) -> None:
        """Wait until a warm child is there and nothing of the server works any more."""
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            before = tree_cpu_s(self.pid)
            time.sleep(0.5)
            if find_processes(self.pid, ENFANT) and tree_cpu_s(self.pid) - before < 0.06:
                return
        raise TimeoutError("the server does not come to rest")


def prepare(folder: Path, env: Mapping[str, str] | None = None) -> None:
    """Make a database with a cabinet, its key, and two dossiers open for 2024; stop."""
    from boucle.commandes.outils import open_store
    from boucle.config import Config
    from boucle.operations.acces import cles
    from boucle.store.fiches import dossiers

    folder.mkdir(parents=True)
    config = Config.read({**os.environ, **(env or {})}, donnees=folder)
    subprocess.run(
        [sys.executable, "-m", "boucle", "migrer", "--donnees", str(folder)],
        check=True,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with open_store(config) as store:
        with store.transaction(None) as conn:
            dossiers.create_cabinet(conn, CABINET, "Banc d'essai")
        made = cles.create(
            store, CABINET, nom="Banc", partenaire="Banc", codes=None, niveau="advanced", profil=3
        )
    keys = {"abonnement": made.abonnement, "x_apikey": made.x_apikey}
    (folder / "cles.json").write_text(json.dumps(keys))
    with serving(folder, env, worker=False) as serveur:
        client = serveur.client()
        for code in (DOSSIER, AUTRE):
            open_dossier(client, code)
        client.close()


def open_dossier(client: Client, code: str) -> None:
    """Create a dossier and its exercice 2024."""
    client.call(
        "POST",
        "/loop-api-publiques/dossierClient",
        params={"codeDossier": "cabinet"},
        json=[{"codeDossier": code, "nature": 2, "raisonSociale": f"Dossier {code}"}],
    )
    client.call(
        "POST",
        "/loop-api-publiques/exercice",
        params={"codeDossier": code},
        json=[{"code": "EXERCICE 2024", "dateDebut": "2024-01-01", "dateFin": "2024-12-31"}],
    )


@contextmanager
def serving(
    folder: Path, env: Mapping[str, str] | None = None, *, worker: bool = True
) -> Iterator[Serveur]:
    """Run a server on a prepared folder."""
    keys = json.loads((folder / "cles.json").read_text())
    adresse = f"http://127.0.0.1:{free_port(0)}"
    command = [
        sys.executable,
        "-m",
        "boucle",
        "serve",
        "--port",
        adresse.rpartition(":")[2],
        "--donnees",
        str(folder),
        *([] if worker else ["--sans-worker"]),
    ]
    with (folder / "serveur.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, **SANS_CADENCE, **(env or {})}
        )
    try:
        wait_until_up(process, adresse, folder / "serveur.log")
        yield Serveur(process.pid, adresse, keys["abonnement"], keys["x_apikey"])
    finally:
        process.terminate()
        process.wait()


def wait_until_up(process: subprocess.Popen[bytes], adresse: str, log: Path) -> None:
    """Wait until a server answers anything at all; show its log if it never does."""
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        with suppress(httpx.TransportError):
            httpx.get(f"{adresse}/sante", trust_env=False)
            return
        time.sleep(0.05)
    raise RuntimeError(log.read_text("utf-8", "replace")[-2_000:])


@contextmanager
def copy_of(model: Path, nom: str = "copie") -> Iterator[Path]:
    """Give a fresh copy of a prepared folder, removed afterwards."""
    copy = model.with_name(f"{model.name}.{nom}")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(model, copy)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)
