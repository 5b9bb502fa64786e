"""Pages: each page of the console, as each scene shows it, in a real Chromium, script or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, expect

from boucle.console.app import handlers
from boucle.operations.acces import mots_de_passe
from rigs.navigateur import fenetre
from rigs.pages_console import SANS_PAGE, SCENES, Monde, Scene
from rigs.scene_console import SceneConsole
from rigs.serveur_http import listening

PAGE_OCTETS_MAX = 60_000
# All that a theme changes: colours.
COULEURS = ("color-contrast", "link-in-text-block")
# What a script adds to a page that does without: the totals of a choice, a list as one types.
EN_PLUS = ("selection", "q")


def test_every_page_has_a_scene() -> None:
    routes = {
        f"{methode} {path}"
        for handler in handlers()
        for path in handler.paths
        for methode in handler.http_methods
        if methode != "OPTIONS"
    }
    seen = {scene.route for scene in SCENES} - {"refus"}
    assert seen & SANS_PAGE.keys() == set()
    assert seen | SANS_PAGE.keys() == routes
    noms = [scene.nom for scene in SCENES]
    assert len(set(noms)) == len(noms)


@pytest.fixture(scope="module", params=["avec script", "sans script"])
def monde(
    request: pytest.FixtureRequest,
    navigateur: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    preparer: Callable[[str, Path], AbstractContextManager[SceneConsole]],
) -> Iterator[Monde]:
    """Open one window on one server for all the scenes: the browser sees none of the database."""
    with (
        pytest.MonkeyPatch.context() as patch,
        preparer("sqlite", tmp_path_factory.mktemp("pages")) as scene,
        listening(scene.app()) as url,
        fenetre(navigateur, url, java_script_enabled=request.param == "avec script") as vue,
    ):
        patch.setattr(mots_de_passe, "HACHEUR", PasswordHasher(1, 8, 1))
        made = Monde(scene, vue)
        # Another administrator: one is never without.
        made.someone(5, avec_facteur=True)
        yield made


@pytest.mark.navigateur
@pytest.mark.parametrize("vue", SCENES, ids=lambda scene: scene.nom)
def test_a_page_is_sound(monde: Monde, vue: Scene, request: pytest.FixtureRequest) -> None:
    page = monde.vue.page
    monde.vue.theme("light")
    monde.vue.fautes.clear()
    monde.vue.octets = 0
    vue.jouer(monde)
    expect(page.locator("h1")).to_have_count(1)
    assert page.title().endswith(" · Boucle")
    assert monde.vue.octets <= PAGE_OCTETS_MAX
    if "sans script" in request.node.name:
        stays_usable(monde)
    else:
        is_read_by_all(monde, vue)
    assert monde.vue.fautes == []


def is_read_by_all(monde: Monde, vue: Scene) -> None:
    """Find nothing serious or critical, light and dark."""
    assert monde.vue.axe() == []
    if vue.image:
        monde.vue.capture(vue.nom)
    monde.vue.theme("dark")
    assert monde.vue.axe(*COULEURS) == []
    if vue.image:
        monde.vue.capture(f"{vue.nom}-sombre")


def stays_usable(monde: Monde) -> None:
    """Have nothing that only a script could do: what it asks for, a link or a form asks too."""
    asked = monde.vue.page.eval_on_selector_all(
        "[hx-get], [hx-post]",
        """all => all.map(one => [
        one.id || one.name || one.textContent.trim(),
        one.matches('a[href]') || (one.matches('button') && one.type === 'submit' && !!one.form),
    ])""",
    )
    assert [nom for nom, alone in asked if not alone and nom not in EN_PLUS] == []
    dead = monde.vue.page.eval_on_selector_all(
        "button:not([aria-disabled])",
        """all => all.filter(
        one => one.type === 'button' || (one.type === 'submit' && !one.form)
    ).map(one => one.textContent.trim())""",
    )
    assert dead == []
