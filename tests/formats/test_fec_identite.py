"""The fast reader says what the exact one says, whatever the file, the blocks, the threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from tests.formats.fabrique import Forme, encode, join, make_file, make_rows, spoil_cells, write

from boucle.compta.codes.registre import CODES_MAX
from boucle.compta.contexte import Contexte, Exercice
from boucle.compta.lot import SCHEMA
from boucle.formats.fec.forme.ouverture import open_fec
from boucle.formats.fec.lecture.grille import forget, make_grille
from boucle.formats.fec.lire import read_flat as read
from boucle.formats.lecture import Lecture
from oracle_fec.lire import read_flat as read_exact

SEEDS = int(os.environ.get("BOUCLE_FEC_SEEDS", "60"))
FIRST = int(os.environ.get("BOUCLE_FEC_FIRST", "0"))
LECTURES = int(os.environ.get("BOUCLE_FEC_LECTURES", "5"))
"""Fast readings of each file. One is enough for a long campaign: both readers saying the same of
every file, whatever the cutting chosen for it, holds any two cuttings together as well."""
CONTEXTES = (
    Contexte(),
    Contexte(nom_fichier="732829320FEC20241231.txt"),
    Contexte(
        exercices=(
            Exercice("2024", date(2024, 1, 1), date(2024, 11, 30)),
            Exercice("2023", date(2023, 1, 1), date(2023, 12, 31), clos=True),
        ),
        longueur_compte=8,
        desequilibre="compte_attente",
        siren="732829320",
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


def choose_blocks(rnd: Random, octets: int, lectures: int) -> list[tuple[int, int]]:
    """Choose threads and block sizes: the whole file at once, then at most a hundred blocks.

    A block costs more than the exact reading of a small file: a single reading is one of the
    whole file three times in ten, of many blocks once in twenty, else of two to five.
    """
    sizes = [4 << 20]
    sizes += [max(octets // 100, int(2 ** rnd.uniform(7, 15))) for _ in range(lectures - 1)]
    if lectures == 1 and (draw := rnd.random()) > 0.3:
        low, high = (1.0, 5.0) if draw < 0.95 else (5.0, 100.0)
        sizes = [max(128, int(octets / rnd.uniform(low, high)))]
    return [(rnd.choice((1, 2)), size) for size in sizes]


@pytest.mark.parametrize("batch", range(10))
def test_both_readers_agree(
    tmp_path: Path, batch: int, record_property: Callable[[str, Any], None]
) -> None:
    sizes: set[int] = set()
    seeds = range(FIRST + batch, FIRST + SEEDS, 10)
    for seed in seeds:
        source = tmp_path / "732829320FEC20241231.txt"
        source.write_bytes(make_file(seed))
        rnd = Random(seed)
        contexte = rnd.choice(CONTEXTES)
        attendu = view(read_exact(source, contexte))
        for threads, block_octets in choose_blocks(rnd, source.stat().st_size, LECTURES):
            lu = view(read(source, contexte, threads=threads, block_octets=block_octets))
            assert lu == attendu, f"BOUCLE_FEC_FIRST={seed} {threads=} {block_octets=}"
            sizes.add(block_octets)
    if sizes:
        bounds = seeds[0], seeds[-1], min(sizes), max(sizes)
        record_property("identite", (len(seeds), LECTURES, *bounds))


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


@pytest.mark.parametrize("longueur", [0, 6])
@pytest.mark.parametrize("seed", [*range(1, 120, 7), 723])
def test_reading_stops_where_codes_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, longueur: int
) -> None:
    for genre, limite in (("journal", 3), ("compte", 6), ("tiers", 4)):
        monkeypatch.setitem(CODES_MAX, genre, limite)
    source = tmp_path / "732829320FEC20241231.txt"
    source.write_bytes(make_file(seed))
    contexte = Contexte(longueur_compte=longueur)
    attendu = read_exact(source, contexte)
    assert len(attendu.bilan.tiers) <= 4
    for block_octets in (4 << 20, 600):
        assert view(read(source, contexte, block_octets=block_octets)) == view(attendu)


@pytest.mark.parametrize("seed", range(5, 90, 17))
def test_columns_of_many_values_read_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("boucle.formats.fec.lecture.lexique.DISTINCTS_MAX", 2)
    source = tmp_path / "732829320FEC20241231.txt"
    source.write_bytes(make_file(seed))
    lu = read(source, Contexte(), block_octets=900)
    assert view(lu) == view(read_exact(source, Contexte()))


@pytest.mark.parametrize("fenetre", [3, 50, 400])
@pytest.mark.parametrize("seed", range(3, 90, 9))
def test_lines_are_read_again_wherever_windows_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, fenetre: int
) -> None:
    for module in ("octets", "relecture"):
        monkeypatch.setattr(f"boucle.formats.fec.lecture.{module}.FENETRE", fenetre)
    monkeypatch.setattr("boucle.formats.fec.lecture.relecture._PORTEE", 2 * fenetre)
    source = tmp_path / "732829320FEC20241231.txt"
    source.write_bytes(make_file(seed))
    lu = read(source, Contexte(), block_octets=4_000)
    assert view(lu) == view(read_exact(source, Contexte()))


def test_codes_outlive_the_column_that_is_forgotten(tmp_path: Path) -> None:
    """A block being parsed when its column turns out to have many values keeps its own codes."""
    source = tmp_path / "732829320FEC20241231.txt"
    source.write_bytes(make_file(0))
    grille = make_grille(open_fec(source, Contexte()), Contexte())
    dtype = grille.codees["CompteNum"]
    assert dtype is not None
    first = pl.Series(["401000"], dtype=dtype).to_physical().to_list()
    forget(grille, "CompteNum")
    assert grille.codees["CompteNum"] is None
    assert pl.Series(["401000"], dtype=dtype).to_physical().to_list() == first


def test_five_readings_in_two_threads_are_one(tmp_path: Path) -> None:
    source = tmp_path / "732829320FEC20241231.txt"
    rnd, forme = Random(3), Forme()
    lignes = write(make_rows(rnd, forme, 3_000), forme, rnd)
    spoil_cells(lignes, rnd, 2_000)
    source.write_bytes(join(encode(lignes, forme), forme))
    attendu = view(read(source, Contexte(), threads=1))
    for block_octets in (20_000, 50_000, 20_000, 50_000, 20_000):
        assert view(read(source, Contexte(), threads=2, block_octets=block_octets)) == attendu
