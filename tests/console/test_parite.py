"""Parite: each line of the published console has a test that holds it (parite.md)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
ROW = re.compile(r"^\| (?P<n>1\.\d\.\d+) \| (?P<dit>[^|]+) \| (?P<tests>[^|]*) \|$")
# How many lines each part has: one that goes is missed.
LIGNES = {"1.1": 5, "1.2": 9, "1.3": 4, "1.4": 5, "1.5": 4, "1.6": 2}
ROWS = [
    row for line in (HERE / "parite.md").read_text("utf-8").splitlines() if (row := ROW.match(line))
]


def names_of(path: Path) -> set[str]:
    """Give the names of the tests of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        f"{path.name}::{node.name}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_line_is_there_once() -> None:
    wanted = [f"{part}.{n}" for part, lines in LIGNES.items() for n in range(1, lines + 1)]
    assert [row["n"] for row in ROWS] == wanted


def test_every_line_has_a_test_that_is_there() -> None:
    there = {name for path in HERE.glob("test_*.py") for name in names_of(path)}
    for row in ROWS:
        named = [one.strip() for one in row["tests"].split(",")]
        assert all(named), f"no test holds {row['n']}: {row['dit']}"
        assert set(named) - there == set(), row["n"]


def test_every_journey_holds_a_line() -> None:
    named = {one.strip() for row in ROWS for one in row["tests"].split(",")}
    journeys = {name for path in HERE.glob("test_parcours_*.py") for name in names_of(path)}
    assert journeys
    assert journeys - named == set()
