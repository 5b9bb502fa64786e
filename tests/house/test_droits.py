"""Droits: every operation that is served has its row, and the page that shows them is fresh."""

from __future__ import annotations

from boucle.api import page_droits
from boucle.operations import droits
from house.source import ROOT


def test_the_page_is_fresh() -> None:
    page = (ROOT / page_droits.PAGE).read_text("utf-8")
    assert page == page_droits.reference(), "run: python -m boucle.api.page_droits"


def test_every_operation_has_its_row() -> None:
    assert page_droits.calls().keys() - droits.table().keys() == set(), (
        "give each one a row in src/boucle/operations/droits.py"
    )
