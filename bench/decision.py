"""Decision: validating and rejecting, whatever the size of the import."""

from __future__ import annotations

import time

from bench import fichiers
from bench.constat import Constat
from bench.import_sqlite import sqlite_model
from bench.mesure import quantile
from bench.reglages import Reglages
from bench.serveur import Serveur, copy_of, serving

_PETIT = 10_000


def measure(reglages: Reglages) -> list[Constat]:
    """Measure both words of the firm on a small and on a long import."""
    waits: dict[tuple[str, int], list[float]] = {}
    with copy_of(sqlite_model(reglages)) as folder, serving(folder) as serveur:
        for lignes, tours in ((_PETIT, reglages.tours), (reglages.lignes, 2)):
            for _ in range(tours):
                for mot in ("valider", "rejeter"):
                    wait_ms = _decide(serveur, reglages, lignes, mot)
                    waits.setdefault((mot, lignes), []).append(wait_ms)
    return [
        Constat(
            f"{mot} un import de {lignes:_} lignes".replace("_", " "),
            quantile(found, 0.5),
            "<= 50",
            "ms",
            details={"ms": found},
        )
        for (mot, lignes), found in sorted(waits.items())
    ]


def _decide(serveur: Serveur, reglages: Reglages, lignes: int, mot: str) -> float:
    _, demande = serveur.time_import(fichiers.net(reglages.fichiers, lignes))
    client = serveur.client()
    client.call("GET", f"/v1/imports/{demande}")  # opens the connection
    start = time.perf_counter()
    client.call("POST", f"/v1/imports/{demande}/{mot}")
    wait_s = time.perf_counter() - start
    client.close()
    return wait_s * 1_000
