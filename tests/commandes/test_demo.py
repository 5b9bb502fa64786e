"""Demo: `boucle demo` shows every state and format, and gives a way into the console."""

from __future__ import annotations

import html
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from acceptance.test_mort import until
from boucle.compta.etat import Etat
from boucle.formats.registre import FORMATS
from rigs.navigateur import SIZE, fenetre

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Run the demonstration once, and leave it by Ctrl-C."""
    donnees = tmp_path_factory.mktemp("demo")
    process = subprocess.Popen(
        [sys.executable, "-m", "boucle", "demo", "--donnees", donnees, "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    try:
        until("the facts", lambda: (donnees / "demo.json").exists() or process.poll(), 400)
        yield json.loads((donnees / "demo.json").read_text("utf-8"))
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    told = json.loads((donnees / "demo.json").read_text("utf-8"))
    assert told["adresse"] in said and told["entree"] in said
    with pytest.raises(httpx.ConnectError):
        httpx.get(told["entree"], trust_env=False)


def test_it_shows_every_state_and_every_format_on_several_dossiers(facts: dict[str, Any]) -> None:
    sent = facts["envois"]
    # What is asked in the console lasts ten seconds.
    passing = {Etat.VALIDATION_DEMANDEE, Etat.REJET_DEMANDE}
    assert {one["etat"] for one in sent} == set(Etat) - passing
    assert {one["format"] for one in sent} == set(FORMATS)
    assert {one["format"] for one in sent if one["etat"] == "a_valider"} == set(FORMATS)
    assert len({one["dossier"] for one in sent}) >= 4
    assert sum(one["avertissements"] for one in sent) > 0
    assert [story["identique"] for story in facts["imports"]] == [True]


def test_the_way_in_opens_the_lists_of_the_console(facts: dict[str, Any]) -> None:
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        page = browser.get(facts["entree"])
        assert (page.status_code, str(page.url)) == (200, facts["adresse"] + "/dossiers")
        assert "Brasserie des Quais" in page.text
        listed = browser.get(f"{facts['adresse']}/dossiers/BQ0417/imports").text
        for said in (
            "En attente de validation",
            "Terminé avec erreur",
            "Rejeté",
            "En cours de traitement",
            "Nouvelle URL attendue",
            "Personnalisé",
        ):
            assert said in listed
        assert (
            "Terminé avec succès"
            in browser.get(f"{facts['adresse']}/dossiers/BQ0417/historique").text
        )


@pytest.mark.parametrize(("format", "said"), [
    ("FEC", ("51150000", "Z-0110")), ("TRA", ("PAIE_OCTOBRE_2026.TRA", "BUL10-1", "64110000")),
    ("JSON", ("du fichier Import JSON", "BO1102", "WEB")),
    ("Personnalisé", ("notes_de_frais_octobre", "Repas « Chez Zoé »", "471")),
])  # fmt: skip
def test_an_import_of_each_format_is_shown_by_its_own_name(
    facts: dict[str, Any], format: str, said: tuple[str, ...]
) -> None:
    demande = next(
        one["import"]
        for one in facts["envois"]
        if (one["dossier"], one["format"], one["etat"]) == ("BQ0417", format, "a_valider")
    )
    path = f"{facts['adresse']}/dossiers/BQ0417/imports"
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        browser.get(facts["entree"])
        assert (
            f'href="/dossiers/BQ0417/imports/{demande}"'
            in browser.get(path, params={"format": format}).text
        )
        page = html.unescape(browser.get(f"{path}/{demande}").text)
    assert f"· {format} ·" in page
    for one in said:
        assert one in page, one


@pytest.mark.navigateur
def test_its_lists_fit_a_screen_and_its_pages_a_telephone(
    facts: dict[str, Any], navigateur: Browser
) -> None:
    held = "(e) => e.scrollWidth <= e.clientWidth"
    brasserie = "/dossiers/BQ0417"
    opened = next(one["import"] for one in facts["envois"] if one["fichier"].endswith("_10.txt"))
    pages = {
        "01-dossiers": "/dossiers",
        "02-tableau-de-bord": brasserie,
        "03-imports-partenaires": f"{brasserie}/imports",
        "04a-import-ecritures": f"{brasserie}/imports/{opened}",
        "16-historique": f"{brasserie}/historique",
    }
    with fenetre(navigateur, facts["adresse"]) as vue:
        vue.page.goto(facts["entree"])
        for name, path in pages.items():
            vue.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
            for theme, suffix in (("dark", "-sombre"), ("light", "")):
                vue.theme(theme)
                vue.visit(path)
                vue.capture(name + suffix)
            for region in vue.page.locator(".ledger-wide").all():
                assert region.locator("..").evaluate(held), path
            vue.page.set_viewport_size({"width": 360, "height": 700})
            assert vue.page.locator("html").evaluate(held), path
        # The way in is the one step that is not the console's.
        assert [said for said in vue.fautes if facts["entree"] not in said] == []


def test_the_way_in_is_a_secret_of_this_machine(facts: dict[str, Any]) -> None:
    address, _, secret = facts["entree"].rpartition("/")
    assert address.startswith("http://127.0.0.1:") and len(secret) >= 32
    with httpx.Client(trust_env=False) as stranger:
        assert stranger.get(f"{address}/{secret[:-1]}").status_code == 403
        assert "set-cookie" not in stranger.get(f"{address}/").headers
