"""PersoClasseur: a workbook is read by the same model as a text, its cells as they are typed."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boucle.values import days_of
from formats.petit_perso import Lu, by_title
from formats.petit_xlsx import Feuille, Formule, classeur

MODELE = by_title(
    "date=Date",
    "journal:OD",
    "piece=Piece",
    "compte=Compte",
    "tiers=Tiers",
    "libelle=Libelle",
    "debit=Debit",
    "credit=Credit",
)
TITRES: list[Any] = ["Date", "Piece", "Compte", "Tiers", "Libelle", "Debit", "Credit"]
JOUR = date(2025, 1, 15)
DEBIT: list[Any] = [JOUR, 10017, 607000, None, "Achat", Decimal("1206.06"), None]
CREDIT: list[Any] = [JOUR, 10017, "401000", "DUPONT", "Achat", None, Decimal("1206.06")]
DEUX = [(2, "607000", 120606, 0), (3, "401000", 0, 120606)]


def lu(folder: Path, *feuilles: Feuille, modele: Any = None, **given: Any) -> Lu:
    return Lu(folder, classeur(*feuilles, **given), modele or MODELE, "export.xlsx")


def sheet(*rangees: list[Any], **given: Any) -> Feuille:
    return Feuille("Janvier", [TITRES, *(rangees or (DEBIT, CREDIT))], **given)


def test_a_date_is_a_date_and_a_number_a_number(tmp_path: Path) -> None:
    found = lu(tmp_path, sheet())
    assert (found.dites, found.lignes) == ([], DEUX)
    assert found.column("date") == [days_of(JOUR)] * 2
    assert found.column("num") == ["10017"] * 2
    assert (found.apercu["nature"], found.apercu["feuille"]) == ("XLSX", "Janvier")
    assert found.apercu["premieres"][0]["cellules"][:3] == ["2025-01-15", "10017", "607000"]


def test_codes_that_are_numbers_are_told(tmp_path: Path) -> None:
    found = lu(tmp_path, sheet())
    assert [(a.ligne, a.champ, a.lu) for a in found.of("FIC-089")] == [(2, 2, "10017")]


def test_the_binary_noise_of_a_computation_is_none(tmp_path: Path) -> None:
    noisy = [*DEBIT[:5], Decimal("0.30000000000000004"), None]
    found = lu(tmp_path, sheet(noisy, [*CREDIT[:6], Decimal("0.3")]))
    assert [row[2:] for row in found.lignes] == [(30, 0), (0, 30)]


@pytest.mark.parametrize("montant", [Decimal("33.333333"), Decimal("1E+14"), True, JOUR])
def test_what_is_no_amount_of_centimes_is_refused(tmp_path: Path, montant: Any) -> None:
    found = lu(tmp_path, sheet([*DEBIT[:5], montant, None], CREDIT))
    assert found.places("LIG-071") == [(2, 6)]
    assert found.bloquant


def test_amounts_and_dates_written_as_texts_follow_the_model(tmp_path: Path) -> None:
    found = lu(
        tmp_path,
        sheet(
            ["15/01/2025", "1", "607000", "", "x", "1 250,50", ""],
            ["15/01/2025", "1", "401000", "", "x", "", Decimal("1250.5")],
        ),
    )
    assert [row[2:] for row in found.lignes] == [(125050, 0), (0, 125050)]
    assert found.column("date") == [days_of(JOUR)] * 2


@pytest.mark.parametrize("jour", [45672, 20250115, Decimal("45672.5")])
def test_a_number_in_the_place_of_a_date_is_refused(tmp_path: Path, jour: Any) -> None:
    found = lu(tmp_path, sheet([jour, *DEBIT[1:]], CREDIT))
    assert found.places("LIG-072") == [(2, 1)]


def test_dates_of_the_other_era_are_the_days_that_it_shows(tmp_path: Path) -> None:
    found = lu(tmp_path, sheet(), dates_1904=True)
    assert found.column("date") == [days_of(date(2029, 1, 16))] * 2


def test_a_formula_is_its_value(tmp_path: Path) -> None:
    found = lu(
        tmp_path, sheet([*DEBIT[:5], Formule("1000+206.06", Decimal("1206.06")), None], CREDIT)
    )
    assert (found.dites, found.lignes) == ([], DEUX)


@pytest.mark.parametrize(
    "place, valeur, shown",
    [
        (5, Formule("1/0", "#DIV/0!"), "#DIV/0!"),
        (4, Formule("VLOOKUP(A1)", "#N/A"), "#N/A"),
        (5, Formule("SUM(F3:F9)"), "=SUM(F3:F9)"),
        (0, Formule("A2+1", "#REF!"), "#REF!"),
        (2, Formule("X()", "#NAME?"), "#NAME?"),
    ],
)
def test_a_formula_without_a_value_is_refused_with_its_place(
    tmp_path: Path, place: int, valeur: Formule, shown: str
) -> None:
    row = [*DEBIT[:place], valeur, *DEBIT[place + 1 :]]
    found = lu(tmp_path, sheet(row, CREDIT))
    assert [(a.ligne, a.champ, a.lu) for a in found.of("LIG-088")] == [(2, place + 1, shown)]
    assert (found.bloquant, [row[0] for row in found.lignes]) == (True, [3])


def test_an_error_in_a_column_that_is_left_aside_stops_nothing(tmp_path: Path) -> None:
    rows = [[*TITRES, "Controle"], [*DEBIT, Formule("1/0", "#DIV/0!")], [*CREDIT, None]]
    assert lu(tmp_path, Feuille("A", rows)).lignes == DEUX


def test_several_sheets_ask_for_a_name(tmp_path: Path) -> None:
    both = [sheet(), Feuille("Février", [TITRES, DEBIT, CREDIT])]
    found = lu(tmp_path, *both)
    assert (found.codes, found.lignes) == ({"FIC-084"}, [])
    assert "Janvier, Février" in found.of("FIC-084")[0].message
    named = lu(tmp_path, *both, modele={**MODELE, "feuille": "février"})
    assert (named.dites, named.apercu["feuille"]) == ([], "Février")
    unknown = lu(tmp_path, *both, modele={**MODELE, "feuille": "Mars"})
    assert (unknown.codes, unknown.of("FIC-085")[0].lu) == ({"FIC-085"}, "Mars")


def test_blank_sheets_do_not_count(tmp_path: Path) -> None:
    found = lu(tmp_path, sheet(), Feuille("Feuil2", []), Feuille("Feuil3", []))
    assert (found.dites, found.lignes) == ([], DEUX)


@pytest.mark.parametrize("etat", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_said(tmp_path: Path, etat: str) -> None:
    found = lu(tmp_path, sheet(), Feuille("Brouillon", [TITRES, DEBIT], etat=etat))
    assert (found.dites, found.lignes) == ([("FIC-086", None, "Brouillon")], DEUX)
    hidden = lu(
        tmp_path,
        sheet(),
        Feuille("Brouillon", [TITRES, DEBIT, CREDIT], etat=etat),
        modele={**MODELE, "feuille": "Brouillon"},
    )
    assert [code for code, *_ in hidden.dites] == ["FIC-086"]
    assert "que lit le modèle" in hidden.of("FIC-086")[0].message


def test_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    found = lu(tmp_path, sheet(lignes_cachees=[3]))
    assert (found.dites, found.lignes) == ([("FIC-087", 3, None)], DEUX)


def test_merged_cells_are_said_and_a_merged_title_is_missed(tmp_path: Path) -> None:
    found = lu(tmp_path, sheet(DEBIT, [None, *CREDIT[1:]], fusions=["A2:A3"]))
    assert found.places("FIC-088") == [(2, 1)]
    assert found.places("LIG-072") == [(3, 1)]
    titres = [*TITRES[:5], "Montants", None]
    merged = lu(tmp_path, Feuille("A", [titres, DEBIT, CREDIT], fusions=["F1:G1"]))
    assert [a.colonne for a in merged.of("FIC-070")] == ["Debit", "Credit"]


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows = [["Export du 31/01"], [], TITRES, DEBIT, [], CREDIT]
    found = lu(tmp_path, Feuille("A", rows, depart=3), modele={**MODELE, "ignorerDebut": 5})
    assert (found.dites, [row[0] for row in found.lignes]) == ([], [6, 8])
    assert found.apercu["ligne_titres"] == 5
    assert [left["ligne"] for left in found.apercu["laissees"]] == [1, 2, 3, 4, 5, 7]


def test_a_total_at_the_end_is_left_out_when_the_model_says_so(tmp_path: Path) -> None:
    total = [None, None, "Total", None, None, Decimal("1206.06"), Decimal("1206.06")]
    left = lu(tmp_path, sheet(DEBIT, CREDIT, total), modele={**MODELE, "ignorerFin": 1})
    assert (left.dites, left.lignes) == ([], DEUX)
    assert [row["ligne"] for row in left.apercu["laissees"]] == [1, 4]
    assert lu(tmp_path, sheet(DEBIT, CREDIT, total)).bloquant


def test_a_cell_that_became_a_date_is_told(tmp_path: Path) -> None:
    found = lu(tmp_path, sheet([*DEBIT[:1], date(2025, 1, 2), *DEBIT[2:]], CREDIT))
    assert [(a.ligne, a.champ, a.lu) for a in found.of("LIG-090")] == [(2, 2, "2025-01-02")]


def zipped(nom: str, octets: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(nom, octets)
    return out.getvalue()


@pytest.mark.parametrize(
    "octets",
    [
        gzip.compress(classeur(sheet())),
        zipped("export.xlsx", classeur(sheet())),
    ],
)
def test_a_workbook_alone_in_an_archive_is_read(tmp_path: Path, octets: bytes) -> None:
    found = Lu(tmp_path, octets, MODELE, "export.zip")
    assert (found.dites, found.lignes) == ([], DEUX)


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = gzip.compress(b"Date;Compte")
    assert Lu(tmp_path, zipped("a.gz", inner), MODELE, "a.zip").codes == {"FIC-053"}


@pytest.mark.parametrize(
    "octets",
    [
        classeur(sheet())[:-200],
        b"PK\x03\x04" + b"x" * 400,
    ],
)
def test_a_damaged_workbook_is_told(tmp_path: Path, octets: bytes) -> None:
    found = Lu(tmp_path, octets, MODELE, "export.xlsx")
    assert found.codes <= {"FIC-050", "FIC-083"}
    assert found.bloquant


def test_a_workbook_of_zeros_without_end_is_not_opened(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (400 << 20))
    assert Lu(tmp_path, out.getvalue(), MODELE, "export.xlsx").codes == {"FIC-052"}
