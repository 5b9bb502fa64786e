"""FecEcrire: lines come out as the law wants them, and nothing is changed without being said."""

from __future__ import annotations

import io
from datetime import date

import polars as pl
import pytest

from boucle.formats.fec.ecrire.description import describe, nom_description
from boucle.formats.fec.ecrire.plat import EcrivainFec, FormeFec, nom_fec, write_fec
from formats.lignes_essai import JOUR, ecriture, frame

LINE = (
    "VE\tVentes\t1\t20240115\t411000\tClients\tC001\tDupré\tFA1\t20240115\tVente €\t120,05\t0,00"
    "\t\t\t20240115\t\t"
)


def written(lines: pl.DataFrame, **forme: object) -> tuple[bytes, EcrivainFec]:
    target = io.BytesIO()
    writer = write_fec([lines], target, FormeFec(**forme))  # type: ignore[arg-type]
    return target.getvalue(), writer


def cells(lines: pl.DataFrame, column: str, **forme: object) -> list[str]:
    content, writer = written(lines, **forme)
    codec = {"ISO-8859-15": "iso8859-15"}.get(writer.forme.encodage, "utf-8")
    rows = content.decode(codec).split("\r\n")[1:-1]
    at = writer.forme.colonnes.index(column)
    return [row.split(writer.forme.separateur)[at] for row in rows]


def test_line_is_written_as_the_law_wants() -> None:
    content, writer = written(ecriture())
    assert content.decode().split("\r\n")[1] == LINE
    assert writer.lignes == 2
    assert writer.rapport.total == 0


def test_file_ends_with_exactly_one_end_of_line() -> None:
    content, _ = written(ecriture())
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == 3
    assert not content.endswith(b"\r\n\r\n")


def test_no_line_gives_the_header_alone() -> None:
    content, _ = written(ecriture().clear())
    assert content.count(b"\r\n") == 1
    assert content.startswith(b"JournalCode\tJournalLib\tEcritureNum\tEcritureDate\t")


@pytest.mark.parametrize(
    ("centimes", "text"),
    [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (12_005, "120,05"), (-(10**13), "-100000000000,00")],
)
def test_amounts_have_a_comma_and_two_decimals(centimes: int, text: str) -> None:
    assert cells(frame(journal=["VE"], debit=[centimes]), "Debit") == [text]


@pytest.mark.parametrize(
    ("ten_thousandths", "text"),
    [
        (None, ""),
        (0, "0,00"),
        (1_080_000, "108,00"),
        (-1_085_000, "-108,50"),
        (1_080_050, "108,005"),
        (1_080_001, "108,0001"),
        (1, "0,0001"),
    ],
)
def test_currency_keeps_up_to_four_decimals(ten_thousandths: int | None, text: str) -> None:
    lines = frame(journal=["VE"], montant_devise=[ten_thousandths])
    assert cells(lines, "Montantdevise") == [text]


def test_blank_dates_stay_blank() -> None:
    assert cells(frame(journal=["VE"], piece_date=[None]), "PieceDate") == [""]


def test_separators_and_ends_of_line_leave_values_and_are_reported() -> None:
    lines = frame(journal=["VE", "VE"], libelle=["a\tb|c\r\nd", "net"], piece_ref=["", "P\x00"])
    content, writer = written(lines)
    assert cells(lines, "EcritureLib") == ["a b c d", "net"]
    assert list(writer.rapport.flat("code", "ligne", "colonne", "champ", "corrige")) == [
        ("LIG-901", 2, "EcritureLib", 11, "a b c d"),
        ("LIG-901", 3, "PieceRef", 9, "P"),
    ]
    assert content.count(b"\n") == 3


@pytest.mark.parametrize("encodage", ["UTF-8", "ISO-8859-15"])
@pytest.mark.parametrize(
    "char",
    ["\x00", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f", "\x85", "\x9f", "\u2028", "\u2029"],
    ids=ascii,
)
def test_no_character_that_ends_a_line_for_some_reader_is_left(char: str, encodage: str) -> None:
    lines = frame(journal=["VE"], libelle=[f"a{char}b"], compte_lib=[f"{char}c{char}{char}"])
    content, writer = written(lines, encodage=encodage)
    assert len(content.decode("iso8859-15" if encodage != "UTF-8" else "utf-8").splitlines()) == 2
    assert cells(lines, "EcritureLib", encodage=encodage) == ["a b"]
    assert cells(lines, "CompteLib", encodage=encodage) == ["c"]
    assert list(writer.rapport.flat("code", "colonne", "lu", "corrige")) == [
        ("LIG-901", "CompteLib", f"{char}c{char}{char}", "c"),
        ("LIG-901", "EcritureLib", f"a{char}b", "a b"),
    ]


def test_charset_of_the_law_keeps_the_euro() -> None:
    content, writer = written(ecriture(), encodage="ISO-8859-15")
    assert b"Vente \xa4" in content
    assert writer.rapport.total == 0


def test_a_character_that_the_charset_lacks_is_replaced_and_reported() -> None:
    lines = frame(journal=["VE", "VE"], libelle=["Łódź – l’été", "日本"])
    assert cells(lines, "EcritureLib", encodage="ISO-8859-15") == ["Lódz - l'été", "??"]
    _, writer = written(lines, encodage="ISO-8859-15")
    assert [a.slots["caracteres"] for a in writer.rapport.anomalies] == ["Ł ź – ’", "日 本"]


def test_reports_are_bounded_and_counts_exact() -> None:
    _, writer = written(frame(journal=["VE"] * 3_000, libelle=["a|b"] * 3_000))
    assert len(writer.rapport.anomalies) == 1_000
    assert writer.rapport.comptes == {"LIG-901": 3_000}


def test_montant_sens_keeps_the_sign_of_a_negative_side() -> None:
    lines = frame(journal=["VE"] * 4, debit=[100, 0, -100, 0], credit=[0, 100, 0, -100])
    forme = {"notation": "Montant/Sens"}
    assert cells(lines, "Montant", **forme) == ["1,00", "1,00", "-1,00", "-1,00"]
    assert cells(lines, "Sens", **forme) == ["D", "C", "D", "C"]


def test_montant_sens_reports_a_line_with_two_sides() -> None:
    lines = frame(journal=["VE"], debit=[300], credit=[100])
    _, writer = written(lines, notation="Montant/Sens")
    assert list(writer.rapport.flat("code", "lu", "corrige")) == [
        ("LIG-902", "3,00 et 1,00", "2,00"),
    ]


def test_cash_columns_come_in_the_order_of_the_law_then_the_others() -> None:
    lines = frame(journal=["VE", "VE"], extra=["Paris\x1fCHQ\x1f20240131", ""])
    forme = {"regime": "BNCT", "colonnes_extra": ("Site", "ModeRglt", "DateRglt")}
    _, writer = written(lines, **forme)
    assert writer.forme.colonnes[18:] == ("DateRglt", "ModeRglt", "NatOp", "IdClient", "Site")
    assert cells(lines, "DateRglt", **forme) == ["20240131", ""]
    assert cells(lines, "NatOp", **forme) == ["", ""]
    assert cells(lines, "Site", **forme) == ["Paris", ""]


def test_writing_in_slices_gives_the_same_bytes() -> None:
    target = io.BytesIO()
    lines = ecriture()
    write_fec([lines[:1], lines[1:1], lines[1:]], target)
    assert target.getvalue() == written(lines)[0]


def test_pipe_and_lf() -> None:
    content, _ = written(ecriture(), separateur="|", fin_de_ligne="LF")
    assert content.decode().split("\n")[1] == LINE.replace("\t", "|")


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown choice: ';'"):
        FormeFec(separateur=";")


def test_name_is_the_legal_one() -> None:
    assert nom_fec("732829320", date(2024, 12, 31)) == "732829320FEC20241231.txt"
    assert nom_fec("732829320", date(2024, 12, 31), "_1") == "732829320FEC20241231_1.txt"


def test_description_gives_charset_separator_lengths_and_codes() -> None:
    _, writer = written(ecriture(), encodage="ISO-8859-15")
    notice = describe("732829320FEC20241231.txt", writer, {"VE": "Ventes"})
    assert "Jeu de caractères   ISO-8859-15" in notice
    assert "tabulation" in notice
    assert " 11  EcritureLib    alphanumérique                   7  libellé de l'écriture" in notice
    assert "     VE             Ventes" in notice
    assert writer.longueurs["Debit"] == 6


def test_description_is_named_after_its_file() -> None:
    assert nom_description("732829320FEC20241231.txt") == "732829320FEC20241231_description.txt"


def test_dates_before_our_era_of_numbers_keep_eight_digits() -> None:
    assert cells(frame(journal=["VE"], date=[-719_000]), "EcritureDate") == ["00010612"]
    assert JOUR == 19_737
