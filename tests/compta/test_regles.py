"""Regles: each rule on a line is one entry of one table, read by columns and by single lines."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from boucle.compta.contexte import Contexte, Exercice, juge_jour, premier_jour
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.lignes import LIGNES_FEC, LIGNES_SAISIE, Regle
from boucle.compta.regles.signaux import Signaux
from boucle.errors import Kind
from boucle.errors.donnees import lig

JUSTE: dict[str, Any] = {
    "journal": True,
    "compte": True,
    "debit": 100,
    "credit": 0,
    "chiffree": True,
    "tiers": True,
    "lib_tiers": True,
    "lettrage": True,
    "date_let": True,
    "date_let_vide": False,
    "montant_devise": False,
    "montant_devise_lu": False,
    "devise": False,
    "devise_vide": True,
    "jour": 20,
    "valid_date": 30,
    "datee": True,
    "validee": True,
    "hors_exercice": False,
}
"""The facts of a line that breaks no rule."""
FAUTES: list[tuple[Kind, str, dict[str, Any]]] = [
    (lig.INDISPENSABLE_ABSENTE, "journal", {"journal": False}),
    (lig.INDISPENSABLE_ABSENTE, "compte", {"compte": False}),
    (lig.DEUX_COTES, "", {"credit": 5}),
    (lig.LIGNE_A_ZERO, "", {"debit": 0}),
    (lig.TIERS_SANS_LIBELLE, "lib_tiers", {"lib_tiers": False}),
    (lig.LIBELLE_SANS_TIERS, "tiers", {"tiers": False}),
    (lig.LETTRAGE_SANS_DATE, "date_let", {"date_let": False, "date_let_vide": True}),
    (lig.DATE_SANS_LETTRAGE, "lettrage", {"lettrage": False}),
    (lig.DEVISE_SANS_MONTANT, "montant_devise", {"devise": True, "devise_vide": False}),
    (lig.MONTANT_SANS_DEVISE, "devise", {"montant_devise": True, "montant_devise_lu": True}),
    (lig.VALIDATION_AVANT_ECRITURE, "valid_date", {"valid_date": 19}),
]
SILENCES = [
    {"debit": 0, "chiffree": False},
    {"credit": 5, "chiffree": False},
    {"valid_date": 19, "validee": False},
    {"valid_date": 19, "hors_exercice": True},
    {"valid_date": 20},
    {"date_let": False},
    {"tiers": False, "lib_tiers": False},
    {"montant_devise": True, "devise_vide": True},
]
REGLES = (*LIGNES_SAISIE, *(regle for regle in LIGNES_FEC if regle not in LIGNES_SAISIE))


def line(**changed: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{
            nom: np.bool_(value) if isinstance(value, bool) else np.int64(value)
            for nom, value in (JUSTE | changed).items()
        }
    )


def columns(*lines: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(**{nom: np.array([getattr(one, nom) for one in lines]) for nom in JUSTE})


def broken(faits: SimpleNamespace, regles: tuple[Regle, ...] = REGLES) -> list[tuple[Kind, str]]:
    return [(regle.kind, regle.colonne) for regle in regles if regle.condition(faits)]


@pytest.mark.parametrize(("kind", "colonne", "changed"), FAUTES)
def test_a_fault_breaks_its_rule_and_no_other(
    kind: Kind, colonne: str, changed: dict[str, Any]
) -> None:
    assert broken(line(**changed)) == [(kind, colonne)]


@pytest.mark.parametrize("changed", SILENCES)
def test_what_is_not_known_breaks_nothing(changed: dict[str, Any]) -> None:
    assert broken(line(**changed)) == []


def test_every_rule_has_its_example() -> None:
    assert [(regle.kind, regle.colonne) for regle in REGLES] == [
        (kind, colonne) for kind, colonne, _ in FAUTES
    ]


def test_columns_and_single_lines_read_the_same_table() -> None:
    lines = [line(**changed) for changed in ({}, *(f for *_, f in FAUTES), *SILENCES)]
    faits = columns(*lines)
    for regle in REGLES:
        assert regle.condition(faits).tolist() == [bool(regle.condition(one)) for one in lines]


def test_a_new_rule_is_one_entry() -> None:
    """It is placed, quoted and filled by what already reads the table."""
    regle = Regle(
        lig.VALIDATION_AVANT_ECRITURE,
        lambda f: f.debit > 1_000,
        "valid_date",
        frozenset(("valid_date",)),
        slots={"ecriture_date": "jour"},
    )
    collecte, faits = Collecte(), columns(line(), line(debit=5_000))
    for colonnes in (frozenset(("valid_date",)), frozenset(("debit",))):
        signaux = Signaux(np.array([2, 3]), lambda *_: "20240131", {"valid_date": "ValidDate"})
        signaux.judge((regle,), faits, colonnes)
        signaux.flush(collecte)
    (found,) = collecte.finish().anomalies
    assert (found.ligne, found.colonne, found.lu) == (3, "ValidDate", "20240131")
    assert found.message == "ValidDate (20240131) précède EcritureDate (21/01/1970)."


@pytest.mark.parametrize(
    ("fin", "attendu"),
    [
        (date(2024, 12, 31), date(2024, 1, 1)),
        (date(2024, 6, 30), date(2023, 7, 1)),
        (date(2025, 2, 28), date(2024, 3, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2024, 2, 28), date(2023, 3, 1)),
        (date(2023, 2, 28), date(2022, 3, 1)),
        (date(2024, 3, 15), date(2023, 3, 16)),
        (date(1, 5, 31), date.min),
        (date(9999, 12, 31), date(9999, 1, 1)),
    ],
)
def test_twelve_months_end_on_any_day(fin: date, attendu: date) -> None:
    assert premier_jour(fin) == attendu


@pytest.mark.parametrize(
    ("jour", "kind"),
    [
        (date(2024, 2, 29), lig.DATE_AVANT_OUVERTURE),
        (date(2024, 3, 1), None),
        (date(2025, 2, 28), None),
        (date(2025, 3, 1), lig.DATE_APRES_CLOTURE),
    ],
)
def test_a_day_is_held_to_the_closing_that_the_name_tells(jour: date, kind: Kind | None) -> None:
    found = juge_jour(jour, Contexte(), date(2025, 2, 28))
    assert (found and found[0]) == kind


def test_a_day_is_held_to_the_exercices_of_the_dossier() -> None:
    open_, closed = (
        Exercice("B", date(2024, 1, 1), date(2024, 12, 31)),
        Exercice("A", date(2023, 1, 1), date(2023, 12, 31), clos=True),
    )
    contexte = Contexte(exercices=(open_, closed))
    days = (date(2024, 12, 31), date(2023, 1, 1), date(2025, 1, 1))
    assert [juge_jour(day, contexte, date(2020, 1, 1)) for day in days] == [
        None,
        (lig.EXERCICE_CLOS, {"exercice": "A"}),
        (lig.HORS_EXERCICE, {}),
    ]
    assert juge_jour(days[2], Contexte(exercices=(open_,), creer_exercice=True)) is None
