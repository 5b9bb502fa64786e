"""MauvaisJours: what goes wrong under the eyes of a person has its sentence and loses nothing.

In a real Chromium. Whoever acts second, and what changes while it is looked at from two browsers,
are in test_suivi_navigateur.py; the same refusals without a script, in test_decisions.py.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from boucle.compta.etat import Etat
from boucle.operations.acces import sessions
from boucle.operations.imports import decision
from boucle.store.base.metadata import METADATA
from operations.conftest import fec, ligne
from rigs.navigateur import Fenetre, fenetre
from rigs.pages_console import IMPORTS
from rigs.salle import enter
from rigs.scene_console import SceneConsole
from rigs.serveur_http import listening, serving

pytestmark = pytest.mark.navigateur
PANNE = "Le serveur ne répond pas"
# Markup, a handler, a quote, an entity, the marks of a template, and a mark of no width.
HOSTILE = "<img src=x onerror=alert(1)>'\"&amp;{{7+7}}\u200b"
# What of it the name of a file may bear.
NOM = "&lt;img onerror='alert(1)'&gt;{{7+7}}"


@pytest.fixture
def scene(
    preparer: Callable[[str, Path], AbstractContextManager[SceneConsole]], tmp_path: Path
) -> Iterator[SceneConsole]:
    # One database: what the browser sees of the other is the same.
    with preparer("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def vue(navigateur: Browser, scene: SceneConsole) -> Iterator[Fenetre]:
    with serving(scene.atelier) as url, fenetre(navigateur, url) as opened:
        enter(opened, scene.jeton())
        yield opened
    assert opened.fautes == []


@contextmanager
def started(scene: SceneConsole, port: int = 0) -> Iterator[str]:
    """Start a server, then stop it as an operator does."""
    leaving = scene.atelier.leaving = threading.Event()
    with listening(scene.app(), leave=leaving.set, port=port) as url:
        yield url


def choose(vue: Fenetre, nom: str = "_04.txt") -> None:
    """Open the list and choose an import."""
    vue.visit(IMPORTS)
    vue.page.get_by_role("checkbox", name=nom).check()
    vue.page.locator(".selbar").wait_for()


def press(vue: Fenetre, nom: str) -> None:
    vue.page.get_by_role("toolbar").get_by_role("button", name=nom).click()


def test_a_session_that_ends_is_said_and_comes_back_to_the_same_question(
    vue: Fenetre, scene: SceneConsole
) -> None:
    page = vue.page
    choose(vue)
    jeton = next(one["value"] for one in page.context.cookies() if one["name"] == "boucle")
    sessions.sign_out(scene.atelier.store, str(jeton))
    press(vue, "Valider")
    told = page.locator("#messages")
    expect(told).to_contain_text("Votre session est terminée")
    # What was chosen is still there, and the way back in leads to what was about to be done.
    expect(page.get_by_role("checkbox", name="_04.txt")).to_be_checked()
    enter(vue, scene.jeton())
    told.get_by_role("link", name="Se connecter").click()
    asked = page.get_by_role("dialog", name="Validation de l’import")
    expect(asked).to_contain_text("732829320FEC20241231_04.txt")
    page.context.clear_cookies(name="boucle")
    asked.get_by_role("button", name="Valider 2 écritures").click()
    expect(page.locator("main")).to_contain_text("ce que vous venez de demander n'a pas été fait")
    assert scene.etat("attente") == "a_valider"
    enter(vue, scene.jeton())
    page.get_by_role("link", name="Se connecter").click()
    asked.get_by_role("button", name="Valider 2 écritures").click()
    expect(asked).to_contain_text("La validation a bien été prise en compte")
    assert scene.etat("attente") == "validation_demandee"


def test_an_import_that_changes_under_the_eyes_is_said_and_not_decided_twice(
    vue: Fenetre, scene: SceneConsole
) -> None:
    page, demande = vue.page, scene.demandes["attente"]
    vue.visit(f"{IMPORTS}/{demande}")
    state = page.locator(f'[data-vif="statut {demande}"]')
    expect(state).to_have_text("En attente de validation")
    page.get_by_role("button", name="Valider 2 écritures").click()
    asked = page.get_by_role("dialog", name="Validation de l’import")
    expect(asked).to_be_visible()
    decision.decide(scene.atelier, scene.acteur, demande, Etat.REJETE)
    expect(state).to_have_text("Rejeté")
    asked.get_by_role("button", name="Valider 2 écritures").click()
    refused = page.get_by_role("dialog", name="Import déjà jugé ou pas encore prêt")
    expect(refused).to_contain_text("« Rejeté », par caisse-production le ")
    expect(refused).to_contain_text("Votre demande n'a rien changé.")
    assert scene.etat("attente") == "rejete"
    # The lines that were being read are said to be no more, instead of a page that is wrong.
    vue.visit(f"{IMPORTS}/{demande}")
    expect(page.locator("main")).to_contain_text("Les écritures de cet import ne se lisent pas")


def test_a_profile_lowered_meanwhile_refuses_and_says_why(
    vue: Fenetre, scene: SceneConsole
) -> None:
    page = vue.page
    choose(vue)
    scene.become(baisses={"D1": 2})
    press(vue, "Rejeter")
    told = page.locator("#messages")
    expect(told).to_contain_text("profil 3")
    expect(told).to_contain_text("REQ-013")
    expect(page.get_by_role("checkbox", name="_04.txt")).to_be_checked()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert vue.axe() == []
    page.reload()
    expect(page.get_by_role("toolbar")).to_contain_text(
        "demande le profil 3, vous avez le profil 2"
    )
    assert scene.etat("attente") == "a_valider"


def test_a_server_that_restarts_is_said_and_what_was_chosen_is_kept(
    navigateur: Browser, scene: SceneConsole
) -> None:
    demande = scene.demandes["attente"]
    with started(scene) as url:
        port = urlsplit(url).port or 0
    with fenetre(navigateur, url) as vue:
        page = vue.page
        enter(vue, scene.jeton())
        with started(scene, port):
            choose(vue)
        press(vue, "Valider")
        expect(page.locator("#messages")).to_contain_text(PANNE)
        expect(page.get_by_role("checkbox", name="_04.txt")).to_be_checked()
        assert vue.axe() == []
        with started(scene, port):
            press(vue, "Valider")
            asked = page.get_by_role("dialog", name="Validation de l’import")
            expect(asked).to_be_visible()
            expect(page.locator("#messages")).not_to_contain_text(PANNE)
        confirm = asked.get_by_role("button", name="Valider 2 écritures")
        confirm.click()
        # In the dialog: what is behind it cannot be reached.
        expect(asked).to_contain_text(PANNE)
        assert scene.etat("attente") == "a_valider"
        with started(scene, port):
            confirm.click()
            expect(asked).to_contain_text("La validation a bien été prise en compte")
            assert scene.etat("attente") == "validation_demandee"
            # And what happens is followed again.
            vue.visit(IMPORTS)
            scene.settle()
            state = page.locator(f'[data-vif="statut {demande}"]')
            expect(state).to_have_text("Terminé avec succès")
        lost = ("ERR_CONNECTION", "Failed to fetch")
        assert [one for one in vue.fautes if not any(word in one for word in lost)] == []


def test_a_name_in_hostile_characters_is_shown_and_does_nothing(
    vue: Fenetre, scene: SceneConsole
) -> None:
    page = vue.page
    page.on("dialog", lambda opened: vue.fautes.append(f"run: {opened.message}"))
    scene.demandes["hostile"] = scene.ask(
        fec(
            ligne("1", "606400", "1,00", "0,00", libelle=HOSTILE, piece=HOSTILE),
            ligne("1", "401000", "0,00", "1,00", tiers="T<b>", tiers_lib=HOSTILE),
        ),
        f"732829320FEC20241231 {NOM}.txt",
    )
    scene.work()
    client = METADATA.tables["dossier_client"]
    with scene.atelier.store.transaction(scene.perimetre) as conn:
        conn.execute(
            update(client).where(client.c.code_dossier == "D1").values(raison_sociale=HOSTILE)
        )
    demande = scene.demandes["hostile"]
    text = HOSTILE.rstrip("\u200b")
    for path, place, shown in (
        ("/dossiers", "tbody", text),
        ("/dossiers/D1", "h1", text),
        ("/aller?q=img", "main", NOM),
        (f"{IMPORTS}/{demande}", "h1", NOM),
        (f"{IMPORTS}/{demande}", "tbody", text),
        (f"{IMPORTS}/valider?import={demande}", "dialog", NOM),
        ("/notifications", "main", NOM),
    ):
        vue.visit(path)
        expect(page.locator(place).first).to_contain_text(shown)
        assert page.locator("img[src=x], main script").count() == 0, path
    vue.visit(f"{IMPORTS}?q=onerror")
    link = page.locator("tbody").get_by_role("link")
    assert NOM in str(link.get_attribute("aria-label"))
    assert "\u200b" not in page.locator("html").inner_text()
    vue.visit(f"{IMPORTS}?q=%3Cscript%3E")
    # Nor what a filter says back, nor what an address names.
    expect(page.get_by_label("Rechercher un import")).to_have_value("<script>")
    vue.visit("/dossiers/%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E/imports")
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("main").inner_text().count("REQ-") == 1
