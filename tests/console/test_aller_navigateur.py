"""AllerNavigateur: Ctrl K as soon as the page is seen, whatever of its script is there yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from rigs.navigateur import Fenetre, fenetre
from rigs.scene_console import SceneConsole
from rigs.serveur_http import listening

pytestmark = pytest.mark.navigateur
expect.set_options(timeout=20_000)
ICI = "/dossiers/D1/imports"
SCRIPT = "**/statique/boucle-*.js"
# htmx begins by a `setTimeout` of no time: the one thing that is held back here.
LENT = "const now = setTimeout; window.setTimeout = (act, ms) => now(act, ms ?? 1500)"


@pytest.fixture
def vue(
    navigateur: Browser,
    tmp_path: Path,
    preparer: Callable[[str, Path], AbstractContextManager[SceneConsole]],
) -> Iterator[Fenetre]:
    with (
        preparer("sqlite", tmp_path) as scene,
        listening(scene.app()) as url,
        fenetre(navigateur, url) as opened,
    ):
        opened.page.context.add_cookies([{"name": "boucle", "value": scene.jeton(), "url": url}])
        yield opened
    assert opened.fautes == []


def see(vue: Fenetre) -> Page:
    """Go to a page, and wait until it is seen."""
    vue.page.goto(vue.base + ICI, wait_until="commit")
    vue.page.locator("a.goto").wait_for()
    return vue.page


def asked(page: Page) -> list[str]:
    """Keep what is asked of the search from now on."""
    found: list[str] = []
    page.on("request", lambda one: found.append(one.url) if "/aller" in one.url else None)
    return found


def found_over(vue: Fenetre, wanted: str) -> None:
    """Find the search once, over the page, with what was typed."""
    page = vue.page
    expect(page.locator("dialog[open]")).to_have_count(1)
    expect(page.locator("dialog input[name=q]")).to_have_value(wanted)
    expect(page.locator("dialog input[name=q]")).to_be_focused()
    assert page.url == vue.base + ICI


def test_pressed_before_the_script_is_there(vue: Fenetre) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    vue.page.route(SCRIPT, hold)
    page, sent = see(vue), asked(vue.page)
    for key in ("Control+k", "Control+k", "r", "i", "v", "e", "s"):
        page.keyboard.press(key)
    assert sent == []
    held[0].continue_()
    found_over(vue, "rives")
    expect(page.locator("#aller-liste a")).to_have_text(["École des RivesD2"])
    assert [one.partition("/aller")[2].partition("?")[0] for one in sent] == ["", "/liste"]


def test_pressed_before_htmx_is_ready(vue: Fenetre) -> None:
    vue.page.add_init_script(LENT)
    page, sent = see(vue), asked(vue.page)
    page.locator("html.has-script").wait_for()
    assert page.locator("a.goto[data-htmx-powered]").count() == 0
    for key in ("Control+k", "q", "Control+k", "u"):
        page.keyboard.press(key)
    found_over(vue, "qu")
    page.keyboard.type("ais")
    found_over(vue, "quais")
    assert len([one for one in sent if "/liste" not in one]) == 1


def test_pressed_where_the_script_never_comes_it_leads_to_the_page(vue: Fenetre) -> None:
    vue.page.route(SCRIPT, lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = see(vue)
    page.keyboard.press("Control+k")
    page.wait_for_url("**/aller?dossier=D1")
    expect(page.get_by_role("heading", name="Aller à…")).to_be_visible()
    # The page is there already: nothing comes any more that could take the key.
    page.keyboard.press("Control+k")
    expect(page.locator("h1")).to_have_count(1)
