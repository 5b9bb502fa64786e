"""The fast reader says what the exact one says, whatever the file, the blocks, the threads."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from boucle.compta.contexte import Contexte, Exercice
from boucle.compta.lot import SCHEMA
from boucle.formats.fec.exact import read_exact
from boucle.formats.fec.lecture import Lecture
from boucle.formats.fec.rapide import read
from tests.formats.fabrique import make_file

SEEDS = int(os.environ.get("BOUCLE_FEC_SEEDS", "150"))
FIRST = int(os.environ.get("BOUCLE_FEC_FIRST", "0"))
BLOCKS = ((2, 4 << 20), (1, 4 << 20), (2, 2048), (1, 700), (2, 300))
CONTEXTES = (
    Contexte(),
    Contexte(nom_fichier="732829320FEC20241231.txt"),
    Contexte(
        exercices=(
            Exercice("2024", date(2024, 1, 1), date(2024, 11, 30)),
            Exercice("2023", date(2023, 1, 1), date(2023, 12, 31), clos=True),
        ),
        longueur_compte=8, desequilibre="compte_attente", siren="732829320",
    ),
)
CHAMPS = ("code", "ligne", "colonne", "champ", "lu", "corrige", "lignes", "consequences", "slots")


def view(lecture: Lecture) -> dict[str, Any]:
    return {
        "anomalies": list(lecture.rapport.flat(*CHAMPS)),
        "comptes": lecture.rapport.comptes,
        "faits": lecture.rapport.faits,
        **lecture.bilan.to_json(),
        "codes": [list(x) for x in (lecture.bilan.journaux, lecture.bilan.comptes)],
    }


@pytest.mark.parametrize("batch", range(10))
def test_both_readers_agree(tmp_path: Path, batch: int) -> None:
    for seed in range(FIRST + batch, FIRST + SEEDS, 10):
        source = tmp_path / "732829320FEC20241231.txt"
        source.write_bytes(make_file(seed))
        contexte = Random(seed).choice(CONTEXTES)
        attendu = view(read_exact(source, contexte))
        for threads, block_octets in BLOCKS:
            lu = view(read(source, contexte, threads=threads, block_octets=block_octets))
            assert lu == attendu, (seed, threads, block_octets)


@pytest.mark.parametrize("seed", range(0, 200, 9))
def test_lots_hold_each_whole_line_once_in_order(tmp_path: Path, seed: int) -> None:
    source = tmp_path / "732829320FEC20241231.txt"
    source.write_bytes(make_file(seed))
    lots: list[pl.DataFrame] = []
    bilan = read(source, Contexte(), on_lot=lots.append, block_octets=1500).bilan
    if not lots:
        assert bilan.soldes == []
        return
    whole = pl.concat(lots)
    assert whole.schema == SCHEMA
    assert whole["n"].is_sorted() and whole["n"].is_unique().all()
    sums = (
        whole.group_by(
            "compte", "journal", pl.col("date").cast(pl.Date).dt.strftime("%Y-%m").alias("mois")
        )
        .agg(pl.col("debit", "credit").sum(), pl.len())
        .sort("compte", "journal", "mois")
        .rows()
    )
    assert sorted(sums) == [tuple(solde) for solde in bilan.soldes]
