"""Days and exercices: outside, closed, or an exercice longer than twelve months."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte, Exercice
from boucle.formats.fec import read
from formats.petit_fec import PetitFec
from oracle_fec.lire import read_exact

E2023 = Exercice("2023", date(2023, 1, 1), date(2023, 12, 31), clos=True)
E2024 = Exercice("2024", date(2024, 1, 1), date(2024, 12, 31))


def read_both(path: Path, contexte: Contexte) -> dict[str, int]:
    exact, fast = read_exact(path, contexte), read(path, contexte)
    assert (exact.rapport.comptes, exact.bilan) == (fast.rapport.comptes, fast.bilan)
    return exact.rapport.comptes


def moved(lines: slice, jour: str, *, opening: bool = True) -> PetitFec:
    """Move some lines to another day; without opening entries if asked."""
    fec = PetitFec()
    for ligne in fec.lignes[lines]:
        ligne["EcritureDate"] = jour
    if not opening:
        for ligne in fec.lignes[:2]:
            ligne.update(JournalCode="OD", JournalLib="Divers")
    return fec


CAS = [
    # Opening entries open the exercice, however long it is.
    (moved(slice(0, 2), "20230901"), Contexte(), {"FIC-009": 1}),
    # A line before the opening entries is outside.
    (moved(slice(2, 5), "20231115"), Contexte(), {"LIG-052": 3}),
    # No opening entries: a first exercice may be long, if no month is blank.
    (moved(slice(0, 2), "20231201", opening=False), Contexte(), {"FIC-009": 1, "FIC-035": 1}),
    (moved(slice(0, 2), "20230901", opening=False), Contexte(), {"LIG-052": 2, "FIC-035": 1}),
    (moved(slice(0, 2), "20210901", opening=False), Contexte(), {"LIG-052": 2, "FIC-035": 1}),
    (moved(slice(5, 7), "20250120"), Contexte(), {"LIG-051": 2}),
    # Every line outside: the name is at fault, and said once.
    (moved(slice(0, 7), "20250120"), Contexte(), {"FIC-039": 1}),
    (moved(slice(0, 7), "20230120"), Contexte(), {"FIC-039": 1}),
    # The exercices of the dossier are known: nothing is guessed.
    (moved(slice(2, 5), "20231115"), Contexte(exercices=(E2023, E2024)), {"LIG-054": 3}),
    (moved(slice(2, 5), "20221115"), Contexte(exercices=(E2023, E2024)), {"LIG-053": 3}),
    (
        moved(slice(2, 5), "20221115"),
        Contexte(exercices=(E2023, E2024), creer_exercice=True),
        {},
    ),
]


@pytest.mark.parametrize(("fec", "contexte", "attendus"), CAS, ids=range(len(CAS)))
def test_days(tmp_path: Path, fec: PetitFec, contexte: Contexte, attendus: dict[str, int]) -> None:
    assert read_both(fec.ecrire(tmp_path), contexte) == attendus


def test_siren_and_closing_of_another_dossier(tmp_path: Path) -> None:
    other = Exercice("2025", date(2024, 1, 1), date(2025, 3, 31))
    contexte = Contexte(siren="552100554", exercices=(other,))
    assert read_both(PetitFec().ecrire(tmp_path), contexte) == {"FIC-007": 1, "FIC-008": 1}


@pytest.mark.parametrize(
    ("jour", "attendus"),
    [
        ("20231231", {"LIG-052": 2}),
        ("20240101", {}),
        ("20241231", {}),
        ("20250101", {"LIG-051": 2}),
    ],
)
def test_the_first_and_the_last_day_of_the_year_are_inside(
    tmp_path: Path, jour: str, attendus: dict[str, int]
) -> None:
    fec = moved(slice(5, 7), jour)
    for ligne in fec.lignes:
        ligne.update(EcritureLet="", DateLet="")
    for ligne in fec.lignes[5:7]:
        ligne["ValidDate"] = max(jour, "20241231")
    assert read_both(fec.ecrire(tmp_path), Contexte()) == attendus
