"""ImportSqlite: a whole import through a real server, beside `sqlite3 .import` of ready-made rows.

Ours: from `POST importFEC` to *en attente de validation*, with every check, over HTTP. Theirs: the
rows as CSV, into the same table with the same index, in the same base: WITHOUT ROWID, WAL,
synchronous=NORMAL, 64 MiB of cache.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from statistics import median

from bench import fichiers, lignes_csv
from bench.constat import Constat, compare
from bench.mesure import Cout, rounds, run
from bench.reglages import Reglages
from bench.serveur import DOSSIER, copy_of, open_dossier, prepare, serving

_SCRIPT = """\
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
PRAGMA cache_size=-65536;
.mode csv
.import {csv} ligne
"""
_CLE_LIBRE = 999_999
_PLEINE = 5


def measure(reglages: Reglages) -> list[Constat]:
    """Measure the import into an empty base, into one of 5 M lines, and its memory."""
    fec = fichiers.net(reglages.fichiers, reglages.lignes)
    empty = sqlite_model(reglages)
    found, one = _beside("import sqlite", reglages, fec, empty, "<= 0.8")
    full = _full_model(reglages, fec, empty)
    found += _beside("import sqlite, base pleine", reglages, fec, full, "<= 0.95")[0][:1]
    if reglages.taille == 10:
        found += _ten_times(reglages, empty, one)
    return found


def _beside(
    name: str, reglages: Reglages, fec: Path, model: Path, goal: str
) -> tuple[list[Constat], float]:
    csv = lignes_csv.make(
        fec, fec.with_name("lignes-sqlite.csv"), "sqlite", (1, _dossier_id(model), _CLE_LIBRE)
    )
    kept = rounds(
        reglages.tours,
        {"boucle": lambda: _ours(model, fec), "import": lambda: _theirs(model, csv)},
    )
    ours, theirs = kept["boucle"], kept["import"]
    peak = max(cost.memoire_mib for cost in ours)
    return [
        compare(name, ours, theirs, goal, lignes=reglages.lignes),
        Constat(
            f"{name} : mémoire",
            peak,
            "<= 300",
            "MiB",
            max(c.memoire_mib for c in theirs),
            details={"lignes": reglages.lignes, "processus": "celui de l'import"},
        ),
    ], median(cost.mur_s for cost in ours)


def _ten_times(reglages: Reglages, model: Path, one_s: float) -> list[Constat]:
    fec = fichiers.net(reglages.fichiers, 10 * reglages.lignes)
    cost = _ours(model, fec)
    return [
        Constat(
            "import sqlite, dix fois plus long",
            cost.mur_s,
            "<= 11",
            "s",
            one_s,
            cost.mur_s / one_s,
            "ratio",
            {"cpu_s": cost.cpu_s},
        ),
        Constat(
            "import sqlite, dix fois plus long : mémoire",
            cost.memoire_mib,
            "<= 450",
            "MiB",
            details={"lignes": 10 * reglages.lignes},
        ),
    ]


def sqlite_model(reglages: Reglages) -> Path:
    """Give a prepared folder with an empty embedded base, made once a run."""
    model = reglages.travail / "sqlite"
    if not model.exists():
        prepare(model)
    return model


def _full_model(reglages: Reglages, fec: Path, empty: Path) -> Path:
    model = reglages.travail / "sqlite-pleine"
    if model.exists():
        return model
    with copy_of(empty) as folder:
        with serving(folder) as serveur:
            client = serveur.client()
            for rang in range(_PLEINE):
                open_dossier(client, f"PLEIN{rang}")
                _, demande = serveur.time_import(fec, f"PLEIN{rang}")
                client.valider(demande)
            client.close()
        folder.rename(model)
        folder.mkdir()
    return model


def _ours(model: Path, fec: Path) -> Cout:
    with copy_of(model) as folder, serving(folder) as serveur:
        return serveur.time_import(fec)[0]


def _theirs(model: Path, csv: Path) -> Cout:
    with copy_of(model) as folder:
        os.sync()
        base = folder / "boucle.sqlite"
        cost = run(["sqlite3", base], entree=_SCRIPT.format(csv=csv))
        conn = sqlite3.connect(base)
        loaded = conn.execute(
            "SELECT count(*) FROM ligne WHERE import_id = ?", (_CLE_LIBRE,)
        ).fetchone()[0]
        conn.close()
        with csv.open("rb") as stream:
            expected = sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 22), b""))
        assert loaded == expected, f"{loaded} rows of {expected} loaded"
        return cost


def _dossier_id(model: Path) -> int:
    conn = sqlite3.connect(model / "boucle.sqlite")
    row = conn.execute("SELECT dossier_id FROM dossier WHERE code = ?", (DOSSIER,)).fetchone()
    conn.close()
    return int(row[0])
