"""The rapport says which exercices the lines of a file fall in."""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.errors.exemples.exemple import NOM, Exemple, build
from boucle.errors.exemples.exemples import EXEMPLES
from boucle.operations.controle.verifier import verifier


def check(folder: Path, exemple: Exemple, nom: str = NOM) -> list[tuple[object, ...]]:
    path = folder / nom
    path.write_bytes(build(exemple))
    return [tuple(exercice.values()) for exercice in verifier(path).faits["exercices"]]


def test_a_file_of_one_exercice(tmp_path: Path) -> None:
    assert check(tmp_path, Exemple()) == [("2024-01-01", "2024-12-31", 7, 124_000, 124_000)]


def test_lines_before_and_after_are_of_other_exercices(tmp_path: Path) -> None:
    assert check(tmp_path, EXEMPLES["LIG-052"]) == [
        ("2021-01-01", "2021-12-31", 2, 100_000, 100_000),
        ("2024-01-01", "2024-12-31", 5, 24_000, 24_000),
    ]


def test_an_exercice_longer_than_a_year_is_one(tmp_path: Path) -> None:
    assert check(tmp_path, EXEMPLES["FIC-009"]) == [
        ("2023-12-31", "2024-12-31", 7, 124_000, 124_000),
    ]


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("732829320FEC20240630.txt", [("2023-07-01", "2024-06-30", 7, 124_000, 124_000)]),
        ("732829320FEC20240229.txt", [("2023-03-01", "2024-02-29", 7, 124_000, 124_000)]),
        ("732829320FEC20240615.txt", [("2023-06-16", "2024-06-15")]),
        ("export.txt", []),
    ],
)
def test_the_closing_day_is_that_of_the_name(
    tmp_path: Path, nom: str, attendu: list[tuple[object, ...]]
) -> None:
    assert check(tmp_path, Exemple(), nom) == attendu
