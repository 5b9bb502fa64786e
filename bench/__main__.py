"""Bench: `python -m bench [names…]`, the side-by-side table of speeds.

Each comparison runs both sides in one run, in shuffled order, several rounds after one to warm up;
its ratio is the median of the ratios round by round. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import os
import shutil
import tempfile
from pathlib import Path

import boucle
from bench import rapport
from bench.constat import Constat
from bench.mesure import taken_cores
from bench.reglages import NOMS, Reglages


def main() -> None:
    """Run the measures asked for, print the table, keep it as JSON."""
    asked = _arguments()
    if asked.rapport:
        rapport.write_page(asked.sortie)
        return
    asked.sortie.mkdir(parents=True, exist_ok=True)
    # One that dies leaves its bases in the folder of results, never elsewhere.
    travail = Path(tempfile.mkdtemp(prefix="bases-", dir=asked.sortie))
    reglages = Reglages(
        asked.lignes, asked.taille, asked.tours, asked.sortie.resolve(), travail.resolve()
    )
    found: list[Constat] = []
    try:
        for name in asked.noms or NOMS:
            module = importlib.import_module(f"bench.{name}")
            taken = taken_cores()
            made = module.measure(reglages)
            rapport.keep(reglages, name, made, taken)
            found += made
    finally:
        shutil.rmtree(travail, ignore_errors=True)
    rapport.show(found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("noms", nargs="*", metavar="nom", help=", ".join(NOMS))
    parser.add_argument(
        "--taille",
        type=int,
        choices=(1, 10),
        default=1,
        help="10 : mesure aussi des fichiers dix fois plus longs",
    )
    parser.add_argument("--lignes", type=int, default=1_000_000, help="lignes du fichier")
    parser.add_argument("--tours", type=int, default=5, help="tours de chaque comparaison")
    parser.add_argument("--sortie", type=Path, default=Path("bench/out"))
    parser.add_argument(
        "--rapport",
        action="store_true",
        help="récrit docs/performance.md avec les derniers résultats",
    )
    asked = parser.parse_args()
    unknown = set(asked.noms) - set(NOMS)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))} ; connus : {', '.join(NOMS)}")
    os.environ.pop("BOUCLE_DATABASE", None)
    # As on a machine where Boucle has run once: its modules are compiled, and kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(Path(boucle.__file__).parent, quiet=1)
    return asked


if __name__ == "__main__":
    main()
