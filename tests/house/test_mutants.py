"""Mutants: each survivor that is argued still names a mutant, and each file its tests."""

from __future__ import annotations

import ast

from house.source import ROOT
from mutants.__main__ import known
from mutants.cibles import CIBLES
from mutants.mutations import mutants_of


def test_every_argued_survivor_is_still_a_mutant() -> None:
    for name, argued in known().items():
        tree = ast.parse((ROOT / name).read_text("utf-8"))
        assert [one for one in argued if one not in {m.name for m in mutants_of(tree)}] == []
        assert [one for one, argument in argued.items() if not argument] == []


def test_every_file_that_is_broken_has_its_tests() -> None:
    named = [name for file, tests in CIBLES.items() for name in (file, *tests)]
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_a_module_is_broken_in_every_way_it_can_be() -> None:
    tree = ast.parse("def f(a, b):\n    if a < 3 and not b:\n        raise E\n    return min(a, b)")
    assert [mutant.name for mutant in mutants_of(tree)] == [
        "f: a < 3 and (not b) → Or",
        "f: a < 3 and (not b) → without a < 3",
        "f: a < 3 and (not b) → without not b",
        "f: a < 3 and (not b) → contrary of not b",
        "f: a < 3 → LtE",
        "f: a < 3 → GtE",
        "f: 3 → 4",
        "f: 3 → 2",
        "f: without raise E",
        "f: return min(a, b) → None",
        "f: min(a, b) → max",
    ]


def test_what_is_judged_elsewhere_is_left_alone() -> None:
    """Types and exports by mypy, the points of faults by the deaths at each of them."""
    tree = ast.parse("__all__ = ['f', 'g']\ndef f(a: A | B = 1) -> C:\n    faults.point('x')")
    assert [mutant.name for mutant in mutants_of(tree)] == ["f: 1 → 2", "f: 1 → 0"]
