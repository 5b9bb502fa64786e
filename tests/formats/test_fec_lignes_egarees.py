"""A line that a wrong number or journal parts from its écriture is one anomaly, on that cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.errors import Gravite, Niveau
from boucle.formats.fec.lecture import Lecture
from formats.deux_lecteurs import read_both
from formats.petit_fec import PetitFec


def spoil(dossier: Path, *changes: tuple[int, str, str]) -> Lecture:
    """Change cells of the small file, by line of the file and column, and read it."""
    fec = PetitFec()
    for ligne, nom, texte in changes:
        fec.lignes[ligne - 2][nom] = texte
    return read_both(fec.ecrire(dossier))


@pytest.mark.parametrize(("ligne", "nom", "texte", "corrige"), [
    (5, "EcritureNum", "abc", "2"),
    (5, "EcritureNum", "2b", "2"),
    (5, "EcritureNum", "99", "2"),
    (4, "EcritureNum", "99", "2"),
    (6, "EcritureNum", "99", "2"),
    (7, "EcritureNum", "abc", "3"),
    (8, "EcritureNum", "abc", "3"),
    (5, "JournalCode", "XX", "VE"),
    (6, "JournalCode", "BQ", "VE"),
])
def test_one_wrong_cell(
    tmp_path: Path, ligne: int, nom: str, texte: str, corrige: str
) -> None:
    rapport = spoil(tmp_path, (ligne, nom, texte)).rapport
    found = [a for a in rapport.anomalies if a.kind.gravite is not Gravite.INFORMATION]
    assert [(a.kind.code, a.ligne, a.colonne, a.lu, a.corrige) for a in found] == [
        ("ECR-016", ligne, nom, texte, corrige)
    ]
    assert rapport.comptes["ECR-016"] == 1
    assert rapport.bloquant
    assert not rapport.verdict(Niveau.COMPTABILITE)


def test_what_it_upsets_is_written_on_it(tmp_path: Path) -> None:
    rapport = spoil(tmp_path, (5, "EcritureNum", "99")).rapport
    (found,) = [a for a in rapport.anomalies if a.kind.code == "ECR-016"]
    assert found.consequences == [
        "ECR-001 VE 99", "ECR-003 VE 99", "ECR-001 VE 2", "ECR-010", "ECR-015",
    ]
    assert not rapport.verdict(Niveau.DROIT)


@pytest.mark.parametrize("changes", [
    pytest.param([(5, "EcritureNum", "9"), (5, "Credit", "99,00")], id="other amounts"),
    pytest.param([(5, "EcritureNum", "9"), (5, "JournalCode", "XX")], id="number and journal"),
    pytest.param([(5, "EcritureNum", "9"), (5, "EcritureDate", "20240116")], id="another day"),
])
def test_two_ecritures_that_do_not_answer_each_other_are_told_apart(
    tmp_path: Path, changes: list[tuple[int, str, str]]
) -> None:
    comptes = spoil(tmp_path, *changes).rapport.comptes
    assert ("ECR-016" in comptes, comptes["ECR-001"]) == (False, 2)
