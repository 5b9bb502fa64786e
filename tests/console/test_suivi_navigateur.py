"""SuiviNavigateur: seeing and deciding in a real Chromium, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from boucle.store.engine import Store
from rigs.navigateur import Fenetre, fenetre
from rigs.scene_console import SceneConsole, scene_console
from rigs.serveur_http import listening

pytestmark = pytest.mark.navigateur


@pytest.fixture
def scene(store: Store, tmp_path: Path) -> Iterator[SceneConsole]:
    with scene_console(store, tmp_path) as made:
        yield made


@pytest.fixture
def vue(navigateur: Browser, scene: SceneConsole) -> Iterator[Fenetre]:
    with listening(scene.app()) as url, fenetre(navigateur, url) as opened:
        cookie = {"name": "boucle", "value": scene.jeton(), "url": url}
        opened.page.context.add_cookies([cookie])  # type: ignore[list-item]
        yield opened
    assert opened.fautes == []


def test_a_firm_sees_and_decides_by_the_keyboard_alone(
    vue: Fenetre, scene: SceneConsole
) -> None:
    page = vue.page
    pages = {
        "01-dossiers": "/dossiers", "02-tableau-de-bord": "/dossiers/D1",
        "03-imports-partenaires": "/dossiers/D1/imports",
        "04a-import-ecritures": f"/dossiers/D1/imports/{scene.demandes['attente']}",
        "16-historique": "/dossiers/D1/historique",
    }
    for name, path in pages.items():
        for theme, suffix in (("dark", "-sombre"), ("light", "")):
            vue.theme(theme)
            vue.visit(path)
            assert vue.axe() == [], path
            vue.capture(name + suffix)
    vue.visit("/dossiers/D1/imports")
    page.get_by_role("region", name="Imports, tableau défilant").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", " "):
        page.keyboard.press(key)
    page.locator(".selbar").wait_for()
    assert "1 ligne, solde 12,39" in page.locator(".selbar").inner_text()
    page.keyboard.press("v")
    page.get_by_role("button", name="Valider 2 écritures").wait_for()
    vue.capture("05a-valider")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Oui").wait_for()
    vue.capture("05b-dialogues-et-notifications")
    assert page.locator("dialog").count() == 1
    assert scene.etat("attente") == "valide"
    page.keyboard.press("Enter")
    page.wait_for_url("**/historique")
    vue.visit(f"/dossiers/D1/imports/{scene.demandes['long']}")
    page.get_by_role("region", name="Écritures, tableau défilant").focus()
    page.keyboard.press("Control+End")
    page.wait_for_selector("tr[aria-rowindex='261']")
    page.keyboard.press("r")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Garder l’import"
