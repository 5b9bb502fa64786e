"""Ecriture: how the pages write amounts, instants and names; templates forgive nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from jinja2 import UndefinedError

from boucle.console.cadre.filters import cut_name, initials, instant
from boucle.console.cadre.render import make_environment


def written(source: str, **values: object) -> str:
    return make_environment().from_string(source).render(**values)


def test_amounts_are_written_as_on_paper() -> None:
    assert written("{{ n | montant }}", n=120606) == "1\u202f206,06"
    assert written("{{ n | montant }}", n=-1240) == "\u221212,40"
    assert written("{{ n | montant }}", n=0) == "0,00"


def test_days_and_instants_are_those_of_paris() -> None:
    assert written("{{ d | jour }}", d="2026-10-16") == "16/10/2026"
    assert instant(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02/07/2026 00:30:00"
    assert instant(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "01/01/2027 00:30:00"
    assert instant(None) == ""


def test_a_long_name_is_cut_in_the_middle_and_a_hostile_one_is_shown() -> None:
    assert cut_name("Import JSON") == ("Import JSON", "")
    start, end = cut_name("513884692FEC20261231_10.txt")
    assert start + end == "513884692FEC20261231_10.txt"
    assert end == "20261231_10.txt"[-12:]
    assert "\u202e" not in "".join(cut_name("facture\u202efdp.exe"))


def test_initials() -> None:
    assert [initials(name) for name in ("H. Marchand", "Léa", "")] == ["HM", "L", ""]


def test_markup_is_escaped_and_a_missing_value_is_an_error() -> None:
    assert written("{{ x }}", x="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        written("{{ absent }}")
