"""SansScript: a firm's whole day in a Chromium that runs no script: links and forms are enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from boucle.operations.acces import mots_de_passe
from rigs.navigateur import fenetre
from rigs.pages_console import IMPORTS, Monde, enrol
from rigs.scene_console import SceneConsole
from rigs.serveur_http import listening

pytestmark = pytest.mark.navigateur


@pytest.fixture
def monde(
    navigateur: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    preparer: Callable[[str, Path], AbstractContextManager[SceneConsole]],
) -> Iterator[Monde]:
    monkeypatch.setattr(mots_de_passe, "HACHEUR", PasswordHasher(1, 8, 1))
    with (
        preparer("sqlite", tmp_path) as scene,
        listening(scene.app()) as url,
        fenetre(navigateur, url, java_script_enabled=False) as vue,
    ):
        yield Monde(scene, vue)
    assert vue.fautes == []


def test_a_day_without_a_script(monde: Monde) -> None:
    email, _ = monde.someone(4, avec_facteur=False)
    monde.sign_in(email)
    enrol(monde)
    monde.press("Je les ai notés")
    find_a_dossier(monde)
    open_a_dossier(monde)
    filter_the_list(monde)
    read_the_lines(monde)
    reject_and_take_back(monde)
    validate(monde)
    read_the_news(monde)
    settle_and_leave(monde)


def shows(page: Page, n: int) -> None:
    """See so many rows."""
    expect(page.locator("tbody tr")).to_have_count(n)


def says(page: Page, said: str, dans: str = "dialog") -> None:
    expect(page.locator(dans)).to_contain_text(said)


def is_at(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))


def find_a_dossier(monde: Monde) -> None:
    """Search the dossiers, then go there by the page *Aller à…*."""
    page = monde.vue.page
    page.get_by_label("Rechercher un dossier").fill("quais")
    monde.press("Filtrer")
    shows(page, 1)
    monde.press("Effacer")
    shows(page, 2)
    page.get_by_label("Avec imports en attente").check()
    monde.press("Filtrer")
    shows(page, 1)
    page.get_by_role("link", name="Aller à…").click()
    page.get_by_label("Où aller").fill("rives")
    monde.press("Chercher")
    page.locator("#aller-liste").get_by_role("link", name="École des Rives").click()
    is_at(page, "/dossiers/D2")


def open_a_dossier(monde: Monde) -> None:
    """Answer the question that is asked when a dossier opens, both ways."""
    page = monde.vue.page
    monde.vue.visit("/dossiers/D1")
    asked = page.get_by_role("dialog", name="Validation des imports")
    asked.get_by_role("button", name="Non").click()
    expect(asked).to_be_hidden()
    expect(page.get_by_role("heading", name="Brasserie des Quais")).to_be_visible()
    monde.vue.visit("/dossiers/D1")
    monde.press("Oui", dans="dialog")
    is_at(page, IMPORTS)


def filter_the_list(monde: Monde) -> None:
    """Filter the imports, choose two, and be told that one is opened at a time."""
    page = monde.vue.page
    page.get_by_label("Statut").select_option("Rejeté")
    monde.press("Filtrer")
    shows(page, 1)
    monde.press("Effacer")
    for name in ("05_reprise", "_04.txt"):
        page.get_by_role("checkbox", name=name).check()
    monde.press("Visualiser Entrée")
    says(page, "Visualiser ouvre un import : 2 sont choisis.", "main")
    page.go_back()
    page.get_by_role("checkbox", name="_04.txt").uncheck()
    monde.press("Visualiser Entrée")


def read_the_lines(monde: Monde) -> None:
    """Go through the pages of the detail, and filter it."""
    page = monde.vue.page
    numbers = page.locator("tbody td.mg")
    shows(page, 100)
    expect(numbers.first).to_have_text("2")
    monde.press("Page suivante")
    expect(numbers.first).to_have_text("102")
    monde.press("Dernière page")
    expect(numbers.nth(59)).to_have_text("261")
    shows(page, 60)
    monde.press("Page précédente")
    expect(numbers.nth(99)).to_have_text("201")
    monde.press("Première page")
    page.get_by_label("Valeur du montant 1").fill("129,00")
    page.get_by_label("Rechercher sur :").select_option("Tiers")
    page.get_by_label("Rechercher", exact=True).fill("dupont")
    monde.press("Filtrer")
    shows(page, 2)
    says(page, "Total du filtre 2 lignes", "tfoot")
    monde.press("Effacer")
    page.get_by_role("link", name="Annuler").click()
    is_at(page, IMPORTS)


def reject_and_take_back(monde: Monde) -> None:
    """Ask for a rejection from a filtered list, take it back, and find the list as it was."""
    page = monde.vue.page
    monde.vue.visit(f"{IMPORTS}?statut=a_valider")
    page.get_by_role("checkbox", name="05_reprise").check()
    monde.press("Rejeter R")
    says(page, "130 écritures, 260 lignes")
    monde.press("Rejeter l’import", dans="dialog")
    says(page, "La demande de rejet de l’import")
    assert monde.scene.etat("long") == "rejet_demande"
    monde.press("Annuler la demande", dans="dialog")
    says(page, "La demande est annulée, rien n’a changé.")
    assert monde.scene.etat("long") == "a_valider"
    monde.press("OK", dans="dialog")
    is_at(page, f"{IMPORTS}?statut=a_valider")
    shows(page, 2)


def validate(monde: Monde) -> None:
    """Validate; the history says so once the server has done it."""
    page = monde.vue.page
    page.get_by_role("checkbox", name="_04.txt").check()
    monde.press("Valider V")
    monde.press("Valider 2 écritures", dans="dialog")
    monde.press("Oui", dans="dialog")
    is_at(page, "/dossiers/D1/historique")
    expect(page.get_by_role("button", name="Annuler la demande")).to_be_visible()
    monde.scene.settle()
    page.reload()
    row = page.get_by_role("row", name="_04.txt")
    expect(row).to_contain_text("Terminé avec succès")
    expect(row).to_contain_text("Cléo Vauquelin, profil 4")


def read_the_news(monde: Monde) -> None:
    """Read what was decided, one then all."""
    page = monde.vue.page
    page.get_by_role("link", name="Notifications, ").click()
    heading = page.get_by_role("heading", name="Comptabilité (")
    unread = int(re.findall(r"\((\d+) Non lu", heading.inner_text())[0])
    page.get_by_role("button", name="Ouvrir Validation de l’import").click()
    expect(page.get_by_role("heading", name="732829320FEC20241231_04.txt")).to_be_visible()
    monde.vue.visit("/notifications")
    expect(heading).to_contain_text(f"({unread - 1} Non lu/")
    if unread > 1:
        monde.press("Tout marquer lu")
    expect(heading).to_contain_text("(0 Non lu/")


def settle_and_leave(monde: Monde) -> None:
    """Choose a look and a language, then sign out: nothing is shown any more."""
    page = monde.vue.page
    for menu, chosen, name, value in (
        ("Thème", "Sombre", "data-theme", "dark"),
        ("Densité des lignes", "Ample", "data-density", "airy"),
    ):
        page.locator(f"summary[title='{menu}']").click()
        monde.press(chosen)
        expect(page.locator("html")).to_have_attribute(name, value)
        is_at(page, "/notifications")
    monde.press("EN English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    monde.press("FR Français")
    page.locator("a.who").click()
    monde.press("Se déconnecter")
    expect(page.locator("h1")).to_have_text("Connexion")
    monde.vue.visit(IMPORTS)
    is_at(page, f"/connexion?suite={IMPORTS}")
