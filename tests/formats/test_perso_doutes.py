"""PersoDoutes: what reads well and may be wrong is told: days, defaults, titles, lost marks.

Each of these went into the books without a word when a campaign first tried it.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from formats.petit_perso import Lu, by_title, modele
from formats.petit_xlsx import Feuille, classeur

TITRES = ("date=Date", "journal=Journal", "piece=Piece", "compte=Compte", "tiers=Tiers",
          "libelle=Libelle", "debit=Debit", "credit=Credit")  # fmt: skip
MODELE = by_title(*TITRES)
ENTETE = "Date;Journal;Piece;Compte;Tiers;Libelle;Debit;Credit\r\n"


def pair(jour: str = "15/01/2025", montant: str = "100,00", **cells: str) -> str:
    """Write a piece of two lines."""
    said = {"journal": "AC", "piece": "1", "tiers": "DUPONT", "libelle": "Achat", **cells}
    start = f"{jour};{said['journal']};{said['piece']}"
    tail = f"{said['tiers']};{said['libelle']}"
    return f"{start};607000;{tail};{montant};\r\n{start};401000;{tail};;{montant}\r\n"


# Days.


def test_days_that_another_country_turned_beside_those_it_could_not(tmp_path: Path) -> None:
    mars = [pair("13/03/2025"), pair("28/03/2025", piece="2")]
    text = ENTETE + "".join(mars) + pair("03/04/2025", piece="3") + pair("03/09/2025", piece="4")
    lu = Lu(tmp_path, text, MODELE)
    assert lu.dites == [("LIG-096", 6, "03/04/2025")]
    assert lu.places("LIG-096") == [(6, 1)]
    message = lu.of("LIG-096")[0].message
    assert "du 13/03/2025 au 28/03/2025" in message
    assert "lu 03/04/2025" in message


@pytest.mark.parametrize("jours", [
    ("13/03/2025", "04/03/2025"), ("13/01/2025", "28/12/2025", "03/09/2025"),
    ("28/03/2025", "05/04/2025"), ("13/03/2025", "05/05/2025"),
])  # fmt: skip
def test_days_that_fit_as_they_are_say_nothing(tmp_path: Path, jours: tuple[str, ...]) -> None:
    lines = [pair(jour, piece=f"P{rank}") for rank, jour in enumerate(jours)]
    assert "LIG-096" not in Lu(tmp_path, ENTETE + "".join(lines), MODELE).codes


def test_dates_among_texts_are_told(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Date", "Compte", "Debit", "Credit"],
        [date(2025, 3, 4), "607000", Decimal("1.50"), None],
        [date(2025, 3, 4), "401000", None, Decimal("1.50")],
        ["13/03/2025", "607000", Decimal("2.50"), None],
        ["13/03/2025", "401000", None, Decimal("2.50")],
    ]
    model = by_title("date=Date", "journal:OD", "compte=Compte", "debit=Debit", "credit=Credit")
    lu = Lu(tmp_path, classeur(Feuille("A", rows)), model, "a.xlsx")
    assert lu.dites == [("LIG-097", 4, "13/03/2025")]
    assert "des dates et des textes" in lu.of("LIG-097")[0].message


def test_days_of_one_and_of_two_digits_are_told(tmp_path: Path) -> None:
    text = ENTETE + pair("05/03/2025") + pair("6/3/2025", piece="2") + pair("13/03/2025", piece="3")
    assert ("LIG-097", 4, "6/3/2025") in Lu(tmp_path, text, MODELE).dites
    alike = ENTETE + pair("5/3/2025") + pair("13/3/2025", piece="2")
    assert "LIG-097" not in Lu(tmp_path, alike, MODELE).codes


# Amounts.


def test_a_file_without_any_decimal_is_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + pair(montant="10050") + pair(montant="1200", piece="2"), MODELE)
    assert [(a.ligne, a.champ, a.lu, a.corrige) for a in lu.of("LIG-098")] == [
        (2, 7, "10050", "10050,00")
    ]
    assert lu.dites == []


def test_one_decimal_in_a_file_is_enough(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + pair(montant="10050") + pair(montant="1200,5", piece="2"), MODELE)
    assert "LIG-098" not in lu.codes


def test_the_decimals_of_a_zero_prove_nothing(tmp_path: Path) -> None:
    text = ENTETE + pair(montant="10050").replace("10050;\r", "10050;0,00\r")
    assert Lu(tmp_path, text, MODELE).places("LIG-098") == [(2, 7)]


# Defaults, errors, codes.


def test_blank_cells_that_take_a_default_are_counted(tmp_path: Path) -> None:
    colonnes = [{"champ": titre.partition("=")[0], "entete": titre.partition("=")[2]}
                for titre in TITRES]  # fmt: skip
    colonnes[1]["defaut"] = "OD"
    lu = Lu(tmp_path, ENTETE + pair() + pair(journal="", piece="2"), modele(colonnes=colonnes))
    (found,) = lu.of("LIG-095")
    assert (found.ligne, found.champ, found.corrige, found.slots["nombre"]) == (4, 2, "OD", 2)
    assert "LIG-095" not in Lu(tmp_path, ENTETE + pair(), modele(colonnes=colonnes)).codes


@pytest.mark.parametrize("erreur", [
    "#REF!", "#N/A", "#NOM?", "#VALEUR!", "#DIV/0!", "#NUL!", "#VALUE!", "#NAME?", "####",
])  # fmt: skip
@pytest.mark.parametrize("champ, place", [("tiers", 5), ("libelle", 6), ("piece", 3)])
def test_the_text_of_an_error_is_no_text(
    tmp_path: Path, erreur: str, champ: str, place: int
) -> None:
    lu = Lu(tmp_path, ENTETE + pair(**{champ: erreur}), MODELE)
    assert lu.places("LIG-088") == [(2, place), (3, place)]
    assert lu.bloquant


@pytest.mark.parametrize("texte", ["#12", "# 3", "#hashtag", "Facture #REF!"])
def test_a_mark_of_number_is_a_character(tmp_path: Path, texte: str) -> None:
    assert Lu(tmp_path, ENTETE + pair(libelle=texte), MODELE).dites == []


@pytest.mark.parametrize("code", ["02-janv", "1-févr.-24", "12-mars", "janv-24", "2-Jan", "Mar-25"])
def test_a_code_that_became_a_month_is_told(tmp_path: Path, code: str) -> None:
    lu = Lu(tmp_path, ENTETE + pair(tiers=code), MODELE)
    assert [(a.ligne, a.champ, a.lu) for a in lu.of("LIG-092")] == [(2, 5, code)]


@pytest.mark.parametrize("code", ["MARS", "DEC", "2-MARTIN", "A-12-mars", "MAI2"])
def test_a_name_is_no_month(tmp_path: Path, code: str) -> None:
    assert "LIG-092" not in Lu(tmp_path, ENTETE + pair(tiers=code), MODELE).codes


@pytest.mark.parametrize("cell, code, shown", [
    (time(10, 15), "LIG-090", "10:15:00"), ("DU\nPONT", "LIG-089", "DU␊PONT"),
    (date(2025, 2, 1), "LIG-090", "2025-02-01"),
])  # fmt: skip
def test_what_a_workbook_makes_of_a_code_is_told(
    tmp_path: Path, cell: Any, code: str, shown: str
) -> None:
    rows: list[list[Any]] = [
        ["Date", "Compte", "Tiers", "Debit", "Credit"],
        [date(2025, 1, 15), "411000", cell, Decimal("1.50"), None],
        [date(2025, 1, 15), "707000", None, None, Decimal("1.50")],
    ]
    model = by_title("date=Date", "journal:OD", "compte=Compte", "tiers=Tiers", "debit=Debit",
                     "credit=Credit")  # fmt: skip
    lu = Lu(tmp_path, classeur(Feuille("A", rows)), model, "a.xlsx")
    assert lu.dites == [(code, 2, shown)]
    assert lu.places(code) == [(2, 3)]


# Letters.


@pytest.mark.parametrize("champ, place", [("libelle", 6), ("tiers", 5)])
def test_letters_coded_twice_are_told(tmp_path: Path, champ: str, place: int) -> None:
    lu = Lu(tmp_path, ENTETE + pair(**{champ: "Créance".encode().decode("cp1252")}), MODELE)
    assert lu.dites == [("LIG-099", 2, "CrÃ©ance"), ("LIG-099", 3, "CrÃ©ance")]
    assert lu.places("LIG-099") == [(2, place), (3, place)]


# Copies.


def test_a_piece_pasted_twice_is_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, ENTETE + pair() + pair(piece="2") + pair(), MODELE)
    assert lu.dites == [("ECR-017", 2, None)]


# Widths.


def test_a_line_with_one_blank_cell_too_many_is_told_when_others_have_none(tmp_path: Path) -> None:
    """The label « Achat; vis » without quotes, the cell after it being blank."""
    entete = ENTETE.replace("Debit;Credit", "Debit;Credit;Note")
    named = by_title(*TITRES[:5], "debit=Debit", "credit=Credit", "libelle=Note")
    lines = [f"15/01/2025;AC;{n};607000;D;x;1,00;;\r\n15/01/2025;AC;{n};401000;D;x;;1,00;\r\n"
             for n in (1, 2)]  # fmt: skip
    text = entete + lines[0] + lines[1].replace(";1,00;;\r", ";1,00;;;\r", 1)
    lu = Lu(tmp_path, text, named)
    assert [(code, n) for code, n, _ in lu.dites] == [("LIG-100", 4)]
    assert "LIG-100" not in Lu(tmp_path, text.replace(";;\r", ";;;;\r"), named).codes


def test_a_value_alone_in_a_column_that_nothing_reads_is_told(tmp_path: Path) -> None:
    entete = ENTETE.replace("\r", ";Note;\r")
    lines = (pair() + pair(piece="2")).replace("\r", ";;\r")
    text = entete + lines.replace(";;100,00;;\r", ";;100,00;Achat;\r", 1)
    lu = Lu(tmp_path, text, MODELE)
    assert [(a.ligne, a.champ, a.lu) for a in lu.of("LIG-101")] == [(3, 9, "Achat")]
    assert lu.dites == []


# Titles.

PLACES = modele("date", "journal", "compte", "debit", "credit")
LIGNES = "15/01/2025;AC;607000;100,00;\r\n15/01/2025;AC;401000;;100,00\r\n"


def test_a_title_of_the_other_side_is_refused(tmp_path: Path) -> None:
    text = "Date;Journal;Compte;Montant crédit;Montant débit\r\n" + LIGNES
    lu = Lu(tmp_path, text, PLACES)
    assert lu.places("FIC-075") == [(1, 4), (1, 5)]
    assert lu.lignes == []


def test_a_side_that_stands_in_a_column_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    text = "Date;Journal;Compte;Débit;Solde;Crédit\r\n15/01/2025;AC;607000;100,00;3,00;\r\n"
    lu = Lu(tmp_path, text, PLACES)
    assert lu.places("FIC-075") == [(1, 5)]
    assert "« Crédit » est en position 6" in lu.of("FIC-075")[0].message


def test_a_first_line_left_out_that_reads_as_data_is_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, LIGNES, PLACES)
    assert ("FIC-078", 1) in [(code, n) for code, n, _ in lu.dites]


def test_a_title_that_says_nothing_of_its_field_is_shown(tmp_path: Path) -> None:
    named = modele("date", "journal", "compte", "debit", "credit", "libelle")
    lines = LIGNES.replace("\r", ";Nord\r")
    lu = Lu(tmp_path, "Date;Journal;Compte;Debit;Credit;Agence\r\n" + lines, named)
    assert [(a.ligne, a.champ, a.lu) for a in lu.of("FIC-092")] == [(1, 6, "Agence")]
    assert lu.dites == []
    own = Lu(tmp_path, "Date;Jnl;Compte;Debit;Credit;Libellé court\r\n" + lines, named)
    assert "FIC-092" not in own.codes


def test_a_label_that_is_blank_among_others_is_told(tmp_path: Path) -> None:
    text = ENTETE + pair() + pair(piece="2").replace("Achat;;", ";;", 1)
    lu = Lu(tmp_path, text, MODELE)
    assert [(a.ligne, a.champ, a.slots["nombre"]) for a in lu.of("LIG-102")] == [(5, 6, 1)]
    assert "LIG-102" not in Lu(tmp_path, ENTETE + pair(libelle=""), MODELE).codes
