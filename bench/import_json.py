"""ImportJson: the lines of a FEC sent as one body of importJson, beside the FEC itself.

The body holds what the published sample shows, both sides of each line. Readers are whole
processes that read and load nothing; imports go through a real server, from the request, the body
included, to *en attente de validation*.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from bench import fichiers
from bench.constat import Constat
from bench.import_sqlite import sqlite_model
from bench.mesure import Cout, Sommet, ratio, rounds, run, tree_cpu_s
from bench.reglages import Reglages
from bench.serveur import DOSSIER, ENFANT, Serveur, copy_of, serving

_LIRE = """
import sys
from pathlib import Path
from boucle.compta.contexte import Contexte
from boucle.formats.registre import FORMATS
nothing = lambda frame: None
FORMATS[sys.argv[1]].read(
    Path(sys.argv[2]), Contexte(), {}, on_lot=nothing, on_ventilation=nothing, on_detail=nothing
)
"""
_CONTEXTE = {"from": "2024-01-01T00:00:00.000Z", "to": "2024-12-31T00:00:00.000Z"}
_OPTIONS = {"separatorDecimal": ".", "createNewJournaux": True, "failOnUnbalanced": True}
_D, _K = 11, 12


def measure(reglages: Reglages) -> list[Constat]:
    """Measure the reader's CPU, the whole import, and the memory of both processes."""
    fec = fichiers.net(reglages.fichiers, reglages.lignes)
    body = make_body(fec)
    read = rounds(
        reglages.tours, {nom: partial(_read, nom, path) for nom, path in _sides(fec, body)}
    )
    model = sqlite_model(reglages)
    found = rounds(
        reglages.tours, {nom: partial(_import, model, nom, path) for nom, path in _sides(fec, body)}
    )
    cpu = {nom: [cost.cpu_s for cost in costs] for nom, costs in read.items()}
    walls = {nom: [cost.mur_s for cost in costs] for nom, costs in found.items()}
    speeds = {nom: [reglages.lignes / wall for wall in costs] for nom, costs in walls.items()}
    return [
        _beside("lire un FEC / lire un JSON, CPU", cpu["FEC"], cpu["JSON"], ">= 0.4", "s"),
        _beside("importJson / importFEC", speeds["JSON"], speeds["FEC"], ">= 0.5", "lignes/s"),
        Constat(
            "importJson : mémoire",
            max(cost.memoire_mib for cost in found["JSON"]),
            "<= 400",
            "MiB",
            details={"octets": body.stat().st_size, "processus": "serveur, ou celui de l'import"},
        ),
    ]


def _sides(fec: Path, body: Path) -> tuple[tuple[str, Path], ...]:
    return ("FEC", fec), ("JSON", body)


def _beside(name: str, ours: list[float], reference: list[float], goal: str, unit: str) -> Constat:
    return Constat(
        name,
        median(ours),
        goal,
        unit,
        median(reference),
        ratio(ours, reference),
        "ratio",
        {"ours": ours, "reference": reference},
    )


def _read(nom: str, path: Path) -> Cout:
    return run([sys.executable, "-c", _LIRE, nom, path])


def _import(model: Path, nom: str, path: Path) -> Cout:
    with copy_of(model, "json") as folder, serving(folder) as serveur:
        if nom == "FEC":
            return serveur.time_import(path)[0]
        return _send(serveur, path)


def _send(serveur: Serveur, body: Path) -> Cout:
    """Send a body as the network takes it, and wait for the end of its import."""
    client = serveur.client()
    serveur.rest()
    with Sommet(serveur.pid, ENFANT) as child, Sommet(serveur.pid, "boucle") as all_of_them:
        cpu_s, start = tree_cpu_s(serveur.pid), time.perf_counter()
        with body.open("rb") as content:
            answer = httpx.post(
                f"{serveur.adresse}/loop-api-publiques/importJson",
                content=content,
                headers=serveur.entetes,
                timeout=600,
                trust_env=False,
            )
        serveur.wait_for(client, answer.json()["accountingImportRequestId"])
        wall_s = time.perf_counter() - start
        cpu_s = tree_cpu_s(serveur.pid) - cpu_s
    client.close()
    return Cout(wall_s, cpu_s, max(child.memoire_mib, all_of_them.memoire_mib))


def make_body(fec: Path) -> Path:
    """Give the lines of a FEC as a body of importJson, made once."""
    path = fec.with_name("importJson.json")
    if path.exists():
        return path
    beside = path.with_suffix(".neuf")
    head = {"codeIbs": DOSSIER, "data": {"contexte": _CONTEXTE, "options": _OPTIONS}}
    with fec.open(encoding="utf-8", newline="") as source, beside.open("w") as target:
        next(source)
        target.write(json.dumps(head)[:-2] + ', "ecritures": [')
        for rang, line in enumerate(_lines(source)):
            target.write((", " if rang else "") + json.dumps(line, ensure_ascii=False))
        target.write("]}}")
    beside.rename(path)
    return path


def _lines(source: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in source:
        cells = line.rstrip("\r\n").split("\t")
        yield {
            "date": f"{cells[3][:4]}-{cells[3][4:6]}-{cells[3][6:]}T00:00:00.000Z",
            "journal": cells[0],
            "journalLib": cells[1],
            "compte": cells[4],
            "compteLib": cells[5],
            **({"tiers": cells[6]} if cells[6] else {}),
            "debit": _amount(cells[_D]),
            "credit": _amount(cells[_K]),
            "libelle": cells[10][:255],
            "reference": cells[8],
            "refPiece": f"{cells[0]}-{cells[2]}",
        }


def _amount(text: str) -> dict[str, Any]:
    euros, _, centimes = text.partition(",")
    value = int(euros) + int(centimes or 0) / 100
    return {"amount": value, "currency": "EUR", "currencyAmount": value, "currencyRate": "1.0"}
