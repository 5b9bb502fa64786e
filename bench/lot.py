"""Lot: the lines of a long import in the console: writing its lot, reading pages, filtering.

Writing: the whole import with a lot and without. Pages: beside a hand-written handler, same SQL,
template and octets, over HTTP. Filters: the reader of a serving process beside a bare polars scan
of the same file, in this process; then over HTTP, for what a person waits.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench import fichiers
from bench.constat import Constat, compare
from bench.import_postgresql import writing as writing_postgresql
from bench.import_sqlite import sqlite_model
from bench.lot_filtres import filters
from bench.mesure import Cout, ratio, rounds
from bench.reglages import Reglages
from bench.serveur import CABINET, DOSSIER, Serveur, copy_of, serving, wait_until_up
from boucle.commandes.outils import free_port

SANS_LOT = {"BOUCLE_LOTS_LIGNES_MIN": str(10**12)}
_AUTRES = 5
_SALVE = 30
_PAGES = {"première page": {}, "dernière page": {"fin": "1"}}


@dataclass(frozen=True)
class Console:
    """One server that gives the page of one import to one person."""

    adresse: str
    jeton: str
    demande: str

    def read(self, **asked: str) -> bytes:
        """Give one page of lines, as the window of the console asks for it."""
        return self.read_many([asked])[0]

    def read_many(self, several: list[dict[str, str]]) -> list[bytes]:
        """Give pages one after the other, on one connection."""
        conn = http.client.HTTPConnection(self.adresse.removeprefix("http://"), timeout=120)
        path, bodies = f"/dossiers/{DOSSIER}/imports/{self.demande}", []
        for asked in several:
            conn.request(
                "GET",
                f"{path}?{urlencode({**asked, 'page': '1'})}",
                headers={
                    "Cookie": f"boucle={self.jeton}",
                    "HX-Request": "true",
                },
            )
            answer = conn.getresponse()
            bodies.append(answer.read())
            assert answer.status == 200, bodies[-1][-500:]
        conn.close()
        return bodies


def measure(reglages: Reglages) -> list[Constat]:
    """Measure on an embedded base, and the writing on PostgreSQL too."""
    fec = fichiers.net(reglages.fichiers, reglages.lignes)
    model = sqlite_model(reglages)
    found = [_writing(reglages, model, fec), writing_postgresql(reglages, fec, SANS_LOT)]
    with copy_of(model, "lot") as alone:
        with serving(alone) as serveur:
            demande = serveur.time_import(fec)[1]
        found += filters(reglages, _kept_lot(alone))
        with copy_of(alone, "plein") as full:
            _fill(full, fec)
            found += _pages(reglages, alone, full, demande)
    return found


def _writing(reglages: Reglages, model: Path, fec: Path) -> Constat:
    def run(env: dict[str, str]) -> Cout:
        with copy_of(model) as folder, serving(folder, env) as serveur:
            return serveur.time_import(fec)[0]

    kept = rounds(reglages.tours, {"avec": partial(run, {}), "sans": partial(run, SANS_LOT)})
    return compare(
        "écrire le lot : import sqlite avec / sans",
        kept["avec"],
        kept["sans"],
        "<= 1.05",
        lignes=reglages.lignes,
        memoire_mib=max(cost.memoire_mib for cost in kept["avec"]),
    )


def _kept_lot(folder: Path) -> Path:
    found = list((folder / "fichiers" / "lots").rglob("*.parquet"))
    assert len(found) == 1, "the import has kept no lot: is it long enough?"
    return found[0]


def _fill(folder: Path, fec: Path) -> None:
    """Validate five times as many lines in the same dossier."""
    with serving(folder) as serveur:
        client = serveur.client()
        for _ in range(_AUTRES):
            client.valider(serveur.time_import(fec)[1])
        client.close()


def _pages(reglages: Reglages, alone: Path, full: Path, demande: str) -> list[Constat]:
    jetons = [_sign_in(folder) for folder in (alone, full)]
    with (
        serving(alone, worker=False) as one,
        serving(full, worker=False) as many,
        _witness(alone, one) as hand,
    ):
        ours, filled, theirs = (
            Console(adresse, jeton, demande)
            for adresse, jeton in zip(
                (one.adresse, many.adresse, hand.adresse), (*jetons, jetons[0]), strict=True
            )
        )
        sides: dict[str, Callable[[], Cout]] = {}
        for name, asked in _PAGES.items():
            bodies = {console.read(**asked) for console in (ours, filled, theirs)}
            assert len(bodies) == 1, f"{name}: the servers do not say the same"
            for side, console in (("seul", ours), ("plein", filled), ("témoin", theirs)):
                sides[f"{side} {name}"] = partial(_salvo, console, [asked] * _SALVE)
        kept = {
            name: [cost.mur_s * 1_000 for cost in costs]
            for name, costs in rounds(reglages.tours, sides).items()
        }
        return [*_judge_pages(kept), *_filters_over_http(reglages, ours, filled)]


def _judge_pages(kept: dict[str, list[float]]) -> list[Constat]:
    found = []
    for name in _PAGES:
        found += [
            _beside(f"{name} / témoin", kept[f"seul {name}"], kept[f"témoin {name}"], "<= 2"),
            _beside(
                f"{name}, 5 M de lignes au dossier / 0",
                kept[f"plein {name}"],
                kept[f"seul {name}"],
                "<= 1.3",
            ),
        ]
    first, last = (kept[f"seul {name}"] for name in _PAGES)
    return [*found, _beside("dernière page / première", last, first, "<= 1.2")]


def _filters_over_http(reglages: Reglages, ours: Console, filled: Console) -> list[Constat]:
    """Look for a text nobody looked for yet, in the lot that each server holds by now."""
    said = count(1)
    start = time.perf_counter()
    ours.read(q="facture 0", sur="libelle")
    cold_ms = (time.perf_counter() - start) * 1_000
    filled.read(q="facture 0", sur="libelle")
    time.sleep(5)  # the lot is read ahead, into memory

    def look(console: Console) -> Cout:
        return _salvo(console, [{"q": f"{next(said):03}"} for _ in range(5)])

    kept = rounds(reglages.tours, {"seul": partial(look, ours), "plein": partial(look, filled)})
    one, many = ([cost.mur_s * 1_000 for cost in kept[side]] for side in ("seul", "plein"))
    return [
        Constat("premier filtre, HTTP", cold_ms, "<= 250", "ms"),
        Constat(
            "filtre nouveau sur huit colonnes, lot en mémoire, HTTP",
            median(one),
            "<= 60",
            "ms",
            details={"ms": one},
        ),
        _beside("le même, 5 M de lignes au dossier / 0", many, one, "<= 1.3"),
    ]


def _beside(name: str, ours: list[float], reference: list[float], goal: str) -> Constat:
    return Constat(
        name,
        median(ours),
        goal,
        "ms",
        median(reference),
        ratio(ours, reference),
        "ratio",
        {"ms": ours, "ms_reference": reference},
    )


def _salvo(console: Console, several: list[dict[str, str]]) -> Cout:
    """Ask for pages one after the other; give the cost of one."""
    start = time.perf_counter()
    console.read_many(several)
    return Cout((time.perf_counter() - start) / len(several), 0)


def _sign_in(folder: Path) -> str:
    """Make a person of the cabinet, signed in; give what their browser holds."""
    from boucle import resources
    from boucle.config import Config
    from boucle.operations.acces import personnes, sessions
    from boucle.operations.acces.reglage import Reglage
    from boucle.operations.atelier import Atelier
    from boucle.store.acces import personnes as rows
    from boucle.store.fiches import dossiers
    from boucle.values import Perimetre

    resources.load()
    atelier = Atelier.open(Config(donnees=folder))
    with atelier.store.lecture(None) as conn:
        cabinet_id: Any = dossiers.find_cabinet(conn, CABINET)
    patron = personnes.operator(cabinet_id)
    who, _ = personnes.invite(atelier.store, patron, "banc@cabinet.example", Reglage("Banc", 2))
    with atelier.store.transaction(Perimetre(cabinet_id, 0)) as conn:
        row = rows.find(conn, who)
        assert row is not None
        whence = sessions.Provenance("127.0.0.1", "")
        jeton = sessions.add(atelier.store, conn, row, whence, ouverte=True)
    atelier.close()
    return jeton


@contextmanager
def _witness(folder: Path, ours: Serveur) -> Iterator[Serveur]:
    port = free_port(0)
    process = subprocess.Popen([sys.executable, "-m", "bench.temoin_console", folder, str(port)])
    adresse = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(process, adresse, folder / "serveur.log")
        yield replace(ours, pid=process.pid, adresse=adresse)
    finally:
        process.terminate()
        process.wait()
