"""Cells: what is read, and which anomaly it raises, as tables."""

from __future__ import annotations

import time
from datetime import date

import pytest

from boucle.errors.anomalie import clip
from boucle.formats.fec.forme.cellules import judge, parse_date, parse_montant, parse_sens
from boucle.formats.fec.forme.colonnes import BAT, BIC, COLONNES, REGIMES
from boucle.values import days_of

MONTANTS: list[tuple[str, int | None, str | None, str | None]] = [
    # Written by the law.
    ("0,00", 0, None, None),
    ("12,05", 1205, None, None),
    ("", 0, None, None),
    ("100", 10000, None, None),
    ("100,5", 10050, None, None),
    ("0100,00", 10000, None, None),
    ("0000000069,60", 6960, None, None),
    (",50", 50, None, None),
    ("100,", 10000, None, None),
    ("100,120", 10012, None, None),
    ("+100,00", 10000, None, None),
    ("-100,00", -10000, None, None),
    ("100,00-", -10000, None, None),
    ("5,00 -", -500, "LIG-022", "-5,00"),
    # Read without doubt.
    ("100.00", 10000, "LIG-021", "100,00"),
    ("-12.5", -1250, "LIG-021", "-12,50"),
    ("0.5", 50, "LIG-021", "0,50"),
    ("1234.500", 123450, "LIG-021", "1234,50"),
    ("1 000,00", 100000, "LIG-022", "1000,00"),
    ("1\u00a0000,00", 100000, "LIG-022", "1000,00"),
    ("1\u202f234\u202f567,8", 123456780, "LIG-022", "1234567,80"),
    ("1.234,56", 123456, "LIG-022", "1234,56"),
    ("1,234.56", 123456, "LIG-022", "1234,56"),
    ("1'234,56", 123456, "LIG-022", "1234,56"),
    ("1.234.567", 123456700, "LIG-022", "1234567,00"),
    ("- 5,00", -500, "LIG-022", "-5,00"),
    ("12€", 1200, "LIG-024", "12,00"),
    ("100,00 EUR", 10000, "LIG-024", "100,00"),
    ("1E2", 10000, "LIG-025", "100,00"),
    ("1,5E+2", 15000, "LIG-025", "150,00"),
    ("-1,25E1", -1250, "LIG-025", "-12,50"),
    ("125E-2", 125, "LIG-025", "1,25"),
    # Doubtful: three digits after a point.
    ("1.234", None, "LIG-023", None),
    ("12.500", None, "LIG-023", None),
    # Not an amount.
    *[
        (t, None, "LIG-020", None)
        for t in (
            "abc",
            "--5",
            "1-2",
            "12,5,3",
            "1e5,",
            "-",
            "12 34,00",
            "N/A",
            "1.5E2",
        )
    ],
    ("+100,00-", None, "LIG-028", None),
    # The checker takes it, and yet.
    (",", None, "LIG-028", None),
    ("++5", None, "LIG-028", None),
    ("1E", None, "LIG-020", None),
    ("1E+-3", None, "LIG-028", None),
    ("1E999", None, "LIG-028", None),
    # Not for our books.
    ("100,123", None, "LIG-026", None),
    ("1E-3", None, "LIG-026", None),
    ("9" * 30, None, "LIG-027", None),
    ("100000000000,01", None, "LIG-027", None),
    ("100000000000,00", 10**13, None, None),
    ("1.2345", None, "LIG-019", None),
    ("9" * 30 + ".0", None, "LIG-019", None),
    # Other digits.
    ("١٢,٣٤", None, "LIG-029", None),
    ("１２,００", None, "LIG-029", None),
]


@pytest.mark.parametrize(("texte", "centimes", "code", "corrige"), MONTANTS)
def test_montant(texte: str, centimes: int | None, code: str | None, corrige: str | None) -> None:
    lu = parse_montant(texte)
    assert (lu.valeur, lu.kind and lu.kind.code, lu.corrige) == (centimes, code, corrige)


DATES: list[tuple[str, date | None, str | None]] = [
    ("20240115", date(2024, 1, 15), None),
    ("20240229", date(2024, 2, 29), None),
    ("2024-01-15", date(2024, 1, 15), "LIG-033"),
    ("2024/01/15", date(2024, 1, 15), "LIG-033"),
    ("15/01/2024", date(2024, 1, 15), "LIG-033"),
    ("15.01.2024", date(2024, 1, 15), "LIG-033"),
    ("15012024", date(2024, 1, 15), "LIG-033"),
    ("20112012", date(2012, 11, 20), "LIG-033"),
    ("2024-01-15T10:11:12", date(2024, 1, 15), "LIG-033"),
    ("20240115 10:11:12", date(2024, 1, 15), "LIG-033"),
    ("18991231", date(1899, 12, 31), "LIG-034"),
    ("21000101", date(2100, 1, 1), "LIG-034"),
    ("20230229", None, "LIG-032"),
    ("31/02/2024", None, "LIG-032"),
    ("20240015", None, "LIG-032"),
    ("20241301", None, "LIG-031"),
    ("20240132", None, "LIG-031"),
    ("20241332", None, "LIG-031"),
    # A year of 1900 to 2099 comes first: the first order that holds one is the right one.
    ("20121332", None, "LIG-031"),
    ("20121930", None, "LIG-031"),
    ("92911332", None, "LIG-032"),
    ("25011539", date(1539, 1, 25), "LIG-034"),
    ("2024--01-15", date(2024, 1, 15), "LIG-033"),
    ("20240115 1:2:3", date(2024, 1, 15), "LIG-033"),
    ("2024-13-45", None, "LIG-031"),
    ("20240115T10:11", date(2024, 1, 15), "LIG-039"),
    ("1/2/2024", date(2024, 2, 1), "LIG-039"),
    ("2024-1-15", date(2024, 1, 15), "LIG-039"),
    ("2024 01 15", date(2024, 1, 15), "LIG-039"),
    ("2024-1.15", None, "LIG-030"),
    ("31/2/2024", None, "LIG-031"),
    ("2024013", None, "LIG-030"),
    ("202401", None, "LIG-030"),
    ("2O240115", None, "LIG-030"),
    ("abc", None, "LIG-030"),
    ("15/01/24", None, "LIG-030"),
    ("٢٠٢٤٠١١٥", None, "LIG-029"),
]


@pytest.mark.parametrize(("texte", "jour", "code"), DATES)
def test_date(texte: str, jour: date | None, code: str | None) -> None:
    lu = parse_date(texte)
    jours = days_of(jour) if jour else None
    assert (lu.valeur, lu.kind and lu.kind.code) == (jours, code)


VIDES = [
    ("EcritureDate", BIC, "", "LIG-010"),
    ("EcritureDate", BIC, "00000000", "LIG-010"),
    ("EcritureDate", BIC, "0", "LIG-010"),
    ("PieceDate", BIC, "", "LIG-011"),
    ("PieceDate", BIC, "00000000", "LIG-012"),
    ("ValidDate", BIC, " ", "LIG-011"),
    ("ValidDate", BAT, "", "LIG-012"),
    ("DateLet", BIC, "", None),
    ("DateLet", BIC, "00000000", "LIG-035"),
    ("DateLet", BIC, "----", "LIG-035"),
    ("CompteNum", BIC, "\u00a0", "LIG-010"),
    ("CompteLib", BIC, "", "LIG-011"),
    ("JournalCode", BIC, "", "LIG-010"),
    ("JournalCode", BAT, "", None),
    ("CompteNum", BIC, "12", "LIG-013"),
    ("CompteNum", BIC, "411ABC", None),
    ("CompteNum", BIC, "٤١١000", "LIG-013"),
    ("Idevise", BIC, "usd", "LIG-056"),
    ("Idevise", BIC, "USD", None),
    ("Debit", BIC, "-1,00", "LIG-043"),
    ("Montantdevise", BIC, "-1,00", None),
    ("Sens", BIC, "", "LIG-040"),
]


@pytest.mark.parametrize(("colonne", "regime", "texte", "code"), VIDES)
def test_judge(colonne: str, regime: str, texte: str, code: str | None) -> None:
    kind = judge(COLONNES[colonne], regime, texte).kind
    assert (kind and kind.code) == code


def test_currency_keeps_four_decimals() -> None:
    assert parse_montant("1,2345", 4).valeur == 12345
    assert parse_montant("", 4).valeur is None


@pytest.mark.parametrize(("texte", "sens"), [("D", 1), ("c", -1), ("+1", 1), ("-1", -1)])
def test_sens(texte: str, sens: int) -> None:
    assert parse_sens(texte).valeur == sens


HOSTILES = [
    "1e9999999",
    "1E" + "9" * 10**6,
    "9" * 10**6,
    " ".join("1" * 10**5),
    "1" + " " * 10**6 + "x",
    "+" * 10**6,
    "." * 10**6,
    "1," * 10**5,
    "-" * 10**6,
    "0" * 10**6 + ",00",
    "1 000" * 10**5,
]


@pytest.mark.parametrize("texte", HOSTILES, ids=range(len(HOSTILES)))
@pytest.mark.parametrize("colonne", ["Debit", "EcritureDate", "Sens", "CompteNum"])
def test_hostile_cell_costs_nothing(texte: str, colonne: str) -> None:
    debut = time.process_time()
    for regime in REGIMES:
        judge(COLONNES[colonne], regime, texte)
    assert time.process_time() - debut < 2


def test_quotes_are_bounded() -> None:
    assert len(clip("x" * 10**6)) == 200
