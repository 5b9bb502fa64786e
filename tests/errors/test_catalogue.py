"""Catalogue: the page of the faults is fresh, and every kind is worth a page."""

from __future__ import annotations

from pathlib import Path

from boucle.errors import KINDS, catalogue
from boucle.errors.exemples.exemples import EXEMPLES

PAGE = Path(__file__).parents[2] / catalogue.PAGE


def test_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == catalogue.render(), (
        "run: python -m boucle.errors.catalogue > docs/reference/erreurs.md"
    )


def test_every_kind_about_a_fec_has_an_example() -> None:
    # LIG-9nn speak of a file that we wrote.
    codes = {kind.code for kind in KINDS}
    about = {code for code in codes if code[:3] in ("FIC", "LIG", "ECR") and code[4] != "9"}
    assert about == set(EXEMPLES)


def test_every_kind_has_a_remedy() -> None:
    assert [kind.code for kind in KINDS if not kind.remede] == []
