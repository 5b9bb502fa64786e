"""The page of the formats is fresh, and says something of whatever the books hold."""

from __future__ import annotations

from boucle.compta import detail
from boucle.compta.lot import SCHEMA
from boucle.formats.sortie.page import PAGE, page
from boucle.formats.sortie.portes import COLONNES, PORTES, RISQUES, Forme, Sort
from house.source import ROOT


def test_the_page_is_fresh() -> None:
    told = (ROOT / PAGE).read_text(encoding="utf-8")
    assert told == page(), "run: python -m boucle.formats.sortie.page"


def test_all_that_a_line_holds_has_its_row() -> None:
    held = {nom for nom in (*SCHEMA, *detail.SCHEMA) if not nom.startswith("lib_")}
    assert held - set(COLONNES) == {"n", "revision"}


def test_what_no_place_carries_is_counted() -> None:
    for forme in Forme:
        lost = {r.examen.colonne for r in RISQUES[forme] if r.sort is Sort.PERDU}
        absent = {"axe" if nom == "ventilation" else nom for nom in COLONNES} - {
            "axe" if nom == "ventilation" else nom for nom in PORTES[forme]
        }
        assert absent <= lost, forme
