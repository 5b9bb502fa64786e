"""Equilibre: what one side lacks goes to the waiting account, to the centime, and is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boucle.compta.bilan import Bilan, Desequilibre, Solde
from boucle.compta.contexte import COMPTE_ATTENTE, REFUSER, Contexte
from boucle.compta.ecritures.equilibre import balancing_lot, complete_bilan
from boucle.values import days_of

ATTENTE = Contexte(desequilibre=COMPTE_ATTENTE)
JANVIER, FEVRIER = date(2024, 1, 15), date(2024, 2, 29)


def gap(ecart_centimes: int, jour: date | None = JANVIER, **given: Any) -> Desequilibre:
    """One écriture of the purchases whose debit exceeds its credit by so much."""
    values: dict[str, Any] = {
        "journal": "AC",
        "num": "7",
        "piece_ref": "FA7",
        "libelle": "Fournitures",
        "valid_date": None,
        "premiere_ligne": 2,
        "derniere_ligne": 3,
        **given,
    }
    return Desequilibre(date=jour, ecart_centimes=ecart_centimes, **values)


def bilan(*gaps: Desequilibre, **given: Any) -> Bilan:
    return Bilan(desequilibres=list(gaps), **given)


@pytest.mark.parametrize(("ecart", "debit", "credit"), [(1, 0, 1), (-1, 1, 0), (12_345, 0, 12_345)])
def test_the_line_bears_the_gap_on_the_side_that_lacks_it(
    ecart: int, debit: int, credit: int
) -> None:
    lot = balancing_lot(bilan(gap(ecart, valid_date=FEVRIER)), ATTENTE, 3)
    shown = (
        "n",
        "journal",
        "num",
        "date",
        "compte",
        "piece_ref",
        "piece_date",
        "libelle",
        "debit",
        "credit",
        "valid_date",
    )
    assert lot.select(shown).rows() == [
        (
            4,
            "AC",
            "7",
            days_of(JANVIER),
            "47100000",
            "FA7",
            days_of(JANVIER),
            "Fournitures",
            debit,
            credit,
            days_of(FEVRIER),
        )
    ]


def test_lines_are_numbered_after_the_file_one_for_each_dated_ecriture() -> None:
    gaps = (gap(5), gap(6, None), gap(-7, FEVRIER, num="9", journal="VE"))
    lot = balancing_lot(bilan(*gaps), ATTENTE, 10)
    assert lot.select("n", "num", "debit", "credit", "valid_date").rows() == [
        (11, "7", 0, 5, None),
        (12, "9", 7, 0, None),
    ]


def test_a_dossier_that_refuses_gets_no_line() -> None:
    assert balancing_lot(bilan(gap(5)), Contexte(desequilibre=REFUSER), 3).height == 0


def test_the_lines_count_in_the_totals_and_in_the_month_and_journal_they_fall_in() -> None:
    there = Solde("47100000", "AC", "2024-01", 10, 20, 2)
    other = Solde("60640000", "AC", "2024-01", 100, 0, 1)
    found = bilan(
        gap(5),
        gap(-7, num="8"),
        gap(3, FEVRIER, num="9"),
        lignes=3,
        debit=110,
        credit=20,
        soldes=[other, there],
    )
    complete_bilan(found, balancing_lot(found, ATTENTE, 3))
    assert (found.lignes, found.debit, found.credit) == (6, 117, 28)
    assert found.comptes == {"47100000": "Compte d'attente"}
    assert found.soldes == [
        Solde("47100000", "AC", "2024-01", 17, 25, 4),
        Solde("47100000", "AC", "2024-02", 0, 3, 1),
        other,
    ]


def test_the_waiting_account_keeps_the_label_that_the_file_gave_it() -> None:
    found = bilan(gap(5), comptes={"47100000": "Attente du client"})
    complete_bilan(found, balancing_lot(found, ATTENTE, 3))
    assert found.comptes == {"47100000": "Attente du client"}


def test_no_gap_leaves_the_bilan_as_it_is() -> None:
    found = bilan(lignes=3)
    complete_bilan(found, balancing_lot(found, ATTENTE, 3))
    assert found == bilan(lignes=3)
