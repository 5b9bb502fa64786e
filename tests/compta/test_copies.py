"""Copies: an écriture whose every line is there twice is told, whatever the order of its lines."""

from __future__ import annotations

from typing import Any

import pytest

from compta.test_assemblage import Essai, saisie

D: dict[str, Any] = {"compte": "606400", "debit": 500, "num": "1"}
C: dict[str, Any] = {"compte": "401000", "credit": 500, "num": "1"}
AUTRE: dict[str, Any] = {"compte": "512000", "debit": 7, "num": "2"}
CONTRE: dict[str, Any] = {"compte": "401000", "credit": 7, "num": "2"}
DEUX = {**C, "credit": 300}, {**C, "credit": 200}


@pytest.mark.parametrize(
    "lignes",
    [
        (D, C, D, C), (D, D, C, C), (D, C, AUTRE, CONTRE, D, C), (D, C, C, D),
        (D, *DEUX, D, *DEUX),
    ],
    ids=["block", "each line", "far away", "turned", "three lines"],
)  # fmt: skip
def test_a_copy_is_told_at_its_first_line(lignes: tuple[dict[str, Any], ...]) -> None:
    essai = Essai(saisie(*lignes))
    assert [place for place in essai.codes if place[0] == "ECR-017"] == [("ECR-017", 1)]


@pytest.mark.parametrize(
    "lignes",
    [
        (D, C), (D, C, {**D, "num": "3"}, {**C, "num": "3"}), (D, C, {**D, "journal": "VE"},
         {**C, "journal": "VE"}), (D, C, {**D, "libelle": "Autre"}, C),
        (D, C, {**D, "debit": 400}, {**C, "credit": 400}),
    ],
    ids=["once", "another number", "another journal", "another label", "another amount"],
)  # fmt: skip
def test_what_is_not_a_copy_is_not_told(lignes: tuple[dict[str, Any], ...]) -> None:
    assert "ECR-017" not in {code for code, _ in Essai(saisie(*lignes)).codes}


def test_blocks_change_nothing() -> None:
    whole = saisie(D, C, D, C)
    parts = Essai(whole[:1], whole[1:3], whole[3:])
    assert ("ECR-017", 1) in parts.codes
    assert parts.codes == Essai(whole).codes
