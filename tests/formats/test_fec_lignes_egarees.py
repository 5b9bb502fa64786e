"""A line that a wrong number or journal parts from its écriture is one anomaly, on that cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.errors import Gravite, Niveau
from boucle.formats.lecture import Lecture
from formats.deux_lecteurs import entailed, read_both
from formats.petit_fec import PetitFec


def spoil(dossier: Path, *changes: tuple[int, str, str]) -> Lecture:
    """Change cells of the small file, by line of the file and column, and read it."""
    fec = PetitFec()
    for ligne, nom, texte in changes:
        fec.lignes[ligne - 2][nom] = texte
    return read_both(fec.ecrire(dossier))


@pytest.mark.parametrize(
    ("ligne", "nom", "texte", "corrige"),
    [
        (5, "EcritureNum", "abc", "2"),
        (5, "EcritureNum", "2b", "2"),
        (5, "EcritureNum", "99", "2"),
        (4, "EcritureNum", "99", "2"),
        (6, "EcritureNum", "99", "2"),
        (7, "EcritureNum", "abc", "3"),
        (8, "EcritureNum", "abc", "3"),
        (5, "JournalCode", "XX", "VE"),
        (6, "JournalCode", "BQ", "VE"),
    ],
)
def test_one_wrong_cell(tmp_path: Path, ligne: int, nom: str, texte: str, corrige: str) -> None:
    rapport = spoil(tmp_path, (ligne, nom, texte)).rapport
    found = [a for a in rapport.anomalies if a.kind.gravite is not Gravite.INFORMATION]
    assert [(a.kind.code, a.ligne, a.colonne, a.lu, a.corrige) for a in found] == [
        ("ECR-016", ligne, nom, texte, corrige)
    ]
    assert rapport.comptes["ECR-016"] == 1
    assert rapport.bloquant
    assert not rapport.verdict(Niveau.COMPTABILITE)


@pytest.mark.parametrize(
    ("titre", "nom"),
    [
        ("NumEcriture", "EcritureNum"),
        ("ECRITURENUM", "EcritureNum"),
        ("ecriturenum", "EcritureNum"),
        ("Journal Code", "JournalCode"),
    ],
)
def test_however_the_file_names_the_column(tmp_path: Path, titre: str, nom: str) -> None:
    fec = PetitFec()
    fec.titres[fec.noms.index(nom)] = titre
    fec.lignes[3][nom] = "XX"
    rapport = read_both(fec.ecrire(tmp_path)).rapport
    (found,) = [a for a in rapport.anomalies if a.kind.code == "ECR-016"]
    assert (found.ligne, found.colonne, found.champ) == (5, nom, fec.noms.index(nom) + 1)


def test_a_blank_journal_is_said_to_be_blank(tmp_path: Path) -> None:
    fec = PetitFec("BAT")
    fec.lignes[3].update(JournalCode="", JournalLib="")
    rapport = read_both(fec.ecrire(tmp_path)).rapport
    (found,) = [a for a in rapport.anomalies if a.kind.code == "ECR-016"]
    assert (found.lu, found.corrige) == ("", "VE")
    assert "JournalCode est vide" in found.message


def test_what_it_upsets_is_written_on_it(tmp_path: Path) -> None:
    rapport = spoil(tmp_path, (5, "EcritureNum", "99")).rapport
    (found,) = [a for a in rapport.anomalies if a.kind.code == "ECR-016"]
    assert entailed(found) == [
        "ECR-001 VE 99",
        "ECR-003 VE 99",
        "ECR-001 VE 2",
        "ECR-010",
        "ECR-015",
    ]
    assert not rapport.verdict(Niveau.DROIT)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([(5, "EcritureNum", "9"), (5, "Credit", "99,00")], id="other amounts"),
        pytest.param([(5, "EcritureNum", "9"), (5, "JournalCode", "XX")], id="number and journal"),
        pytest.param([(5, "EcritureNum", "9"), (5, "EcritureDate", "20240116")], id="another day"),
        pytest.param(
            [(5, "EcritureDate", "20240116"), (6, "EcritureNum", "3"), (6, "JournalCode", "BQ")],
            id="a second date elsewhere",
        ),
    ],
)
def test_two_ecritures_that_do_not_answer_each_other_are_told_apart(
    tmp_path: Path, changes: list[tuple[int, str, str]]
) -> None:
    comptes = spoil(tmp_path, *changes).rapport.comptes
    assert ("ECR-016" in comptes, comptes["ECR-001"]) == (False, 2)


def test_a_second_date_on_a_line_of_another_amount_proves_nothing(tmp_path: Path) -> None:
    fec = PetitFec()
    for rang, (num, compte, debit, credit, jour) in enumerate(
        [
            ("2", "411000", "120,00", "0,00", "20240115"),
            ("2", "706000", "0,00", "100,00", "20240116"),
            ("3", "445710", "0,00", "20,00", "20240115"),
            ("3", "411000", "60,00", "0,00", "20240115"),
            ("3", "706000", "0,00", "60,00", "20240115"),
        ],
        2,
    ):
        fec.lignes[rang].update(
            JournalCode="VE",
            JournalLib="Ventes",
            EcritureNum=num,
            CompteNum=compte,
            CompteLib=compte,
            Debit=debit,
            Credit=credit,
            EcritureDate=jour,
            CompAuxNum="",
            CompAuxLib="",
            EcritureLet="",
            DateLet="",
        )
    comptes = read_both(fec.ecrire(tmp_path)).rapport.comptes
    assert ("ECR-016" in comptes, comptes["ECR-001"], comptes["ECR-004"]) == (False, 2, 1)
