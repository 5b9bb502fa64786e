"""The arithmetic on short texts gives what their pattern gives, and nothing else."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.formats.fec.lecture.montants import COURT_MAX, open_vues, read_amounts, read_courts

PLAIN = ["0,00", "1,23", "12345678,90", "000000001,00", "999999999,99"]
ODD = [
    "",
    "0",
    ",00",
    "1,2",
    "12,3",
    "1,234",
    "1.00",
    "1/00",
    "1,2,34",
    "-1,00",
    "+1,00",
    "1234567890,12",
    "1,00\0",
    "\x001,00",
    "1\x002,00",
    " 1,00",
    "1,00 ",
    "a,00",
    "1,0a",
    "١,00",
    "1,٠٠",
    "é,00",
    "9-99",
    "0-00",
    ":,00",
    "/,00",
    "0,:0",
    "0,0/",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_amount_is_read(text: str) -> None:
    plain, centimes = read_courts(pl.Series([text]))
    assert (plain.tolist(), centimes.tolist()) == ([True], [int(text.replace(",", ""))])


@pytest.mark.parametrize("text", ODD)
def test_anything_else_is_left_to_the_others(text: str) -> None:
    assert read_courts(pl.Series([text]))[0].tolist() == [False]


def amounts() -> st.SearchStrategy[str]:
    """Amounts, and texts that are nearly so."""
    near = st.text("0123456789,.-+ \0a٢é", max_size=COURT_MAX + 3)
    return near | st.from_regex(r"[0-9]{1,11},[0-9]{2}", fullmatch=True)


@given(st.lists(amounts(), max_size=60))
def test_it_agrees_with_the_pattern_on_short_amounts(texts: list[str]) -> None:
    series = pl.Series(texts, dtype=pl.String)
    plain, centimes = read_courts(series)
    known, digits = read_amounts(series)
    wanted = [
        ok and not text.startswith("-") and len(text.encode()) <= COURT_MAX
        for ok, text in zip(known.tolist(), texts, strict=True)
    ]
    assert plain.tolist() == wanted
    assert centimes[plain].tolist() == digits[plain].tolist()


def test_a_part_of_a_column_is_read_from_its_own_place() -> None:
    column = pl.Series([f"{n},00" for n in range(20_000)])
    plain, centimes = read_courts(column.slice(9_990, 10_000))
    assert plain.all()
    assert centimes.tolist() == [100 * n for n in range(9_990, 19_990)]


def test_a_column_in_pieces_is_read_whole() -> None:
    column = pl.concat([pl.Series(["1,00"]), pl.Series(["2,00"])], rechunk=False)
    assert read_courts(column)[1].tolist() == [100, 200]


@pytest.mark.parametrize("column", [pl.Series([1]), pl.Series([None, "1,00"])])
def test_what_is_not_a_whole_column_of_texts_is_refused(column: pl.Series) -> None:
    with pytest.raises(TypeError), open_vues(column):
        pass
