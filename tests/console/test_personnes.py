"""Personnes: from the first link to the rights of each page, in a client that keeps its cookies."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from litestar.testing import TestClient

from boucle import clock
from boucle.console.app import create_console, handlers
from boucle.console.cadre.door import back
from boucle.operations.acces import droits, mots_de_passe, personnes
from boucle.operations.acces.dits import dire
from boucle.operations.acces.reglage import Reglage
from boucle.operations.atelier import Atelier
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers

MOT = "girafe tambour lichen"
HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mots_de_passe, "HACHEUR", PasswordHasher(1, 8, 1))


@pytest.fixture
def atelier(store: Store) -> Atelier:
    return Atelier.open(store.config, store)


@pytest.fixture
def cabinet(store: Store) -> int:
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "vauquelin", "Cabinet Vauquelin")
        for code in ("CL0001", "CL0002"):
            dossiers.create(conn, cabinet_id, code)
    return cabinet_id


@pytest.fixture
def client(atelier: Atelier) -> Callable[[], Any]:
    console = create_console(atelier.config, atelier)
    return lambda: window_on(console)


def window_on(console: Any, base: str = "http://testserver.local") -> Any:
    opened = TestClient(console, base_url=base)
    opened.headers.update(HERE)
    return opened


def make(store: Store, email: str, profil: int, **reglage: Any) -> None:
    acteur = personnes.operator(1)
    _, jeton = personnes.invite(store, acteur, email, Reglage("H. Marchand", profil, **reglage))
    personnes.follow(store, jeton, MOT)


def sign_in(client: Any, email: str, **more: str) -> Any:
    return client.post(
        "/connexion", data={"email": email, "mot_de_passe": MOT, **more}, follow_redirects=False
    )


def enrol(client: Any) -> str:
    shown = client.get("/facteur").text
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)
    assert found is not None
    secret = found[1].replace(" ", "")
    step = int(clock.now().timestamp()) // 30
    answer = client.post("/facteur", data={"code": pyotp.TOTP(secret).generate_otp(step)})
    assert answer.status_code == 200
    assert len(re.findall(r"<li><code>", answer.text)) == 8
    return secret


def test_a_new_server_is_taken_in_hand_by_its_first_link(
    store: Store, client: Callable[[], Any]
) -> None:
    [(_, jeton)] = personnes.first_links(store)
    window = client()
    assert "Nom du cabinet" in window.get(f"/invitation/{jeton}").text
    given = {
        "nom_cabinet": "Cabinet Vauquelin",
        "code_cabinet": "vauquelin",
        "nom": "C. Vauquelin",
        "email": "c@v.example",
    }
    weak = window.post(f"/invitation/{jeton}", data={**given, "mot_de_passe": "vauquelin2026!"})
    assert weak.status_code == 400
    assert "REQ-334" in weak.text
    done = window.post(f"/invitation/{jeton}", data={**given, "mot_de_passe": MOT})
    assert done.status_code == 200
    assert window.get(f"/invitation/{jeton}").status_code == 404
    assert personnes.first_links(store) == []
    assert sign_in(window, "c@v.example").headers["location"] == "/"
    assert window.get("/dossiers", follow_redirects=False).headers["location"] == "/facteur"
    secret = enrol(window)
    assert "Personnes et droits" in window.get("/").text
    other = client()
    assert sign_in(other, "c@v.example").headers["location"].startswith("/connexion/code")
    assert other.get("/", follow_redirects=False).headers["location"] == "/connexion"
    step = int(clock.now().timestamp()) // 30
    code = pyotp.TOTP(secret).generate_otp(step + 1)
    assert "0 dossier" in other.post("/connexion/code", data={"code": code}).text


def test_an_administrator_invites_settles_and_takes_away(
    store: Store, cabinet: int, client: Callable[[], Any]
) -> None:
    make(store, "a@v.example", 5)
    window = client()
    sign_in(window, "a@v.example")
    enrol(window)
    invited = window.post(
        "/personnes",
        data={
            "email": "l@v.example",
            "nom": "L. <Ferrand>",
            "profil": "2",
            "dossiers": "CL0001 : 1",
        },
    )
    assert invited.status_code == 200
    assert "L. &lt;Ferrand&gt;" in invited.text
    found = re.search(r"/invitation/([\w-]+)<", invited.text)
    assert found is not None
    guest = client()
    guest.post(f"/invitation/{found[1]}", data={"mot_de_passe": MOT})
    sign_in(guest, "l@v.example")
    shown = guest.get("/dossiers").text
    assert ("CL0001" in shown, "CL0002" in shown) == (True, False)
    assert guest.get("/personnes").status_code == 403
    read = html.unescape(window.get("/personnes").text)
    assert [one for one in map(dire, droits.table().values()) if f"{one}" not in read] == [
        "déposer un fichier",
        "lire le contrat",
        "demander si le serveur répond",
        "charger le style et le script",
        "choisir langue, thème et densité",
        "se connecter, se déconnecter",
        "suivre un lien d'invitation",
    ]
    assert "addOffer" not in read
    [who] = [
        one.utilisateur_id
        for one in personnes.list_all(store, personnes.operator(1))
        if one.email == "l@v.example"
    ]
    assert "CL0001 : 1" in window.get(f"/personnes?qui={who}").text
    window.post(f"/personnes/{who}", data={"nom": "L", "profil": "0", "tous": "1"})
    assert "CL0002" in guest.get("/dossiers?q=l0002").text
    window.post(f"/personnes/{who}/acces", data={"actif": "0"})
    assert guest.get("/dossiers", follow_redirects=False).status_code == 303
    assert sign_in(guest, "l@v.example").status_code == 401
    [me] = [
        one.utilisateur_id
        for one in personnes.list_all(store, personnes.operator(1))
        if one.email == "a@v.example"
    ]
    alone = window.post(f"/personnes/{me}/acces", data={"actif": "0"})
    assert (alone.status_code, "REQ-339" in alone.text) == (409, True)
    assert (
        window.post(
            "/personnes", data={"email": "l@v.example", "nom": "L", "profil": "2", "tous": "1"}
        ).status_code
        == 409
    )


# Page, then the lowest profile that opens it; the last ones touch a dossier.
PAGES = {
    "/dossiers": 0,
    "/moi": 0,
    "/personnes": 5,
    "/dossiers/CL0001": 0,
    "/dossiers/CL0002": None,
}


@pytest.mark.parametrize("profil", range(6))
def test_each_page_opens_to_its_profile_and_dossiers(
    store: Store, cabinet: int, client: Callable[[], Any], profil: int
) -> None:
    make(store, "tous@v.example", profil)
    make(store, "un@v.example", profil, codes=frozenset({"CL0001"}))
    make(store, "bas@v.example", profil, baisses={"CL0001": 0})
    seen: dict[str, list[int]] = {}
    for email in ("tous", "un", "bas"):
        window = client()
        sign_in(window, f"{email}@v.example")
        if profil >= 3:
            enrol(window)
        seen[email] = [window.get(path, follow_redirects=False).status_code for path in PAGES]
    settles = 200 if profil == 5 else 403
    assert seen == {
        "tous": [200, 200, settles, 200, 200],
        "un": [200, 200, 403, 200, 404],
        "bas": [200, 200, settles, 200, 200],
    }


def test_no_page_and_no_action_answers_without_a_session(
    store: Store, cabinet: int, client: Callable[[], Any]
) -> None:
    window = client()
    for path in ("/", *PAGES, "/facteur"):
        answer = window.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (
            303,
            "/connexion",
        ), path
    for path in (
        "/personnes",
        "/personnes/x",
        "/personnes/x/acces",
        "/personnes/x/lien",
        "/personnes/x/sessions",
        "/personnes/sessions",
        "/moi/sessions",
        "/facteur",
    ):
        answer = window.post(path, data={"nom": "x"})
        assert (answer.status_code, "REQ-335" in answer.text) == (401, True), path


def test_the_cookie_is_closed_to_scripts_and_changes_at_each_sign_in(
    store: Store, cabinet: int, client: Callable[[], Any]
) -> None:
    make(store, "h@v.example", 2)
    window = client()
    window.cookies.set("boucle", "choisi-par-un-autre")
    first = sign_in(window, "h@v.example").headers["set-cookie"]
    second = sign_in(window, "h@v.example").headers["set-cookie"]
    assert re.fullmatch(r"boucle=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", first)
    assert first != second
    assert "choisi-par-un-autre" not in first
    old = client()
    old.cookies.set("boucle", first.partition(";")[0].partition("=")[2])
    assert old.get("/dossiers", follow_redirects=False).status_code == 303
    gone = window.post("/deconnexion", follow_redirects=False)
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert window.get("/dossiers", follow_redirects=False).status_code == 303


def test_over_tls_the_cookie_belongs_to_this_host_alone(
    store: Store, cabinet: int, atelier: Atelier
) -> None:
    make(store, "h@v.example", 2)
    window = window_on(create_console(atelier.config, atelier), "https://boucle.example")
    cookie = sign_in(window, "h@v.example").headers["set-cookie"]
    assert re.fullmatch(r"__Host-boucle=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", cookie)
    assert window.get("/dossiers", follow_redirects=False).status_code == 200
    window.cookies.clear()
    window.cookies.set("boucle", cookie.partition(";")[0].partition("=")[2])
    assert window.get("/dossiers", follow_redirects=False).status_code == 303


def test_a_form_that_comes_from_elsewhere_signs_no_one_in(
    store: Store, cabinet: int, client: Callable[[], Any]
) -> None:
    make(store, "h@v.example", 2)
    answer = client().post(
        "/connexion",
        data={"email": "h@v.example", "mot_de_passe": MOT},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("suite", ["//mechant.example", "/\\mechant", "https://m.example", "x"])
def test_the_way_back_stays_here(
    store: Store, cabinet: int, client: Callable[[], Any], suite: str
) -> None:
    make(store, "h@v.example", 2)
    assert sign_in(client(), "h@v.example", suite=suite).headers["location"] == "/"
    assert sign_in(client(), "h@v.example", suite="/moi").headers["location"] == "/moi"
    assert back(suite) == "/"


def test_every_row_of_the_console_is_a_page_or_an_action() -> None:
    named = {handler.opt["operation"] for handler in handlers()}
    rows = {nom for nom in droits.table() if nom.startswith(droits.CONSOLE)}
    assert rows <= named <= droits.table().keys()
