"""Place: real servers and workers on one small disk, their logs, and a light client besides.

Runs inside a mount of its own, where the data folder is a disk that can be filled. Logs are kept
elsewhere: what a full disk says must be readable.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from boucle.config import Config
from boucle.operations.atelier import Atelier
from boucle.operations.controle.invariants import check_all
from boucle.store.base.engine import Store

ATTENTE_S = 120
DESCRIPTEURS = 1_024
_AILLEURS = "127.0.0.2"
_FAIT = " INFO "
_ACCUEIL = ("Boucle sert", "Ce lien sert une seule fois")


def until(what: str, done: Callable[[], bool], wait_s: int = ATTENTE_S) -> None:
    """Wait for something, and fail by name."""
    end = time.monotonic() + wait_s
    while not done():
        assert time.monotonic() < end, f"waited {wait_s} s for {what}"
        time.sleep(0.05)


@dataclass(slots=True)
class Processus:
    """A process of ours: a server, whose port is told, or a worker."""

    nom: str
    process: subprocess.Popen[bytes]
    port: int = 0

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def died(self) -> bool:
        """Wait for its end; tell whether it was killed."""
        return self.process.wait(ATTENTE_S) == -signal.SIGKILL

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()


class Temoin(threading.Thread):
    """A light client: asks all the while from an address of its own, and must be answered.

    A panne that is told beforehand may be answered 503, with the time to come back; anything else
    that is not 200, and silence, is a fault.
    """

    def __init__(self, url: str, asked: list[tuple[str, dict[str, str]]]) -> None:
        super().__init__(daemon=True)
        self.fautes: list[str] = []
        self.reponses = 0
        self.refus = 0
        self.panne = threading.Event()
        self._fin = threading.Event()
        self._url, self._asked = url, asked

    def run(self) -> None:
        """Ask in turn, a connection each time."""
        rank = 0
        while not self._fin.wait(0.05):
            path, headers = self._asked[rank % len(self._asked)]
            rank += 1
            self._judge(path, headers)

    def _judge(self, path: str, headers: dict[str, str]) -> None:
        # Told before as after: an answer may come when the panne has just passed.
        panne = self.panne.is_set()
        try:
            transport = httpx.HTTPTransport(local_address=_AILLEURS)
            with httpx.Client(base_url=self._url, transport=transport, timeout=60) as client:
                answer = client.get(path, headers=headers)
        except httpx.TransportError as error:
            self.fautes.append(f"{path}: {error!r}")
            return
        self.reponses += 1
        if answer.status_code == 503 and (panne or self.panne.is_set()):
            self.refus += 1
            if not answer.headers.get("retry-after"):
                self.fautes.append(f"{path}: 503 without Retry-After")
        elif answer.status_code != 200:
            self.fautes.append(f"{path}: {answer.status_code} {answer.text[:200]}")

    def stop(self) -> None:
        """Ask no more."""
        self._fin.set()
        self.join()


@dataclass
class Place:
    """What is besieged."""

    config: Config
    journaux: Path
    store: Store
    atelier: Atelier
    headers: dict[str, str] = field(default_factory=dict)
    bilan: list[str] = field(default_factory=list)

    def start(self, nom: str, *command: str, faute: str = "", **more: str) -> Processus:
        """Start a process of ours, its log on a file of its own."""
        config = self.config
        given = {
            "BOUCLE_DONNEES": str(config.donnees),
            "BOUCLE_DATABASE": config.database,
            "BOUCLE_DATABASE_CHARGE": config.database_charge,
            "BOUCLE_FAUTE": faute,
            "BOUCLE_SOURCES_PERMISES": "http://127.0.0.1:*",
            "PYTHONUNBUFFERED": "1",
            # Short for one that is to die: the next one waits it out.
            "BOUCLE_BAIL_S": "1" if faute else "5",
            **more,
        }
        rank = len(list(self.journaux.iterdir()))
        serves = command[0] == "serve"
        with (self.journaux / f"{rank:03d}-{nom}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "boucle", *command],
                env={**os.environ, **{name: value for name, value in given.items() if value}},
                stdout=subprocess.PIPE if serves else log,
                stderr=log,
                preexec_fn=_squeeze if serves else None,
            )
        port = 0
        if serves:
            assert process.stdout is not None
            said = process.stdout.readline().decode()
            found = re.search(r":(\d+)", said)
            assert found, f"{nom}: {said!r} {self.lignes()[-5:]}"
            port = int(found[1])
        return Processus(nom, process, port)

    def serveur(self, nom: str, faute: str = "", *more: str) -> Processus:
        """Start a server without a worker, unless said."""
        return self.start(nom, "serve", "--port", "0", *(more or ("--sans-worker",)), faute=faute)

    @contextmanager
    def ouvrier(self, **more: str) -> Iterator[Processus]:
        """Have a sound worker for a while; it is killed when it has nothing left to do."""
        worker = self.start("ouvrier", "worker", **more)
        try:
            yield worker
        finally:
            worker.kill()

    def lignes(self) -> list[str]:
        """Give the lines of all logs that tell of something wrong, a trace line by line."""
        return [
            f"{path.stem}: {line}"
            for path in sorted(self.journaux.iterdir())
            for line in path.read_text("utf-8", "replace").splitlines()
            if line and _FAIT not in line and not line.startswith(_ACCUEIL)
        ]

    @contextmanager
    def incident(
        self, nom: str, temoin: Temoin, *motifs: str, chacun: bool = False
    ) -> Iterator[None]:
        """Hold an incident to its lines: one for each motif, and no other; then to sound books.

        chacun: each process that met the panne says it, once.
        """
        before, answered = self.lignes(), temoin.reponses
        yield
        until(f"an answer to the light client during {nom}", lambda: temoin.reponses > answered)
        said = self.lignes()
        for line in before:
            said.remove(line)
        for motif in motifs:
            mine = [line for line in said if re.search(motif, line)]
            speakers = [line.partition(":")[0] for line in mine]
            right = 1 <= len(mine) == len(set(speakers)) if chacun else len(mine) == 1
            assert right, f"{nom}: {motif!r} is said {len(mine)} times:\n" + "\n".join(said)
            said = [line for line in said if line not in mine]
        assert said == [], f"{nom}: said besides:\n" + "\n".join(said)
        assert self.violations() == [], f"{nom}: {self.violations()}"
        assert temoin.fautes == [], f"{nom}: {temoin.fautes[:5]}"
        self.bilan.append(nom)
        print(f"{nom}: {temoin.reponses - answered} answers", flush=True)

    def violations(self) -> list[str]:
        """Name every invariant that does not hold."""
        return [
            f"{result.code} {violation}"
            for result in check_all(self.store)
            for violation in result.violations
        ]

    def fill(self) -> None:
        """Take every byte that is left of the disk."""
        with suppress(OSError), (self.config.donnees / "plein").open("wb", buffering=0) as file:
            for taille in (65_536, 4_096, 512, 1):
                with suppress(OSError):
                    while True:
                        file.write(bytes(taille))

    def empty(self) -> None:
        """Give the disk back."""
        (self.config.donnees / "plein").unlink()

    def call(self, server: Processus, methode: str, path: str, **options: Any) -> httpx.Response:
        """Ask a server with a partner's key; never a 500."""
        options["headers"] = {**self.headers, **options.get("headers", {})}
        answer = httpx.request(
            methode, server.url + path, trust_env=False, timeout=ATTENTE_S, **options
        )
        assert answer.status_code not in (500, 502), answer.text
        return answer


def _squeeze() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTEURS, DESCRIPTEURS))
