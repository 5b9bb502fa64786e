"""Pendant: what other clients feel while a long import runs: reading a status, writing a compte.

Each client is a process of its own with one kept connection, so that none waits for another one's
interpreter.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from typing import Any

from bench import fichiers
from bench.constat import Constat
from bench.import_sqlite import sqlite_model
from bench.mesure import quantile
from bench.reglages import Reglages
from bench.serveur import AUTRE, Serveur, copy_of, serving

_LECTURE_S = 0.01
_ECRITURE_S = 0.05
_SPAWN = multiprocessing.get_context("spawn")


def measure(reglages: Reglages) -> list[Constat]:
    """Measure the waits of two other clients, all rounds together."""
    fec = fichiers.net(reglages.fichiers, reglages.lignes)
    model = sqlite_model(reglages)
    reads: list[float] = []
    writes: list[float] = []
    for _ in range(max(1, reglages.tours // 2)):
        with copy_of(model) as folder, serving(folder) as serveur:
            followed = _small_import(serveur, reglages)
            with (
                _Client(serveur, _read, followed) as reader,
                _Client(serveur, _write, AUTRE) as writer,
            ):
                serveur.time_import(fec, mark=lambda: (reader.mark(), writer.mark()))
            reads += reader.waits_ms
            writes += writer.waits_ms
    return [
        _constat("lire un statut pendant un import, p99", reads, 0.99, "<= 20"),
        _constat("écrire un compte pendant un import, p99", writes, 0.99, "<= 100"),
        _constat("écrire un compte pendant un import, au pire", writes, 1, "<= 250"),
    ]


def _constat(name: str, waits_ms: list[float], part: float, goal: str) -> Constat:
    return Constat(
        name,
        quantile(waits_ms, part),
        goal,
        "ms",
        details={"appels": len(waits_ms), "p50": quantile(waits_ms, 0.5), "max": max(waits_ms)},
    )


def _small_import(serveur: Serveur, reglages: Reglages) -> str:
    return serveur.time_import(fichiers.net(reglages.fichiers, 1_000))[1]


class _Client:
    """A client in its own process; it keeps the waits between its mark and its end."""

    def __init__(
        self,
        serveur: Serveur,
        act: Callable[[http.client.HTTPConnection, Any, str, int], None],
        objet: str,
    ) -> None:
        self._mark, self._end, self._ready = _SPAWN.Event(), _SPAWN.Event(), _SPAWN.Event()
        self._receive, send = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(
            target=_repeat,
            args=(serveur, act, objet, (self._ready, self._mark, self._end), send),
            daemon=True,
        )
        self.waits_ms: list[float] = []

    def __enter__(self) -> _Client:
        self._process.start()
        self._ready.wait()
        return self

    def mark(self) -> None:
        """Keep what is felt from now on."""
        self._mark.set()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self.waits_ms = self._receive.recv()
        self._process.join()


def _repeat(
    serveur: Serveur, act: Any, objet: str, events: tuple[Event, Event, Event], send: Any
) -> None:
    ready, mark, end = events
    host = serveur.adresse.removeprefix("http://")
    conn = http.client.HTTPConnection(host, timeout=60)
    waits_ms: list[float] = []
    rang = 0
    while not end.is_set():
        rang += 1
        start = time.perf_counter()
        act(conn, serveur.entetes, objet, rang)
        wait_s = time.perf_counter() - start
        if mark.is_set():
            waits_ms.append(wait_s * 1_000)
        ready.set()
        time.sleep(_LECTURE_S if act is _read else _ECRITURE_S)
    send.send(waits_ms)


def _read(conn: http.client.HTTPConnection, entetes: Any, demande: str, _rang: int) -> None:
    path = f"/loop-api-publiques/getImportStatus?accountingImportRequestId={demande}"
    conn.request("GET", path, headers=entetes)
    _expect_200(conn)


def _write(conn: http.client.HTTPConnection, entetes: Any, code: str, rang: int) -> None:
    body = json.dumps([{"numero": f"6{rang:07d}", "libelle": "Compte du banc"}])
    conn.request("POST", f"/loop-api-publiques/compte?codeDossier={code}", body, entetes)
    _expect_200(conn)


def _expect_200(conn: http.client.HTTPConnection) -> None:
    answer = conn.getresponse()
    body = answer.read()
    assert answer.status == 200, body[:500]
