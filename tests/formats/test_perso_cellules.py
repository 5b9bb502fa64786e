"""PersoCellules: what a spreadsheet does to a cell is refused or told, never read on its word."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.petit_perso import Lu, by_title

TITRES = (
    "date=Date",
    "journal=Journal",
    "piece=Piece",
    "compte=Compte",
    "tiers=Tiers",
    "debit=Debit",
    "credit=Credit",
)
ENTETE = "Date;Journal;Piece;Compte;Tiers;Debit;Credit\r\n"
MODELE = by_title(*TITRES)
POINT = by_title(*TITRES, decimale=".")
TIRETS = by_title(*TITRES, formatDate="JJ-MM-AAAA")


def line(
    debit: str = "",
    credit: str = "",
    *,
    jour: str = "15/01/2025",
    compte: str = "607000",
    tiers: str = "",
    piece: str = "1",
) -> str:
    return f"{jour};AC;{piece};{compte};{tiers};{debit};{credit}\r\n"


# Accounts (row 6).


@pytest.mark.parametrize(
    "compte",
    [
        "4,11E+05",
        "4.11E+05",
        "707000.0",
        "707000,0",
        "411 000",
        "411\u00a0000",
        "-411000",
        "#REF!",
        "'411000",
        "Clients",
    ],
)
def test_an_account_that_a_spreadsheet_spoiled_is_refused(tmp_path: Path, compte: str) -> None:
    lu = Lu(tmp_path, ENTETE + line("1,00", compte=compte) + line("", "1,00"), MODELE)
    assert lu.places("LIG-082") == [(2, 4)]
    assert lu.bloquant
    assert [row[1] for row in lu.lignes] == ["607000"]


@pytest.mark.parametrize("compte", ["411000", "4110000A", "9DUPONT", "401abc", "0001"])
def test_an_account_is_a_digit_then_digits_and_letters(tmp_path: Path, compte: str) -> None:
    lu = Lu(tmp_path, ENTETE + line("1,00", compte=compte) + line("", "1,00"), MODELE)
    assert "LIG-082" not in lu.codes
    assert lu.lignes[0][1] == compte


# Amounts (rows 7 and 8).


@pytest.mark.parametrize(
    "texte, modele",
    [
        ("1.000", POINT),
        ("12.500", POINT),
        ("999.999", POINT),
        ("1,000", MODELE),
        ("-1,250", MODELE),
    ],
)
def test_a_mark_and_three_digits_alone_are_not_read_on_their_word(
    tmp_path: Path, texte: str, modele: dict[str, object]
) -> None:
    lu = Lu(tmp_path, ENTETE + line(texte) + line("", texte), modele)
    assert lu.places("LIG-083") == [(2, 6), (3, 7)]
    assert (lu.bloquant, lu.lignes) == (True, [])


def test_other_amounts_of_the_column_decide_and_it_is_told(tmp_path: Path) -> None:
    text = ENTETE + line("1206.06") + line("1.000") + line("", "1207.06")
    lu = Lu(tmp_path, text, POINT)
    assert [(a.ligne, a.lu, a.corrige) for a in lu.of("LIG-084")] == [(3, "1.000", "1,00")]
    assert [row[2:] for row in lu.lignes] == [(120606, 0), (100, 0), (0, 120706)]
    assert not lu.bloquant


@pytest.mark.parametrize(
    "texte, centimes",
    [
        ("1 250,50", 125050),
        ("1\u00a0250,50", 125050),
        ("1\u202f250,50", 125050),
        ("12 345 678,90", 1234567890),
        ("1250,5", 125050),
        ("1250", 125000),
        ("0,000", 0),
        ("1250,500", 125050),
        ("-12,00", -1200),
        ("+12,00", 1200),
        ("99999999999,99", 9999999999999),
    ],
)
def test_amounts_that_leave_no_doubt(tmp_path: Path, texte: str, centimes: int) -> None:
    lu = Lu(tmp_path, ENTETE + line(texte) + line("", texte), MODELE)
    assert [row[2] for row in lu.lignes] == [centimes, 0]
    assert not lu.bloquant


@pytest.mark.parametrize(
    "texte",
    [
        "1 2 3,40",
        "12 3,40",
        "1 250 5,00",
        "1\u00a0250 500,00",
        "1  250,00",
        "1.250,00",
        "1 250.00",
        "(12,00)",
        "12,00-",
        "12,00 €",
        "#REF!",
        "1E+05",
        "12,345",
        "١٢٫٣٤",
        "--1",
        "1,2,3",
        ",50",
        "1000000000000,00",
    ],
)
def test_amounts_that_are_refused_with_their_place(tmp_path: Path, texte: str) -> None:
    lu = Lu(tmp_path, ENTETE + line(texte) + line("", "12,00"), MODELE)
    told = lu.places("LIG-071") + lu.places("LIG-083")
    assert (told, lu.bloquant) == ([(2, 6)], True)
    assert [row[0] for row in lu.lignes] == [3]


def test_a_line_break_inside_an_amount_is_not_read_through(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + line('"1\n250,00"') + line("", "1250,00"), MODELE)
    assert lu.places("LIG-071") == [(2, 6)]


# Both notations (row 16).

DEUX_NOTATIONS = by_title(
    "date=Date",
    "journal:OD",
    "compte=Compte",
    "debit=Debit",
    "credit=Credit",
    "sens=Sens",
    "montant=Montant",
)


@pytest.mark.parametrize(
    "cells, read, code",
    [
        ("0;12,00;C;12,00", (0, 1200), None),
        ("12,00;;D;12,00", (1200, 0), None),
        (";;C;12,00", (0, 1200), None),
        ("12,00;;;", (1200, 0), None),
        ("12,00;0;C;", (1200, 0), None),
        ("-12,00;0;D;-12,00", (-1200, 0), None),
        ("0;12,00;D;-12,00", (0, 1200), None),
        ("12,00;;D;13,00", None, "LIG-085"),
        ("12,00;;C;12,00", None, "LIG-085"),
        ("0;0;D;12,00", None, "LIG-085"),
        ("12,00;;D;x", None, "LIG-071"),
        ("12,00;;X;12,00", None, "LIG-073"),
    ],
)
def test_two_notations_agree_or_are_refused(
    tmp_path: Path, cells: str, read: tuple[int, int] | None, code: str | None
) -> None:
    text = f"Date;Compte;Debit;Credit;Sens;Montant\r\n15/01/2025;607000;{cells}\r\n"
    lu = Lu(tmp_path, text, DEUX_NOTATIONS)
    assert [row[2:] for row in lu.lignes] == ([] if read is None else [read])
    assert [n for n, _ in lu.places(code or "LIG-085")] == ([] if code is None else [2])


def test_a_side_in_contradiction_says_both(tmp_path: Path) -> None:
    text = "Date;Compte;Debit;Credit;Sens;Montant\r\n15/01/2025;607000;12,00;;C;12,00\r\n"
    found = Lu(tmp_path, text, DEUX_NOTATIONS).of("LIG-085")[0].message
    assert "12,00 et 0,00" in found
    assert "12,00 au crédit" in found


# Dates.


def test_dates_written_for_another_country_are_refused_where_they_show(tmp_path: Path) -> None:
    text = ENTETE + line("1,00", jour="01/15/2025") + line("", "1,00", jour="01/15/2025")
    assert Lu(tmp_path, text, MODELE).places("LIG-072") == [(2, 1), (3, 1)]


def test_dates_that_read_both_ways_are_told(tmp_path: Path) -> None:
    text = ENTETE + line("1,00", jour="05/03/2025") + line("", "1,00", jour="05/03/2025")
    lu = Lu(
        tmp_path,
        text + line("1,00", jour="07/04/2025") + line("", "1,00", jour="07/04/2025"),
        MODELE,
    )
    assert lu.places("LIG-086") == [(2, 1)]
    assert "05/03/2025 et non le 03/05/2025" in lu.of("LIG-086")[0].message


def test_dates_that_one_month_would_hold_are_told_louder(tmp_path: Path) -> None:
    text = ENTETE + "".join(
        line("1,00", jour=f"01/{month:02}/2025", piece=f"P{month}")
        + line("", "1,00", jour=f"01/{month:02}/2025", piece=f"P{month}")
        for month in (3, 5, 9)
    )
    assert Lu(tmp_path, text, MODELE).dites == [("LIG-087", 2, "01/03/2025")]


@pytest.mark.parametrize(
    "jour, modele",
    [
        ("13/03/2025", MODELE),
        ("03/03/2025", MODELE),
        ("2025-03-05", by_title(*TITRES, formatDate="AAAA-MM-JJ")),
    ],
)
def test_dates_that_are_sure_say_nothing(
    tmp_path: Path, jour: str, modele: dict[str, object]
) -> None:
    text = ENTETE + line("1,00", jour=jour) + line("", "1,00", jour=jour)
    assert Lu(tmp_path, text, modele).codes == set()


def test_serial_numbers_are_no_dates(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + line("1,00", jour="45672") + line("", "1,00"), MODELE)
    assert lu.places("LIG-072") == [(2, 1)]


# Codes.


def test_zeros_lost_in_one_code_are_shown_by_the_others(tmp_path: Path) -> None:
    text = ENTETE + line("1,00", tiers="00042") + line("", "1,00", tiers="107")
    lu = Lu(tmp_path, text, MODELE)
    assert [(a.ligne, a.champ, a.lu) for a in lu.of("LIG-093")] == [(3, 5, "107")]


def test_codes_of_digits_of_several_lengths_are_told(tmp_path: Path) -> None:
    text = ENTETE + line("1,00", tiers="42") + line("", "1,00", tiers="10700")
    lu = Lu(tmp_path, text, MODELE)
    assert [(a.ligne, a.champ, a.lu) for a in lu.of("LIG-094")] == [(2, 5, "42")]
    assert lu.dites == []


@pytest.mark.parametrize("piece", ["1,2E+11", "1.23457E+17", "10017.0"])
def test_a_code_taken_for_a_number_is_told(tmp_path: Path, piece: str) -> None:
    text = ENTETE + line("1,00", piece=piece) + line("", "1,00", piece=piece)
    assert [(a.ligne, a.lu) for a in Lu(tmp_path, text, MODELE).of("LIG-092")] == [(2, piece)]


# Characters.


@pytest.mark.parametrize(
    "sent, read, shown",
    [
        ("DUP\u200bONT", "DUPONT", "DUP‹U+200B›ONT"),
        ("DUP\tONT", "DUP ONT", "DUP␉ONT"),
        ("DUP\x00ONT", "DUP ONT", "DUP␀ONT"),
        ("\u202eDUPONT", "DUPONT", "‹U+202E›DUPONT"),
    ],
)
def test_an_invisible_character_is_shown_and_taken_out(
    tmp_path: Path, sent: str, read: str, shown: str
) -> None:
    lu = Lu(tmp_path, ENTETE + line("1,00", tiers=sent) + line("", "1,00"), MODELE)
    assert lu.dites == [("LIG-089", 2, shown)]
    assert lu.column("tiers")[0] == read


def test_anomalies_between_lines_bear_their_column_too(tmp_path: Path) -> None:
    lu = Lu(
        tmp_path,
        ENTETE + ";".join(["15/01/2025", "", "1", "607000", "", "1,00", ""]) + "\n",
        MODELE,
    )
    assert lu.places("LIG-010") == [(2, 2)]
