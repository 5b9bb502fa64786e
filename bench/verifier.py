"""Verifier: `boucle verifier` as a person runs it, beside a bare reading by polars.

The bare reading (`temoin_polars`) reads all columns as text and sums the balance of the file: it
checks nothing. Both are whole processes, start of the interpreter included.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from statistics import median

from bench import fichiers
from bench.constat import Constat
from bench.mesure import Cout, ratio, rounds, run
from bench.reglages import Reglages


def measure(reglages: Reglages) -> list[Constat]:
    """Measure the checker on clean, spoilt and hostile files."""
    home, lignes = reglages.fichiers, reglages.lignes
    clean = fichiers.net(home, lignes)
    sides = {
        "net": partial(_check, clean, (0, 1)),
        "latin": partial(_check, fichiers.net(home, lignes, latin=True), (0, 1)),
        "polars": partial(_bare, clean),
        "cellules": partial(_check, fichiers.gate(home, lignes, "cellules"), (1,)),
        "montants": partial(_check, fichiers.gate(home, lignes, "montants"), (1, 2)),
        "distincts": partial(_check, fichiers.gate(home, lignes, "distincts"), (1, 2)),
    }
    kept = rounds(reglages.tours, sides)
    found = [
        _speed("verifier, UTF-8", lignes, kept["net"], ">= 800000"),
        _speed("verifier, ISO-8859-15", lignes, kept["latin"], ">= 650000"),
        _memory("verifier, UTF-8", kept["net"], "<= 200"),
        _wall("verifier / polars nu", kept["net"], kept["polars"], "<= 1.8"),
        _wall("verifier, une ligne fautive sur dix", kept["cellules"], kept["net"], "<= 1.3"),
        _cpu("verifier, aucun montant lisible", kept["montants"], kept["net"], "<= 4"),
        _memory("verifier, aucune valeur deux fois", kept["distincts"], "<= 400"),
    ]
    if reglages.taille == 10:
        long = _check(fichiers.net(home, 10 * lignes), (0, 1))
        one_s = median(cost.mur_s for cost in kept["net"])
        found += [
            Constat(
                "verifier, dix fois plus long",
                long.mur_s,
                "<= 10",
                "s",
                one_s,
                long.mur_s / one_s,
                "ratio",
                {"cpu_s": long.cpu_s},
            ),
            _memory("verifier, dix fois plus long", [long], "<= 300"),
        ]
    return found


def _check(fec: Path, codes: tuple[int, ...]) -> Cout:
    command = [sys.executable, "-m", "boucle", "verifier", fec, "--format", "json"]
    return run(command, codes=codes)


def _bare(fec: Path) -> Cout:
    return run([sys.executable, "-m", "bench.temoin_polars", fec])


def _speed(name: str, lignes: int, costs: list[Cout], goal: str) -> Constat:
    wall_s = median(cost.mur_s for cost in costs)
    return Constat(
        name,
        lignes / wall_s,
        goal,
        "lignes/s",
        details={"mur_s": [c.mur_s for c in costs], "cpu_s": median(c.cpu_s for c in costs)},
    )


def _memory(name: str, costs: list[Cout], goal: str) -> Constat:
    peaks = [cost.memoire_mib for cost in costs]
    return Constat(f"{name} : mémoire", max(peaks), goal, "MiB", details={"memoire_mib": peaks})


def _wall(name: str, ours: list[Cout], reference: list[Cout], goal: str) -> Constat:
    one, other = [c.mur_s for c in ours], [c.mur_s for c in reference]
    return Constat(
        name,
        median(one),
        goal,
        "s",
        median(other),
        ratio(one, other),
        "ratio",
        {"mur_s": one, "mur_s_reference": other},
    )


def _cpu(name: str, ours: list[Cout], reference: list[Cout], goal: str) -> Constat:
    one, other = [c.cpu_s for c in ours], [c.cpu_s for c in reference]
    return Constat(
        f"{name} (CPU)",
        median(one),
        goal,
        "s",
        median(other),
        ratio(one, other),
        "ratio",
        {"cpu_s": one, "cpu_s_reference": other},
    )
