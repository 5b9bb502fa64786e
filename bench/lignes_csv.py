"""LignesCsv: the rows of a FEC, ready-made, as `.import` and `\\copy` take them.

Run as a process of its own, so that the one which measures stays small:
`python -m bench.lignes_csv FEC CSV sqlite|postgresql CABINET DOSSIER IMPORT`.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

JOURS = ("date", "piece_date", "date_let", "valid_date")
NULS = ("piece_date", "date_let", "valid_date", "montant_devise")


def make(fec: Path, csv: Path, base: str, cle: tuple[int, int, int]) -> Path:
    """Make the rows that an import of this file writes, under the key of an import."""
    if not csv.exists():
        subprocess.run(
            [sys.executable, "-m", "bench.lignes_csv", fec, csv, base, *map(str, cle)], check=True
        )
    return csv


def main() -> None:
    """Read the file as an import does, and write its lots."""
    import polars as pl

    from boucle.compta.contexte import Contexte, Exercice
    from boucle.formats import fec as reader
    from boucle.store.livre.loader import Cible

    fec, csv, base, *cle = sys.argv[1:]
    cible = Cible("", int(cle[0]), int(cle[1]), int(cle[2]), 1)
    contexte = Contexte(
        exercices=(Exercice("2024", date(2024, 1, 1), date(2024, 12, 31), False),),
        nom_fichier=Path(fec).name,
    )
    beside = Path(csv).with_suffix(".neuf")
    with beside.open("wb") as target:

        def write(lot: pl.DataFrame) -> None:
            rows = cible.keyed(lot)
            if base == "sqlite":
                # `.import` makes '' of an empty field, which no column of integers takes.
                rows = rows.with_columns(pl.col(NULS).fill_null(0))
                rows.write_csv(target, include_header=False)
            else:
                rows = rows.with_columns(pl.col(JOURS).cast(pl.Date))
                rows.write_csv(target, include_header=False, quote_style="non_numeric")

        reader.read(Path(fec), contexte, on_lot=write)
    beside.rename(csv)


if __name__ == "__main__":
    main()
