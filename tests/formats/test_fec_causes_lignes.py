"""What one bad cell entails for its écriture or its lettrage is written on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.errors import Gravite, Niveau
from boucle.formats.lecture import Lecture
from formats.deux_lecteurs import entailed, read_both
from formats.petit_fec import PetitFec

Dite = tuple[str, int | None, str | None, list[str]]


def spoil(dossier: Path, *changes: tuple[int, str, str], notation: str = "Debit/Credit") -> Lecture:
    """Change cells of the small file, by line of the file and column, and read it."""
    fec = PetitFec(notation=notation)
    for ligne, nom, texte in changes:
        fec.lignes[ligne - 2][nom] = texte
    return read_both(fec.ecrire(dossier))


def dites(lecture: Lecture) -> list[Dite]:
    return [
        (a.kind.code, a.ligne, a.colonne, entailed(a))
        for a in lecture.rapport.anomalies
        if a.kind.gravite is not Gravite.INFORMATION
    ]


ENTRAINE = ["ECR-001 VE 2", "ECR-007", "ECR-005 VE", "ECR-006 2024-01-15"]


@pytest.mark.parametrize(
    ("ligne", "nom", "notation"),
    [
        (5, "Credit", "Debit/Credit"),
        (5, "Montant", "Montant/Sens"),
    ],
)
def test_an_amount_left_out_unbalances_its_ecriture(
    tmp_path: Path, ligne: int, nom: str, notation: str
) -> None:
    lecture = spoil(tmp_path, (ligne, nom, ""), notation=notation)
    assert dites(lecture) == [("LIG-038", ligne, nom, ENTRAINE)]
    assert lecture.rapport.comptes == {"LIG-038": 1}
    assert lecture.rapport.bloquant
    assert not lecture.rapport.verdict(Niveau.COMPTABILITE)
    assert lecture.bilan.desequilibres_total == 1


def test_an_amount_left_out_of_a_column_named_otherwise(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.titres[fec.noms.index("Credit")] = "Crédit"
    fec.lignes[3]["Credit"] = ""
    rapport = read_both(fec.ecrire(tmp_path)).rapport
    assert [a.champ for a in rapport.anomalies if a.kind.code == "LIG-038"] == [13]


def test_a_blank_on_the_side_that_lacks_nothing_is_no_amount_left_out(tmp_path: Path) -> None:
    lecture = spoil(tmp_path, (5, "Debit", ""), (5, "Credit", "0,00"))
    assert [dite[0] for dite in dites(lecture)] == ["ECR-001", "LIG-042"]


def test_lines_gathered_by_day_are_not_searched(tmp_path: Path) -> None:
    fec = PetitFec()
    for ligne in fec.lignes:
        ligne.update(EcritureNum="", PieceRef="")
    fec.lignes[3]["Credit"] = ""
    comptes = read_both(fec.ecrire(tmp_path)).rapport.comptes
    assert ("LIG-038" in comptes, comptes["ECR-001"]) == (False, 1)


def test_a_zero_that_is_written_is_no_amount_left_out(tmp_path: Path) -> None:
    lecture = spoil(tmp_path, (5, "Credit", "0,00"))
    assert [dite[0] for dite in dites(lecture)] == ["ECR-001", "LIG-042"]


def test_a_line_without_amount_in_sound_books_is_told_as_such(tmp_path: Path) -> None:
    lecture = spoil(tmp_path, (5, "Credit", ""), (6, "Credit", "120,00"))
    assert dites(lecture) == [("LIG-042", 5, None, [])]


def test_a_day_out_of_the_exercice_gives_two_dates(tmp_path: Path) -> None:
    lecture = spoil(tmp_path, (5, "EcritureDate", "20250115"))
    assert dites(lecture) == [
        (
            "LIG-051",
            5,
            "EcritureDate",
            ["ECR-004 VE 2", "ECR-006 2024-01-15", "ECR-006 2025-01-15"],
        ),
    ]
    assert "ECR-004" not in lecture.rapport.comptes
    assert not lecture.rapport.verdict(Niveau.COMPTABILITE)


def test_two_days_of_the_exercice_are_still_two_dates(tmp_path: Path) -> None:
    changes = (5, "EcritureDate", "20250115"), (6, "EcritureDate", "20240116")
    assert [dite[:3] for dite in dites(spoil(tmp_path, *changes))] == [
        ("ECR-004", 5, "EcritureDate"),
        ("LIG-051", 5, "EcritureDate"),
    ]


def test_a_validation_too_early_is_one_cell(tmp_path: Path) -> None:
    lecture = spoil(tmp_path, (5, "ValidDate", "20240102"))
    assert dites(lecture) == [("ECR-012", 5, "ValidDate", ["LIG-050"])]
    assert [lecture.rapport.verdict(niveau) for niveau in Niveau] == [True, False, False]


def test_a_tiers_left_out_spreads_its_lettrage(tmp_path: Path) -> None:
    lecture = spoil(tmp_path, (8, "CompAuxNum", ""))
    assert dites(lecture) == [("LIG-047", 8, "CompAuxNum", ["ECR-032 A"])]


def test_a_date_of_a_line_alone_puts_it_after_its_validation(tmp_path: Path) -> None:
    lecture = spoil(tmp_path, (4, "EcritureDate", "20240229"))
    assert [dite[:3] for dite in dites(lecture)] == [("ECR-004", 5, "EcritureDate")]
    assert "LIG-050" in dites(lecture)[0][3]


def test_faults_that_are_not_all_kept_are_left_as_they_are(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes = [
        {**ligne, "EcritureNum": str(3 * fois + int(ligne["EcritureNum"]))}
        for fois in range(1_200)
        for ligne in fec.lignes
    ]
    for ligne in fec.lignes[3::7]:
        ligne["Credit"] = ""
    comptes = read_both(fec.ecrire(tmp_path)).rapport.comptes
    assert (comptes.get("LIG-038"), comptes["ECR-001"], comptes["LIG-042"]) == (None, 1200, 1200)
