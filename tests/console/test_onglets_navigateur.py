"""OngletsNavigateur: the parts of an import, by the mouse, then by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from rigs.gestes import Clavier
from rigs.pages_console import IMPORTS
from rigs.salle import Parcours, said

pytestmark = pytest.mark.navigateur
ONGLETS = {
    "Anomalies": "anomalies",
    "Impact": "impact",
    "Différences": "differences",
    "Ce que j’ai lu": "lu",
    "Conformité FEC": "conformite",
    "Journal": "journal",
    "Fichier source": "source",
}


def test_each_part_of_an_import_is_reached(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    here = f"{IMPORTS}/{parcours.salle.scene.demandes['attente']}"
    parcours.vue.visit(here)
    tabs = page.get_by_role("navigation", name="Parties de l’import")
    for nom, adresse in ONGLETS.items():
        geste.press(tabs.get_by_role("link", name=re.compile(nom)))
        expect(page).to_have_url(re.compile(f"{here}/{adresse}$"))
        expect(tabs.locator("[aria-current=page]")).to_contain_text(nom)
        # Who decides may do so from any of them.
        expect(page.get_by_role("button", name=re.compile("^Valider"))).to_be_visible()
    geste.press(tabs.get_by_role("link", name=re.compile("Écritures")))
    expect(page).to_have_url(re.compile(f"{here}$"))


def test_rules_are_gone_through_one_after_the_other(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    parcours.vue.visit(f"{IMPORTS}/{parcours.salle.scene.demandes['attente']}/anomalies")
    rule = page.locator("section h2 .chip")
    first = rule.inner_text()
    if isinstance(geste, Clavier):
        geste.reach(page.locator(".master a").first)
        page.keyboard.press("n")
    else:
        geste.press(page.get_by_role("link", name="Règle suivante"))
    expect(rule).not_to_have_text(first)
    if isinstance(geste, Clavier):
        geste.reach(page.locator(".master a").first)
        page.keyboard.press("p")
    else:
        geste.press(page.get_by_role("link", name="Règle précédente"))
    expect(rule).to_have_text(first)


def test_the_balance_is_read_by_compte_then_by_month(parcours: Parcours) -> None:
    page, geste = parcours.vue.page, parcours.geste
    parcours.vue.visit(f"{IMPORTS}/{parcours.salle.scene.demandes['attente']}/impact")
    waiting = page.locator("tr.is-471").first
    assert said(waiting).startswith("471000 471")
    assert "12,39 D" in said(waiting)
    views = page.get_by_role("navigation", name="Balance par")
    geste.press(views.get_by_role("link", name="Période"))
    expect(page.locator("section[aria-labelledby=balance] tbody tr")).to_have_count(1)
    assert said(page.locator("section[aria-labelledby=balance] tbody th")) == "01/2024"
    assert "132,39 132,39" in said(page.locator("section[aria-labelledby=balance] tfoot"))
