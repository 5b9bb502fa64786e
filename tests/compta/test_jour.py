"""Jour: what a day is, in each notation that a file or a request may write it."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.compta.jour import (
    begins_by_year,
    compile_format,
    make_jour,
    make_jour_des_livres,
    read_instant,
    read_iso,
    read_jour,
)

LE_29 = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "jour"),
    [
        ("2024-02-29", LE_29),
        ("2024-02-29T00:00:00.000Z", LE_29),
        ("2024-02-29T23:59", LE_29),
        ("2024-02-29T23:59Z", LE_29),
        ("2024-02-29T23:59:59+02:00", LE_29),
        ("2024-02-29T23:59:59+25:00", None),
        ("2023-02-29", None),
        ("2024-2-29", None),
        ("20240229", None),
        ("2024-W09-4", None),
        ("2024-02-29T24:00:00Z", None),
        ("2024-02-29T12:60", None),
        ("2024-02-29T99:99", None),
        ("1899-12-31", None),
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
        ("2200-01-01", None),
        ("२०२४-०२-२९", None),
    ],
)
def test_a_day_or_an_instant_in_iso(text: str, jour: date | None) -> None:
    assert read_iso(text) == jour


def test_an_instant_to_the_millisecond_is_nothing_less() -> None:
    assert read_instant("2024-02-29T23:59:59.999Z") == LE_29
    for text in ("2024-02-29", "2024-02-29T23:59:59Z", "2024-02-29T25:00:00.000Z"):
        assert read_instant(text) is None


@pytest.mark.parametrize(
    ("forme", "text", "jour"),
    [
        ("JJ/MM/AAAA", "29/02/2024", LE_29),
        ("JJ/MM/AAAA", "1/2/2024", date(2024, 2, 1)),
        ("DD/MM/YYYY", "29/02/2024", LE_29),
        ("jj.mm.aa", "29.02.24", LE_29),
        ("AAAAMMJJ", "20240229", LE_29),
        ("AAAAMMJJ", "2024229", None),
        ("JJMMAA", "290224", LE_29),
        ("YYYY-MM-DDTHH:mm:ss.SSSZ", "2024-02-29T10:20:30.123Z", LE_29),
        ("AAAA-MM-JJThh:mm:ss.nnnZ", "2024-02-29", LE_29),
        ("YYYY-MM-DDTHH:mm:ss.SSSZ", "2024-02-29T24:00:00.000Z", None),
        ("JJ/MM/AAAA", "29/02/2023", None),
        ("JJ/MM/AAAA", "29-02-2024", None),
        ("JJ/MM/AAAA", "29/02/1899", None),
    ],
)
def test_a_day_in_the_format_that_is_named(forme: str, text: str, jour: date | None) -> None:
    compiled = compile_format(forme)
    assert compiled is not None
    assert read_jour(compiled, text) == jour


@pytest.mark.parametrize("forme", ["", "MM/AAAA", "JJ/MM", "JJ/JJ/AAAA", "%d/%m/%Y", "J/M/A" * 9])
def test_a_format_names_a_year_a_month_and_a_day(forme: str) -> None:
    assert compile_format(forme) is None


def test_a_format_that_begins_by_the_year() -> None:
    assert [begins_by_year(one) for one in ("AAAA-MM-JJ", " yyyyMMdd", "JJ/MM/AAAA", "")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_calendar_has_other_ages_than_the_books() -> None:
    assert make_jour(1, 1, 1) == date.min
    assert make_jour(2023, 2, 29) is None
    assert make_jour(0, 1, 1) is None
    assert make_jour_des_livres(1899, 12, 31) is None
    assert make_jour_des_livres(1900, 1, 1) == date(1900, 1, 1)
