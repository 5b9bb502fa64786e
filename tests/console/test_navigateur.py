"""Navigateur: the shell and the components in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from rigs.navigateur import Fenetre

pytestmark = pytest.mark.navigateur
# Each page and its picture, named after its mock-up.
NAMES = {"/composants": "00-composants", "/dialogue": "05b-dialogue"}
PAGES = tuple(NAMES)
PAGE_OCTETS_MAX = 60_000


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(vue: Fenetre, path: str, theme: str) -> None:
    vue.theme(theme)
    vue.visit(path)
    assert vue.axe() == []
    vue.capture(f"{NAMES[path]}{'-sombre' if theme == 'dark' else ''}")


def test_a_first_visit_weighs_little(vue: Fenetre) -> None:
    vue.visit("/composants")
    vue.page.wait_for_load_state("networkidle")
    assert 0 < vue.octets <= PAGE_OCTETS_MAX


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_without_a_script(vue_sans_script: Fenetre, path: str) -> None:
    vue_sans_script.visit(path)
    assert vue_sans_script.page.locator("h1").count() == 1
    assert vue_sans_script.page.locator("link[rel=stylesheet]").count() == 1


def test_a_theme_chosen_without_a_script_lasts(vue_sans_script: Fenetre) -> None:
    page = vue_sans_script.page
    vue_sans_script.visit("/composants")
    page.locator("summary[title='Thème']").click()
    page.get_by_role("button", name="Sombre").click()
    assert page.url.endswith("/composants")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    vue_sans_script.visit("/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_theme_chosen_with_a_script_changes_at_once_and_lasts(vue: Fenetre) -> None:
    page = vue.page
    vue.visit("/grille")
    page.locator("summary[title='Thème']").click()
    with page.expect_response("**/preferences") as told:
        page.get_by_role("button", name="Sombre").click()
    assert told.value.status == 303
    assert page.locator("html").get_attribute("data-theme") == "dark"
    vue.visit("/composants")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_language_changes_and_comes_back(vue: Fenetre) -> None:
    vue.visit("/connexion")
    vue.page.get_by_role("button", name="English").click()
    expect(vue.page.locator("h1")).to_have_text("Sign in")
    vue.page.get_by_role("button", name="Français").click()
    expect(vue.page.locator("h1")).to_have_text("Connexion")


def test_a_dialog_is_modal_closes_with_escape_and_gives_the_focus_back(vue: Fenetre) -> None:
    page = vue.page
    vue.visit("/composants")
    page.get_by_role("link", name="Rejeter").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Rejeter l’import")
    dialog.wait_for()
    assert page.evaluate("document.querySelector('dialog').matches(':modal')")
    assert page.evaluate("document.activeElement.textContent") == "Garder l’import"
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent.trim()").startswith("Rejeter")


def test_a_refusal_of_a_fragment_is_said_where_messages_are(vue: Fenetre) -> None:
    page = vue.page
    vue.visit("/composants")
    page.get_by_role("link", name="Rejeter").evaluate(
        "link => { link.setAttribute('hx-get', '/nulle-part'); htmx.process(link) }"
    )
    page.get_by_role("link", name="Rejeter").click()
    page.locator("#messages .note-stop").wait_for()
    assert "Aucune page ne répond à l'adresse /nulle-part" in page.locator("#messages").inner_text()
    assert page.locator("table.ledger tbody tr").count() == 5


def test_a_list_is_worked_by_the_keyboard_alone(vue: Fenetre) -> None:
    page = vue.page
    vue.visit("/composants")
    region = page.get_by_role("region", name="Imports, tableau défilant")
    region.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    rows = page.locator("table.ledger tbody tr")
    assert rows.nth(1).get_attribute("aria-selected") == "true"
    assert rows.nth(1).get_by_role("checkbox").is_checked()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("r/")
    assert page.locator("input[name=q]").input_value() == "r/"
    assert page.get_by_role("dialog").count() == 0
    region.focus()
    page.keyboard.press("r")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    region.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/grille")


def test_a_million_lines_are_read_through_a_window(vue: Fenetre) -> None:
    page = vue.page
    vue.visit("/grille")
    table = page.locator("table.ledger")
    assert table.get_attribute("aria-rowcount") == "1000001"
    region = page.get_by_role("region", name="Lignes, tableau défilant")
    region.focus()
    for _ in range(12):
        before = page.locator("tbody tr").last.get_attribute("aria-rowindex")
        region.evaluate("region => { region.scrollTop = region.scrollHeight }")
        page.wait_for_selector(f"tbody tr[aria-rowindex='{int(before or 0) + 1}']")
        assert page.locator("tbody tr").count() <= 400
    indexes = page.eval_on_selector_all(
        "tbody tr", "rows => rows.map(row => Number(row.getAttribute('aria-rowindex')))"
    )
    assert indexes == list(range(indexes[0], indexes[0] + len(indexes)))
    page.keyboard.press("Control+End")
    page.wait_for_selector("tbody tr[aria-rowindex='1000001']")
    assert page.locator("tbody tr[aria-rowindex='1000001']").is_visible()
    page.keyboard.press("Control+Home")
    page.wait_for_selector("tbody tr[aria-rowindex='2']")
    assert page.locator("tbody tr").count() <= 400


def test_what_is_read_stays_in_place_when_a_page_comes_above(vue: Fenetre) -> None:
    page = vue.page
    vue.visit("/grille?apres=500")
    region = page.get_by_role("region", name="Lignes, tableau défilant")
    row = page.locator("tbody tr[aria-rowindex='510']")
    region.evaluate("region => { region.scrollTop = 1 }")
    at = row.bounding_box()
    page.wait_for_selector("tbody tr[aria-rowindex='402']")
    after = row.bounding_box()
    assert at is not None
    assert after is not None
    assert abs(at["y"] - after["y"]) < 3


def test_without_a_script_the_last_page_is_a_link(vue_sans_script: Fenetre) -> None:
    vue_sans_script.visit("/grille")
    vue_sans_script.page.get_by_role("link", name="Dernière page").click()
    assert vue_sans_script.page.locator("tbody tr").last.get_attribute("aria-rowindex") == "1000001"


@pytest.mark.parametrize("path", [*PAGES, "/grille"])
def test_at_320_pixels_the_page_never_scrolls_sideways(vue: Fenetre, path: str) -> None:
    vue.page.set_viewport_size({"width": 320, "height": 640})
    vue.visit(path)
    assert vue.page.evaluate("document.documentElement.scrollWidth") <= 320
