"""Debit: who asks too often is told so on a page, and finds again what they asked for."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from boucle.application import create_application
from boucle.console.app import create_console
from boucle.operations.acces import personnes
from boucle.store.base.engine import Store
from rigs.scene_console import SceneConsole, scene_console, scene_vide

HERE = {"sec-fetch-site": "same-origin"}
HTMX = {"hx-request": "true", "hx-request-type": "partial", **HERE}
TITRE = "Trop de demandes à la fois"


@pytest.fixture
def scene(store: Store, tmp_path: Path) -> Iterator[SceneConsole]:
    with scene_vide(store, tmp_path) as made:
        yield made


def window_on(app: Any, jeton: str = "") -> Any:
    """Open a window that follows nothing by itself; signed in under a jeton."""
    window = TestClient(app, raise_server_exceptions=False)
    window.follow_redirects = False
    window.headers.update(HERE)
    if jeton:
        window.cookies.set("boucle", jeton)
    return window


def slow(scene: SceneConsole, **reglages: str) -> Any:
    """Build a console with these counts."""
    return create_console(replace(scene.atelier.config, **reglages), scene.atelier)


def form_of(answer: Any) -> tuple[str, dict[str, str]]:
    """Read the form that a refusal gives back: where it leads, and its values."""
    form = r'<form class="mt-2" method="post" action="([^"]*)">(.*?)<button'
    found = re.search(form, answer.text)
    assert found is not None, answer.text
    fields = re.findall(r'name="([^"]*)" value="([^"]*)"', found[2])
    return html.unescape(found[1]), {name: html.unescape(value) for name, value in fields}


def test_a_person_who_asks_too_often_is_told_when_to_come_back(scene: SceneConsole) -> None:
    console, jeton = slow(scene, cadence_personne="5/100"), scene.jeton()
    window = window_on(console, jeton)
    codes = [window.get("/dossiers").status_code for _ in range(5)]
    refused = window.get("/dossiers?q=quais&page=1")
    assert (codes, refused.status_code) == ([200] * 5, 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert TITRE in refused.text
    assert f"Réessayez dans {refused.headers['retry-after']} s" in refused.text
    assert '<html lang="fr"' in refused.text
    assert 'href="/dossiers?q=quais&amp;page=1">Réessayer</a>' in refused.text
    # Another window of the same person finds the same count; another person does not.
    assert window_on(console, scene.jeton()).get("/dossiers").status_code == 429
    assert window_on(console, scene.someone().jeton()).get("/dossiers").status_code == 200
    # The session and what belongs to nobody are untouched.
    assert window.get("/statique/rien.css").status_code == 404
    assert window_on(slow(scene), jeton).get("/dossiers").status_code == 200


def test_two_servers_share_the_count_of_a_person(scene: SceneConsole) -> None:
    jeton = scene.jeton()
    deux = [window_on(slow(scene, cadence_personne="6/1000"), jeton) for _ in range(2)]
    codes = [deux[n % 2].get("/moi").status_code for n in range(12)]
    assert codes.count(200) == 6
    assert codes.count(429) == 6


def test_what_was_typed_is_given_back_and_done_once_it_may_be(scene: SceneConsole) -> None:
    scene.become(profil=5)
    jeton = scene.jeton()
    window = window_on(slow(scene, cadence_personne="1/1000"), jeton)
    assert window.get("/personnes").status_code == 200
    typed = {"email": "l@v.example", "nom": 'L. "<Ferrand>"', "profil": "2", "dossiers": "D1 : 1"}
    refused = window.post("/personnes", data=typed)
    assert refused.status_code == 429
    known = personnes.list_all(scene.atelier.store, personnes.operator(1))
    assert [one.email for one in known] == ["h.marchand@vauquelin.example"]
    where, given = form_of(refused)
    assert (where, given) == ("/personnes", typed)
    assert window_on(slow(scene), jeton).post(where, data=given).status_code == 200
    known = personnes.list_all(scene.atelier.store, personnes.operator(1))
    assert "l@v.example" in [one.email for one in known]


def test_a_decision_that_is_refused_is_taken_by_the_same_button(
    store: Store, tmp_path: Path
) -> None:
    with scene_console(store, tmp_path) as scene:
        jeton = scene.jeton()
        window = window_on(slow(scene, cadence_personne="1/1000"), jeton)
        address = f"/dossiers/D1/imports/valider?import={scene.demandes['attente']}"
        assert window.get(address).status_code == 200
        refused = window.post(address)
        assert (refused.status_code, scene.etat("attente")) == (429, "a_valider")
        assert form_of(refused) == (address, {})
        # A page with scripts stays as it is, and says why nothing moved.
        note = window.post(address, headers=HTMX)
        assert (note.status_code, note.headers["hx-retarget"]) == (429, "#messages")
        assert int(note.headers["retry-after"]) > 0
        assert TITRE not in note.text
        assert "<html" not in note.text
        assert "Réessayez dans" in note.text
        assert window_on(slow(scene), jeton).post(address).status_code == 303
        assert scene.etat("attente") == "validation_demandee"


Ouvrir = Callable[..., Any]


@pytest.fixture
def servie(scene: SceneConsole) -> Ouvrir:
    """Serve both doors, with these counts."""

    def opened(**reglages: str) -> Any:
        config = replace(scene.atelier.config, **reglages)
        return create_application(config, scene.atelier)

    return opened


def test_an_address_has_one_count_for_pages_calls_and_what_is_not_there(
    servie: Ouvrir, scene: SceneConsole
) -> None:
    window = window_on(servie(cadence_adresse="6/1000"))
    asked = ["/", "/sante", "/nulle-part", "/v1/nulle-part", "/statique/rien.css", "/moi"]
    assert [window.get(path).status_code for path in asked] == [303, 200, 404, 404, 404, 303]
    refused = {path: window.get(path) for path in asked}
    assert {answer.status_code for answer in refused.values()} == {429}
    for path, answer in refused.items():
        assert int(answer.headers["retry-after"]) > 0, path
        called = path in ("/sante", "/v1/nulle-part")
        assert called == (answer.headers["content-type"] == "application/json"), path
        assert called == answer.headers.get("ratelimit-policy", "").startswith('"adresse"'), path
        assert called or TITRE in answer.text, path
    # A person who is signed in passes before the same bound, and stays signed in.
    jeton = scene.jeton()
    assert window_on(servie(cadence_adresse="6/1000"), jeton).get("/dossiers").status_code == 429
    assert window_on(servie(), jeton).get("/dossiers").status_code == 200


def test_a_password_is_never_given_back(servie: Ouvrir) -> None:
    window = window_on(servie(cadence_adresse="1/1000"))
    assert window.get("/connexion").status_code == 200
    typed = {"email": "h@v.example", "mot_de_passe": "girafe tambour lichen"}
    refused = window.post("/connexion", data=typed)
    assert (refused.status_code, "girafe" in refused.text) == (429, False)
    assert 'href="/connexion">Réessayer</a>' in refused.text


def test_a_form_from_elsewhere_is_not_offered_again(servie: Ouvrir) -> None:
    window = window_on(servie(cadence_adresse="1/1000"))
    assert window.get("/connexion").status_code == 200
    elsewhere = window.post(
        "/preferences", data={"theme": "dark"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (elsewhere.status_code, "Réessayer" in elsewhere.text) == (403, False)
    # What is too long to be given back is not, and leads to the page all the same.
    longue = window.post("/preferences", data={"theme": "d" * 70_000})
    assert (longue.status_code, "ddd" in longue.text) == (429, False)


def test_tries_of_a_password_are_told_when_to_come_back(scene: SceneConsole) -> None:
    window = window_on(slow(scene))
    tries = [
        window.post("/connexion", data={"email": "x@v.example", "mot_de_passe": "x"})
        for _ in range(11)
    ]
    assert [answer.status_code for answer in tries] == [401] * 10 + [429]
    assert 1 <= int(tries[-1].headers["retry-after"]) <= 90
