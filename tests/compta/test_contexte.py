"""Contexte: an exercice holds both of its end days."""

from __future__ import annotations

from datetime import date, timedelta

from boucle.compta.contexte import Exercice

YEAR = Exercice("EXERCICE 2024", date(2024, 1, 1), date(2024, 12, 31))


def test_the_first_and_the_last_day_are_inside_and_their_neighbours_are_not() -> None:
    day = timedelta(days=1)
    held = [YEAR.holds(jour) for jour in (YEAR.debut - day, YEAR.debut, YEAR.fin, YEAR.fin + day)]
    assert held == [False, True, True, False]


def test_a_year_of_one_day_holds_it() -> None:
    alone = Exercice("X", YEAR.fin, YEAR.fin)
    assert alone.holds(YEAR.fin)
