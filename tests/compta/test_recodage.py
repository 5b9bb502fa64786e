"""Recodage: letters read in another charset are known by what is left of them."""

from __future__ import annotations

import polars as pl
import pytest

from boucle.compta.regles.recodage import find_recodees

MOTS = ("Créance", "Élagué", "à l'été", "Prélèvement", "N° 5", "l’été", "10 €", "œuvre", "ça", "où")


@pytest.mark.parametrize("mot", MOTS)
@pytest.mark.parametrize("lu", ["cp1252", "latin-1"])
def test_utf8_read_as_windows(mot: str, lu: str) -> None:
    assert find_recodees(pl.Series([mot.encode().decode(lu, "replace")])).to_list() == [True]


@pytest.mark.parametrize("mot", ["Créance", "garçon", "hôtel", "très cher", "même", "réglé, payé"])
def test_dos_read_as_windows(mot: str) -> None:
    assert find_recodees(pl.Series([mot.encode("cp850").decode("cp1252")])).to_list() == [True]


@pytest.mark.parametrize(
    "texte",
    [
        *MOTS, "", "CHÂTEAU", "SÃO PAULO", "Â la carte", "TOMÁŠEK", "Škoda", "Åland", "pâté",
        "« écran », 24 “pouces”", "l’été…", "A‚B", "100 ‡ 5",
    ],
)  # fmt: skip
def test_right_texts_are_left_alone(texte: str) -> None:
    assert find_recodees(pl.Series([texte])).to_list() == [False]


def test_of_a_column_only_the_odd_texts_are_told() -> None:
    assert find_recodees(pl.Series(["Créance", "CrÃ©ance", "Vis"])).to_list() == [
        False,
        True,
        False,
    ]
