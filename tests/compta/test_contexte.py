"""Contexte: an exercice goes from its first day to its last, both of them in it."""

from __future__ import annotations

from datetime import date

import pytest

from boucle.compta.contexte import COMPTE_ATTENTE, REFUSER, Contexte, Exercice

EXERCICE = Exercice("2024", date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("jour", "held"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2024, 6, 15), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
    ],
)
def test_both_end_days_belong_to_the_exercice(jour: date, held: bool) -> None:
    assert EXERCICE.holds(jour) is held


def test_nothing_is_presumed_of_a_dossier_that_is_not_known() -> None:
    blank = Contexte()
    assert (blank.desequilibre, blank.longueur_compte) == (REFUSER, 0)
    assert (blank.creer_exercice, blank.sans_nom, EXERCICE.clos) == (False, False, False)


def test_a_policy_that_does_not_exist_is_refused() -> None:
    for politique in (REFUSER, COMPTE_ATTENTE):
        assert Contexte(desequilibre=politique).desequilibre == politique
    with pytest.raises(ValueError, match="au hasard"):
        Contexte(desequilibre="au hasard")
