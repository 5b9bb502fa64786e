"""What is remembered of a file from block to block does not depend on where blocks are cut."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.compta.codes.registre import SANS_LIBELLE, Registre
from boucle.compta.ecritures.compact import Compact
from boucle.compta.ecritures.lettrages import Lettrages, mix, unmix
from boucle.compta.ecritures.numerotation import check_numerotation, follow_plain
from boucle.compta.ecritures.runs import SANS_DATE, Ecritures, make_cles
from boucle.compta.ecritures.soldes import Soldes
from boucle.compta.lot import SCHEMA, build_lot
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import ecr, lig


def entiers(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


@given(st.lists(st.lists(st.integers(-(2**62), 2**62), max_size=9), max_size=9))
def test_compact_gives_back_what_it_was_given(blocks: list[list[int]]) -> None:
    column = Compact()
    for block in blocks:
        column.append(np.array(block, np.int64))
    flat = [value for block in blocks for value in block]
    assert column.whole().tolist() == flat
    rows = np.arange(len(flat))[::-2]
    assert column.gather(rows).tolist() == [flat[row] for row in rows]


def test_compact_cuts_a_wide_key_in_two_narrow_limbs() -> None:
    cles = make_cles(entiers(0, 7, 3), entiers(100, 101, 102), np.zeros(0, np.uint64))
    column = Compact(np.uint64)
    column.append(cles)
    assert column.whole().tolist() == [100, (7 << 40) + 101, (3 << 40) + 102]


def test_a_lot_has_its_fixed_columns() -> None:
    lot = build_lot({"n": [2], "debit": [100], "valid_date": [None]})
    assert lot.schema == SCHEMA
    assert lot.row(0, named=True)["libelle"] == ""


def fold(*runs: tuple[int, int, int, int, int]) -> Ecritures:
    """Each run: key, first line, lines, day, gap; one block per run."""
    ecritures = Ecritures()
    for cle, ligne, taille, jour, ecart in runs:
        ecritures.fold(
            np.array([cle], np.uint64),
            entiers(ligne),
            entiers(taille),
            entiers(jour),
            entiers(ecart),
        )
    return ecritures


def test_an_ecriture_cut_in_two_balances_as_a_whole() -> None:
    constat = fold((1, 2, 2, 10, 500), (2, 4, 2, 10, 0), (1, 6, 1, 10, -500)).finish()
    assert constat.ecritures == 2
    assert len(constat.desequilibres) == len(constat.une_ligne) == 0


def test_gaps_lone_lines_and_dates_are_told_with_their_lines() -> None:
    constat = fold(
        (1, 2, 2, 10, 7),
        (2, 4, 1, 10, 0),
        (3, 5, 2, 10, 0),
        (3, 7, 1, SANS_DATE, 0),
        (3, 8, 1, 12, 0),
    ).finish()
    assert [tuple(g) for g in constat.desequilibres.first(9)] == [(2, 3, 7)]
    assert [tuple(g) for g in constat.une_ligne.first(9)] == [(4, 4, 0)]
    assert [tuple(d) for d in constat.dates] == [(8, 5, 8, 10, 12)]


def test_a_line_of_no_ecriture_explains_the_gaps_on_both_sides() -> None:
    ecritures = fold((1, 2, 2, 10, 7), (2, 5, 2, 10, -7), (3, 7, 2, 10, 9))
    ecritures.poison(entiers(4), entiers())
    constat = ecritures.finish()
    assert constat.causes.tolist() == [4, 4]
    assert [g.premiere for g in constat.desequilibres.first(9)] == [7]


def test_a_lettrage_reopened_after_it_was_closed_has_both_sides() -> None:
    lettrages = Lettrages()
    for ligne, debit, credit in ((2, 100, 0), (3, 0, 100), (4, 50, 0)):
        lettrages.fold(
            np.array([9], np.uint64),
            entiers(1),
            entiers(2),
            entiers(debit - credit),
            entiers(ligne),
            np.array([False]),
        )
        lettrages._merge()
    lettrages.finish()
    assert lettrages.find_ouverts(un_cote=True, first=9) == ([], 0)
    assert lettrages.find_ouverts(un_cote=False, first=9) == ([(2, 50)], 1)


def test_what_is_mixed_comes_back() -> None:
    values = np.random.default_rng(0).integers(0, 2**64, 10_000, np.uint64)
    values[:2] = 0, 2**64 - 1
    assert (unmix(mix(values)) == values).all()
    assert np.unique(mix(values)).size == np.unique(values).size


def test_soldes_add_up_by_compte_journal_and_month() -> None:
    soldes = Soldes()
    mois = 2024 * 12
    for debit in (100, 25):
        soldes.fold(
            entiers(1, 0, 1),
            entiers(0, 0, 0),
            entiers(mois, mois, mois + 11),
            entiers(debit, 0, 1),
            entiers(0, debit, 0),
        )
    assert [tuple(s) for s in soldes.finish(["512", "607"], ["BQ"])] == [
        ("512", "BQ", "2024-01", 0, 125, 2),
        ("607", "BQ", "2024-01", 125, 0, 2),
        ("607", "BQ", "2024-12", 2, 0, 2),
    ]


@pytest.mark.parametrize("annee", [1, 1999, 2730, 2731, 2924, 9999])
def test_no_year_shifts_a_sum(annee: int) -> None:
    """Months used to be packed in fifteen bits: from 2731 on they ran over into the journal."""
    soldes = Soldes()
    mois = entiers(2024 * 12, annee * 12 + 11)
    soldes.fold(entiers(0, 99_999), entiers(1, 4_999), mois, entiers(7, 1), entiers(0, 0))
    comptes = [f"{rang}" for rang in range(100_000)]
    journaux = [f"J{rang}" for rang in range(5_000)]
    assert [tuple(s) for s in soldes.finish(comptes, journaux)] == [
        ("0", "J1", "2024-01", 7, 0, 1),
        ("99999", "J4999", f"{annee:04d}-12", 1, 0, 1),
    ]


def read_labels(registre: Registre, *rows: tuple[str, str]) -> list[int]:
    labels = pl.Series([label for _, label in rows])
    rangs = entiers(*(registre.rank(code) for code, _ in rows))
    variantes, _ = registre.read_libelles(rangs, labels.hash().to_numpy(), labels.__getitem__)
    return variantes.tolist()


def test_labels_are_numbered_as_they_come_for_each_code() -> None:
    registre = Registre("compte")
    assert read_labels(registre, ("512", ""), ("512", "Banque"), ("512", "Caisse")) == [
        SANS_LIBELLE,
        0,
        1,
    ]
    assert read_labels(registre, ("512", "Caisse"), ("530", "Caisse"), ("", "Perdu")) == [1, 0, 1]
    assert registre.libelles == ["Banque", "Caisse", ""]


def follow(*nums: tuple[int, int]) -> tuple[object, ...]:
    journaux, nombres = zip(*nums, strict=True)
    zero = np.zeros(len(nums), np.int64)
    suite = check_numerotation(
        entiers(*journaux), zero, entiers(*nombres), np.arange(2, 2 + len(nums))
    )
    return (
        suite.mode,
        [(s.ligne, s.avant, s.apres) for s in suite.sauts],
        [(r.ligne, r.autre_ligne) for r in suite.repetitions],
        [(r.ligne, r.precedent) for r in suite.reculs],
    )


def test_numbers_run_through_the_file_or_by_journal() -> None:
    assert follow((0, 1), (1, 2), (0, 4)) == ("fichier", [(4, 2, 4)], [], [])
    assert follow((0, 1), (1, 1), (0, 2), (1, 2)) == ("journal", [], [], [])
    assert follow((0, 1), (1, 2), (0, 3), (1, 3), (0, 4), (1, 5)) == ("fichier", [], [(5, 4)], [])
    assert follow((0, 1), (0, 3), (0, 2), (0, 4)) == ("fichier", [], [], [(4, 3)])


def test_plain_numbers_are_followed_without_sorting() -> None:
    cles = make_cles(entiers(0, 0, 1), entiers(5, 5, 6), np.zeros(0, np.uint64))
    assert follow_plain(cles) is not None
    assert follow_plain(cles[::-1].copy()) is None


def test_one_noisy_rule_does_not_hide_the_others() -> None:
    collecte = Collecte()
    for ligne in range(2, 5_002):
        collecte.add(Anomalie(lig.MONTANT_ILLISIBLE, ligne=ligne, champ=12))
    collecte.add(Anomalie(ecr.DESEQUILIBRE, ligne=6_000))
    rapport = collecte.finish()
    assert len(rapport.anomalies) == 1_000
    assert rapport.anomalies[-1].kind is ecr.DESEQUILIBRE
    assert rapport.comptes == {"ECR-001": 1, "LIG-020": 5_000}
