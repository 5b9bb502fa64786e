"""NavigateurPersonnes: the pages of sign-in and of persons in a real Chromium, with and without
script, light and dark."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser

from boucle import clock
from boucle.config import Config
from boucle.console.app import create_console
from boucle.operations import mots_de_passe, personnes
from boucle.operations.atelier import Atelier
from boucle.operations.personnes import Reglage
from boucle.store import dossiers
from rigs.navigateur import Fenetre, fenetre
from rigs.serveur_http import listening

pytestmark = pytest.mark.navigateur
MOT = "girafe tambour lichen"


@pytest.fixture
def atelier(
    tmp_path: Path, sqlite_template: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Atelier]:
    # One database is enough: the browser sees none of it.
    monkeypatch.setattr(mots_de_passe, "HACHEUR", PasswordHasher(1, 8, 1))
    shutil.copyfile(sqlite_template(), tmp_path / "boucle.sqlite")
    opened = Atelier.open(Config(donnees=tmp_path))
    with opened.store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "vauquelin", "Cabinet Vauquelin")
        for code in ("BQ0417", "CL0088", "GR0003"):
            dossiers.create(conn, cabinet_id, code)
    everyone = (
        ("c@v.example", "C. Vauquelin", 5, {}),
        ("l@v.example", "L. Ferrand", 2, {"codes": frozenset({"BQ0417", "CL0088"})}),
    )
    for email, nom, profil, more in everyone:
        reglage = Reglage(nom, profil, **more)  # type: ignore[arg-type]
        _, jeton = personnes.invite(opened.store, personnes.operator(1), email, reglage)
        personnes.follow(opened.store, jeton, MOT)
    yield opened
    opened.close()


@pytest.fixture
def adresse_gardee(atelier: Atelier, navigateur: Browser) -> Iterator[str]:
    with listening(create_console(atelier.config, atelier)) as url:
        yield url


def sign_in(view: Fenetre, email: str) -> None:
    page = view.page
    view.visit("/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(MOT)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/connexion" not in url)


def enrol(view: Fenetre) -> None:
    page = view.page
    secret = page.locator("code").inner_text().replace(" ", "")
    step = int(clock.now().timestamp()) // 30
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).generate_otp(step))
    page.get_by_role("button", name="Enregistrer le second facteur").click()
    page.get_by_role("heading", name="Codes de secours").wait_for()


def looked_at(view: Fenetre, name: str) -> None:
    for theme in ("light", "dark"):
        view.theme(theme)
        assert view.axe() == [], (name, theme)
        view.capture(f"{name}{'-sombre' if theme == 'dark' else ''}")


def test_axe_finds_nothing_serious_on_any_page(
    atelier: Atelier, adresse_gardee: str, navigateur: Browser
) -> None:
    _, invited = personnes.invite(
        atelier.store, personnes.operator(1), "i@v.example", Reglage("I. Vidal", 1)
    )
    with fenetre(navigateur, adresse_gardee) as view:
        view.visit(f"/invitation/{invited}")
        looked_at(view, "09-invitation")
        sign_in(view, "c@v.example")
        looked_at(view, "09-second-facteur")
        enrol(view)
        looked_at(view, "09-codes-de-secours")
        view.visit("/moi")
        looked_at(view, "09-mes-sessions")
        view.visit("/personnes")
        view.page.get_by_role("link", name="L. Ferrand").click()
        looked_at(view, "25-connexion-droits")
        view.page.context.clear_cookies()
        sign_in_twice(view)
        looked_at(view, "09-code")
        assert view.fautes == []


def sign_in_twice(view: Fenetre) -> None:
    page = view.page
    view.visit("/")
    page.get_by_label("Adresse électronique").fill("c@v.example")
    page.get_by_label("Mot de passe").fill("faux")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_text("Adresse ou mot de passe incorrect").wait_for()
    looked_at(view, "09-connexion")
    page.get_by_label("Mot de passe").fill(MOT)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/connexion/code**")


def test_without_a_script_a_person_signs_in_reads_and_signs_out(
    adresse_gardee: str, navigateur: Browser
) -> None:
    with fenetre(navigateur, adresse_gardee, java_script_enabled=False) as view:
        sign_in(view, "l@v.example")
        page = view.page
        page.locator("input[name=q]").fill("cl")
        page.keyboard.press("Enter")
        page.wait_for_url("**/dossiers?q=cl*")
        assert page.locator("tbody tr").count() == 1
        page.get_by_role("link", name="CL0088").click()
        assert page.url.endswith("/dossiers/CL0088")
        view.visit("/moi")
        page.get_by_role("button", name="Se déconnecter").click()
        assert page.locator("h1").inner_text() == "Connexion"
        view.visit("/dossiers")
        assert page.url.endswith("/connexion?suite=/dossiers")
        assert view.fautes == []
