"""Api: lists beside a hand-written handler, writes by the thousand, filters among a million.

Both servers check the keys on every call. The clients are threads of one process that reads the
bodies and does nothing with them.
"""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from bench.constat import Constat
from bench.import_sqlite import sqlite_model
from bench.mesure import Cout, ratio, rounds, tree_cpu_s
from bench.reglages import Reglages
from bench.serveur import AUTRE, DOSSIER, Serveur, copy_of, serving, wait_until_up
from boucle.commandes.outils import free_port

_COMPTES = 1_000
_CLIENTS = 4
_DUREE_S = 2
_FILTRES = 200


def measure(reglages: Reglages) -> list[Constat]:
    """Measure lists, writes and filters on an embedded base."""
    model = sqlite_model(reglages)
    with copy_of(model) as folder:
        _fill(folder, DOSSIER, 1)
        found = [_lists(reglages, folder), _writes(reglages, folder)]
    return [*found, _filters(reglages, model)]


def _lists(reglages: Reglages, folder: Path) -> Constat:
    with serving(folder, worker=False) as ours, _witness(folder, ours) as theirs:
        bodies = [
            _get(server, f"/compte?codeDossier={DOSSIER}&take=1000") for server in (ours, theirs)
        ]
        assert bodies[0] == bodies[1], "the two servers do not say the same"
        assert len(json.loads(bodies[0])) == _COMPTES
        kept = rounds(
            reglages.tours, {"boucle": partial(_rush, ours), "temoin": partial(_rush, theirs)}
        )
    one, other = ([1 / cost.mur_s for cost in kept[name]] for name in ("boucle", "temoin"))
    return Constat(
        "GET de 1 000 comptes",
        median(one),
        ">= 0.7",
        "appels/s",
        median(other),
        ratio(one, other),
        "ratio",
        {
            "cpu_ms": median(cost.cpu_s for cost in kept["boucle"]) * 1_000,
            "cpu_ms_reference": median(cost.cpu_s for cost in kept["temoin"]) * 1_000,
            "cles": "vérifiées des deux côtés",
        },
    )


def _writes(reglages: Reglages, folder: Path) -> Constat:
    with serving(folder, worker=False) as serveur:
        kept = rounds(reglages.tours, {"boucle": partial(_post, serveur)})["boucle"]
    walls = [cost.mur_s for cost in kept]
    return Constat(
        "POST de 1 000 comptes",
        _COMPTES / median(walls),
        ">= 10000",
        "fiches/s",
        details={"mur_s": walls, "cpu_s": median(cost.cpu_s for cost in kept)},
    )


def _filters(reglages: Reglages, model: Path) -> Constat:
    with copy_of(model) as large, copy_of(model, "petit") as small:
        _fill(small, DOSSIER, 1)
        _fill(large, DOSSIER, 1_000)
        with serving(large, worker=False) as many, serving(small, worker=False) as few:
            _filter_both(many, few)  # to warm up
            pairs = [_filter_both(many, few) for _ in range(reglages.tours)]
    one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Constat(
        "filtre sur 1 M de comptes de 1 000 dossiers / sur 1 000",
        median(one),
        "<= 1.2",
        "ms",
        median(other),
        ratio(one, other),
        "ratio",
        {"ms": one, "ms_reference": other},
    )


def _fill(folder: Path, code: str, nombre: int) -> None:
    """Give 1,000 comptes to a dossier, and to as many new ones as it takes."""
    from boucle import resources
    from boucle.config import Config
    from boucle.schema import registre
    from boucle.store.base.engine import Store
    from boucle.store.fiches import dossiers, fiches
    from boucle.values import Perimetre

    resources.load()
    rows = [
        {"numero": f"6{rang:07d}", "libelle": f"Compte {rang}", "type": 6}
        for rang in range(_COMPTES)
    ]
    store = Store(Config(donnees=folder))
    with store.transaction(None) as conn:
        for rang in range(nombre):
            if rang:
                dossier_id = dossiers.create(conn, 1, f"{code}-{rang}")
            else:
                dossier_id = dossiers.find(conn, 1, code) or 0
            here = Perimetre(1, dossier_id)
            fiches.insert_missing(conn, here, registre.find("compte"), rows, None)
    store.close()


def _get(serveur: Serveur, path: str) -> bytes:
    conn = _connect(serveur)
    return _call(conn, serveur, "GET", path)


def _connect(serveur: Serveur) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(serveur.adresse.removeprefix("http://"), timeout=60)


def _call(
    conn: http.client.HTTPConnection, serveur: Serveur, method: str, path: str, body: str = ""
) -> bytes:
    conn.request(method, f"/loop-api-publiques{path}", body or None, serveur.entetes)
    answer = conn.getresponse()
    content = answer.read()
    assert answer.status == 200, content[:500]
    return content


def _rush(serveur: Serveur) -> Cout:
    """Ask for the same list as often as can be; give the cost of one call."""
    end, counts = time.perf_counter() + _DUREE_S, [0] * _CLIENTS

    def ask(rang: int) -> None:
        conn = _connect(serveur)
        while time.perf_counter() < end:
            _call(conn, serveur, "GET", f"/compte?codeDossier={DOSSIER}&take=1000")
            counts[rang] += 1
        conn.close()

    threads = [threading.Thread(target=ask, args=(rang,)) for rang in range(_CLIENTS)]
    cpu_s, start = tree_cpu_s(serveur.pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall_s, cpu_s = time.perf_counter() - start, tree_cpu_s(serveur.pid) - cpu_s
    return Cout(wall_s / sum(counts), cpu_s / sum(counts))


def _post(serveur: Serveur) -> Cout:
    """Create 1,000 new comptes in one call."""
    head = uuid.uuid4().int % 10_000_000
    rows = [
        {"numero": f"6{head:07d}{rang:04d}", "libelle": f"Compte {rang}"}
        for rang in range(_COMPTES)
    ]
    body, conn = json.dumps(rows), _connect(serveur)
    _call(conn, serveur, "GET", f"/compte?codeDossier={AUTRE}&take=1")
    cpu_s, start = tree_cpu_s(serveur.pid), time.perf_counter()
    said = _call(conn, serveur, "POST", f"/compte?codeDossier={AUTRE}", body)
    cost = Cout(time.perf_counter() - start, tree_cpu_s(serveur.pid) - cpu_s)
    conn.close()
    verdict = json.loads(said)
    assert len(verdict["success"]) == _COMPTES, verdict["errors"][:3]
    return cost


def _filter_both(many: Serveur, few: Serveur) -> tuple[float, float]:
    """Look for one compte by its number, in turn on both sides; give their medians in ms."""
    sides = [(serveur, _connect(serveur), []) for serveur in (many, few)]
    for rang in range(_FILTRES):
        path = f"/compte?codeDossier={DOSSIER}&filter=numero%3D%3D%226{rang:07d}%22"
        for serveur, conn, waits_ms in random.sample(sides, 2):
            start = time.perf_counter()
            found = json.loads(_call(conn, serveur, "GET", path))
            waits_ms.append((time.perf_counter() - start) * 1_000)
            assert len(found) == 1
    for _, conn, _ in sides:
        conn.close()
    return median(sides[0][2]), median(sides[1][2])


@contextmanager
def _witness(folder: Path, ours: Serveur) -> Iterator[Serveur]:
    port = free_port(0)
    process = subprocess.Popen([sys.executable, "-m", "bench.temoin_api", folder, str(port)])
    adresse = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(process, adresse, folder / "serveur.log")
        yield replace(ours, pid=process.pid, adresse=adresse)
    finally:
        process.terminate()
        process.wait()
