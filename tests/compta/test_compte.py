"""Compte: what an account number is, and how a dossier writes it."""

from __future__ import annotations

import pytest

from boucle.compta.compte import (
    adjust_compte,
    classe_of,
    is_attente,
    is_banque,
    is_collectif,
    is_gestion,
    is_lettrable,
    is_tiers,
    normalise_compte,
    read_compte,
    type_tiers,
)


@pytest.mark.parametrize("text", ["411000", "4110000A", "9DUPONT", "401abc", "0001"])
def test_a_digit_then_digits_or_letters_are_a_compte(text: str) -> None:
    assert read_compte(text) == text.upper()


@pytest.mark.parametrize("text", ["", "A411", "411 000", "411.0", "4,11E+05", "４１１", "411é"])
def test_anything_else_is_none(text: str) -> None:
    assert read_compte(text) is None


@pytest.mark.parametrize(
    ("compte", "longueur", "normalise", "ajuste"),
    [
        ("6064", 8, "60640000", "60640000"),
        ("606400000000", 8, "60640000", "60640000"),
        ("606412345", 8, "606412345", None),
        ("401abc", 8, "401ABC00", "401ABC00"),
        ("401abc", 0, "401abc", "401abc"),
        (" 6064 ", 6, "606400", "606400"),
        ("", 8, "", ""),
    ],
)
def test_a_dossier_writes_numbers_in_capitals_at_its_length_and_loses_no_digit(
    compte: str, longueur: int, normalise: str, ajuste: str | None
) -> None:
    assert normalise_compte(compte, longueur) == normalise
    assert adjust_compte(compte, longueur) == ajuste


def test_what_the_general_chart_says_of_a_number() -> None:
    assert [classe_of(one) for one in ("411000", "0", "A", "")] == [4, 0, 0, 0]
    assert [is_gestion(one) for one in ("6064", "7012", "5121")] == [True, True, False]
    assert is_attente("471000") and not is_attente("472000")
    assert is_banque("512100") and not is_banque("531000")
    assert is_tiers("467000") and not is_collectif("467000") and is_collectif("411000")
    assert is_lettrable("467000") and not is_lettrable("512000")
    assert [type_tiers(one) for one in ("411000", "401000", "421000", "467000")] == [0, 1, 2, 4]
