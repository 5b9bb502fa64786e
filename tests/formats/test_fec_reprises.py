"""A number that comes back in its journal for another écriture is a number repeated."""

from __future__ import annotations

from pathlib import Path

from boucle.errors import Niveau
from formats.deux_lecteurs import read_both, told
from formats.petit_fec import PetitFec


def make(*ecritures: tuple[str, str, str], lignes: int = 2) -> PetitFec:
    """Make écritures of two lines from (journal, number, date), in this order."""
    fec = PetitFec()
    model = fec.lignes[:2]
    fec.lignes = []
    for journal, num, date in ecritures:
        for rang in range(lignes):
            fec.lignes.append(
                {
                    **model[0],
                    "JournalCode": journal,
                    "JournalLib": journal,
                    "EcritureNum": num,
                    "EcritureDate": date,
                    "PieceDate": date,
                    "ValidDate": "20241231",
                    "Debit": "10,00" if rang % 2 else "0,00",
                    "Credit": "0,00" if rang % 2 else "10,00",
                }
            )
    return fec


def test_it_is_said_on_the_first_line_of_the_second_écriture(tmp_path: Path) -> None:
    fec = make(
        ("AN", "1", "20240101"),
        ("VE", "2", "20240105"),
        ("BQ", "3", "20240106"),
        ("VE", "2", "20240107"),
        ("BQ", "4", "20240108"),
        ("VE", "2", "20240105"),
    )
    lecture = read_both(fec.ecrire(tmp_path))
    assert [
        (a.kind.code, a.ligne, a.colonne, a.slots["autre_ligne"])
        for a in told(lecture, "ECR-011", "ECR-004")
    ] == [
        ("ECR-011", 8, "EcritureNum", 4),
        ("ECR-011", 12, "EcritureNum", 4),
    ]
    assert not lecture.rapport.verdict(Niveau.DROIT)


def test_an_écriture_whose_lines_are_scattered_is_one(tmp_path: Path) -> None:
    fec = make(("AN", "1", "20240101"), ("VE", "2", "20240105"), ("BQ", "3", "20240106"))
    fec.lignes.insert(5, fec.lignes.pop(2))
    lecture = read_both(fec.ecrire(tmp_path))
    assert told(lecture, "ECR-001", "ECR-011") == []


def test_an_amount_that_cannot_be_read_accuses_no_number(tmp_path: Path) -> None:
    fec = make(("VE", "1", "20240105"), ("BQ", "2", "20240106"), ("VE", "1", "20240107"))
    fec.lignes[4]["Credit"] = "abc"
    fec.lignes[5]["Debit"] = "0,00"
    lecture = read_both(fec.ecrire(tmp_path))
    assert told(lecture, "ECR-011") == []


def test_several_dates_inside_one_of_them_are_told_as_well(tmp_path: Path) -> None:
    fec = make(("VE", "1", "20240105"), ("BQ", "2", "20240106"), ("VE", "1", "20240107"))
    fec.lignes[5]["EcritureDate"] = "20240108"
    lecture = read_both(fec.ecrire(tmp_path))
    assert [a.kind.code for a in told(lecture, "ECR-011", "ECR-004")] == ["ECR-011", "ECR-004"]


def test_a_voucher_that_stands_for_a_number_may_come_back(tmp_path: Path) -> None:
    fec = make(("VE", "", "20240105"), ("BQ", "", "20240106"), ("VE", "", "20240107"))
    lecture = read_both(fec.ecrire(tmp_path))
    assert lecture.bilan.cle_ecriture == "PieceRef"
    assert told(lecture, "ECR-011") == []
