"""Pages: what is generated from the declarations is fresh."""

from __future__ import annotations

from pathlib import Path

from boucle.api.document import pages

ROOT = Path(__file__).parents[2]


def test_the_reference_is_fresh() -> None:
    assert (ROOT / pages.PAGE).read_text(encoding="utf-8") == pages.reference(), (
        "run: python -m boucle.api.document.pages"
    )


def test_the_schema_of_a_rapport_is_the_one_of_the_program() -> None:
    told = (ROOT / pages.RAPPORT).read_text(encoding="utf-8")
    assert told == pages.FICHIER.read_text(encoding="utf-8"), (
        "run: python -m boucle.api.document.pages"
    )


def test_departures_are_listed() -> None:
    assert pages.ecarts() in (ROOT / pages.ECARTS).read_text(encoding="utf-8"), (
        "run: python -m boucle.api.document.pages"
    )


def test_every_declaration_is_short() -> None:
    for path in (ROOT / "src/boucle/resources").glob("[a-z]*.py"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 80, path.name
        assert text.count("\nRESOURCE = ") == 1, path.name
