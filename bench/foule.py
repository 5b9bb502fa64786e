"""Foule: forty clients at once, reading, writing and importing, for a minute.

Each client has a kept connection; eight processes hold them, so that none waits for another one's
interpreter. A client reads a status, lists comptes, writes one, and now and then sends a small
file to import. What counts is that no answer is a 5xx; the waits are told beside it.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import random
import threading
import time
from collections import Counter
from typing import Any

from bench import fichiers
from bench.constat import Constat
from bench.import_sqlite import sqlite_model
from bench.mesure import quantile
from bench.reglages import Reglages
from bench.serveur import AUTRE, DOSSIER, Serveur, copy_of, serving

CLIENTS, PROCESSUS, DUREE_S = 40, 8, 60
_LIGNES = 1_000
_SPAWN = multiprocessing.get_context("spawn")
_API = "/loop-api-publiques"


def measure(reglages: Reglages) -> list[Constat]:
    """Measure one minute of a crowd on SQLite, a million lines being imported beside it."""
    small, large = (fichiers.net(reglages.fichiers, n) for n in (_LIGNES, reglages.lignes))
    with copy_of(sqlite_model(reglages), "foule") as folder, serving(folder) as serveur:
        client = serveur.client()
        uri = client.deposit(small, small.name)
        demande = client.import_fec(DOSSIER, uri)
        serveur.wait_for(client, demande)
        client.import_fec(DOSSIER, client.deposit(large, large.name))
        client.close()
        found = _crowd(serveur, uri, demande)
    waits = {
        nom: sorted(ms for n, statut, ms in found if n == nom and statut < 500)
        for nom in ("lire", "lister", "écrire", "importer")
    }
    statuts = Counter(statut for _, statut, _ in found)
    faults = sum(n for statut, n in statuts.items() if statut >= 500 or statut == 0)
    details = {"appels": len(found), "statuts": {str(k): n for k, n in sorted(statuts.items())}}
    return [
        Constat(
            f"{CLIENTS} clients et des imports, {DUREE_S} s : réponses 5xx ou coupées",
            faults,
            "<= 0",
            "",
            details=details,
        ),
        *(
            Constat(
                f"{CLIENTS} clients : {nom}, p95",
                quantile(some, 0.95),
                "",
                "ms",
                details={"appels": len(some), "p50": quantile(some, 0.5), "max": some[-1]},
            )
            for nom, some in waits.items()
            if some
        ),
    ]


def _crowd(serveur: Serveur, uri: str, demande: str) -> list[tuple[str, int, float]]:
    with _SPAWN.Pool(PROCESSUS) as pool:
        each = CLIENTS // PROCESSUS
        told = pool.starmap(
            _some, [(serveur, uri, demande, rang * each, each) for rang in range(PROCESSUS)]
        )
    return [one for several in told for one in several]


def _some(
    serveur: Serveur, uri: str, demande: str, premier: int, nombre: int
) -> list[tuple[str, int, float]]:
    found: list[tuple[str, int, float]] = []
    threads = [
        threading.Thread(target=_live, args=(serveur, uri, demande, premier + rang, found))
        for rang in range(nombre)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _live(
    serveur: Serveur, uri: str, demande: str, qui: int, found: list[tuple[str, int, float]]
) -> None:
    chance, end, rang = random.Random(qui), time.monotonic() + DUREE_S, 0
    conn = http.client.HTTPConnection(serveur.adresse.removeprefix("http://"), timeout=60)
    while time.monotonic() < end:
        rang += 1
        nom = chance.choices(("lire", "lister", "écrire", "importer"), (60, 25, 14, 1))[0]
        start = time.perf_counter()
        statut = _call(conn, serveur.entetes, nom, uri, demande, f"6{qui:02d}{rang:05d}")
        found.append((nom, statut, (time.perf_counter() - start) * 1_000))
        time.sleep(chance.uniform(0.02, 0.2))


def _call(
    conn: http.client.HTTPConnection,
    entetes: dict[str, str],
    nom: str,
    uri: str,
    demande: str,
    numero: str,
) -> int:
    """Make one call; 0 when the server cut it."""
    compte: Any = [{"numero": numero, "libelle": "Compte du banc"}]
    asked: Any = {"codeIbs": DOSSIER, "URI": uri, "doublon": "accepter"}
    calls = {
        "lire": ("GET", f"{_API}/getImportStatus?accountingImportRequestId={demande}", None),
        "lister": ("GET", f"{_API}/compte?codeDossier={AUTRE}&take=50", None),
        "écrire": ("POST", f"{_API}/compte?codeDossier={AUTRE}", json.dumps(compte)),
        "importer": ("POST", f"{_API}/importFEC", json.dumps(asked)),
    }
    try:
        conn.request(*calls[nom], headers=entetes)
        answer = conn.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        conn.close()
        return 0
    return answer.status
