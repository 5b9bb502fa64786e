"""Montant: what an amount is: digits that come to a whole number of the last decimal kept."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from boucle.compta.montant import (
    Ecueil,
    count,
    count_nombre,
    decimal_of,
    read_colonne,
    read_ecrit,
)

FIN, GRAND, ILLISIBLE = Ecueil.TROP_FIN, Ecueil.TROP_GRAND, Ecueil.ILLISIBLE


@pytest.mark.parametrize(
    ("entier", "fraction", "decimales", "attendu"),
    [
        ("12", "5", 2, 1250),
        ("12", "", 2, 1200),
        ("0012", "500", 2, 1250),
        ("12", "505", 2, FIN),
        ("12", "505", 4, 125050),
        ("", "05", 2, 5),
        ("100000000000", "00", 2, 10**13),
        ("100000000000", "01", 2, GRAND),
        ("100000000000", "0001", 4, GRAND),
        ("9" * 4000, "", 2, GRAND),
    ],
)
def test_digits_make_a_number_of_the_last_decimal(
    entier: str, fraction: str, decimales: int, attendu: int | Ecueil
) -> None:
    assert count(entier, fraction, decimales) == attendu


@pytest.mark.parametrize(
    ("text", "attendu"),
    [
        ("1206,06", 120606), ("-1206.06", -120606), ("+3", 300), ("0000012,5", 1250),
        ("12,345", FIN), ("1 206,06", ILLISIBLE), ("12,", ILLISIBLE), ("", ILLISIBLE),
        ("1e3", ILLISIBLE), ("１２", ILLISIBLE), ("--1", ILLISIBLE), ("9" * 30, GRAND),
    ],
)  # fmt: skip
def test_what_is_written_is_a_sign_digits_and_one_mark(text: str, attendu: int | Ecueil) -> None:
    assert read_ecrit(text) == attendu


def test_the_mark_is_the_one_that_is_named() -> None:
    assert read_ecrit("12,50", 2, ",") == 1250
    assert read_ecrit("12.50", 2, ",") is ILLISIBLE


@pytest.mark.parametrize(
    ("value", "attendu"),
    [
        (12, 1200), (Decimal("12.5"), 1250), ("12.5", 1250), ("-12,5", -1250),
        (Decimal("120.00000000000001"), 12000), (Decimal("119.99999999999999"), 12000),
        (Decimal("12.001"), FIN), (Decimal("1E+3"), 100000), (Decimal("1E+9999"), GRAND),
        (Decimal("1E-9999"), 0),
    ],
)  # fmt: skip
def test_of_a_number_that_a_program_sent_the_noise_is_rounded_away(
    value: object, attendu: int | Ecueil
) -> None:
    number = decimal_of(value)
    assert number is not None
    assert count_nombre(number) == attendu


@pytest.mark.parametrize("value", [True, None, [], "1e9", "douze", "", "1" * 80, 1j])
def test_what_is_no_number(value: object) -> None:
    assert decimal_of(value) is None


def test_a_column_is_read_as_its_cells_are() -> None:
    cells = ["12,05", "-1,00", "12,5", "", "douze", "100000000000,01", "0000000012,05"]
    assert read_colonne(pl.Series(cells), ",", 2).to_list() == [
        1205,
        -100,
        None,
        None,
        None,
        None,
        1205,
    ]
    assert read_colonne(pl.Series(["12", "12,5"]), ",", 0).to_list() == [1200, None]
    assert read_colonne(pl.Series(["12.5"]), ".", 1).to_list() == [1250]
    assert read_colonne(pl.Series([], dtype=pl.String), ",", 2).len() == 0
