"""Porte: headers of every answer, where a change may come from, what is refused and how."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient
from litestar.types import ASGIApp

from boucle.console.cadre.door import back
from boucle.console.cadre.headers import HEADERS
from boucle.console.cadre.origin import is_ours

SNAPSHOT = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), bluetooth=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), serial=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
HERE = {"origin": "http://testserver.local"}
HTMX = {"hx-request": "true", "hx-request-type": "partial"}


@pytest.fixture
def client(console: ASGIApp) -> Any:
    """Give a client of the console with the pages of trial."""
    return TestClient(console, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200), ("GET", "/composants", 200), ("GET", "/nulle-part", 404),
        ("DELETE", "/", 405), ("OPTIONS", "/", 204), ("GET", "/grille?apres=x", 400),
        ("POST", "/casse", 500), ("GET", "/statique/rien.css", 404),
    ],
)  # fmt: skip
def test_every_answer_bears_the_headers(client: Any, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, headers=HERE)
    assert answer.status_code == status
    borne = {name: answer.headers[name] for name in SNAPSHOT}
    assert borne == SNAPSHOT == HEADERS
    assert answer.headers["cache-control"] == "no-store"


def test_a_change_that_comes_from_elsewhere_changes_nothing(client: Any) -> None:
    elsewhere: list[dict[str, str]] = [
        {}, {"origin": "https://mechant.example"}, {"origin": "null"},
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"}, {"sec-fetch-site": "cross-site", **HERE},
    ]  # fmt: skip
    for headers in elsewhere:
        answer = client.post("/preferences", data={"theme": "dark"}, headers=headers)
        assert answer.status_code == 403, headers
        assert "set-cookie" not in answer.headers
        assert "REQ-321" in answer.text


def test_a_change_that_comes_from_our_pages_is_done(client: Any) -> None:
    for headers in (HERE, {"sec-fetch-site": "same-origin"}):
        answer = client.post(
            "/preferences",
            data={"theme": "dark", "retour": "/composants"},
            headers=headers,
            follow_redirects=False,
        )
        assert answer.status_code == 303
        assert answer.headers["location"] == "/composants"
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith("theme=dark;")
        assert "httponly" in cookie
        assert "samesite=lax" in cookie


@given(site=st.none() | st.text(), origin=st.none() | st.text())
def test_only_the_two_exact_words_of_a_browser_open_the_door(
    site: str | None, origin: str | None
) -> None:
    right = site == "same-origin" or (site is None and origin == "http://a.example:8080")
    assert is_ours(site, origin, {"a.example:8080"}) is right
    assert is_ours(None, "https://A.example:8080", {"a.example:8080"})
    assert not is_ours(None, None, {"a.example:8080"})
    assert not is_ours(None, "null", {""} - {""})


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/dossiers?q=a", "/dossiers?q=a"), ("//mechant.example/", "/"), ("/\\mechant", "/"),
        ("https://mechant.example", "/"), ("", "/"), ("/a\r\nSet-Cookie: x", "/"),
    ],
)  # fmt: skip
def test_no_one_is_led_elsewhere(said: str, kept: str) -> None:
    assert back(said) == kept


def test_a_preference_that_is_not_understood_is_refused(client: Any) -> None:
    for said in ({"theme": "rose"}, {"couleur": "rose"}):
        answer = client.post("/preferences", data=said, headers=HERE)
        assert answer.status_code == 400
        assert "rose" in answer.text


def test_a_refusal_is_a_page_for_a_person_and_a_note_for_htmx(client: Any) -> None:
    page = client.get("/nulle-part")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<h1 lang="fr">Page introuvable</h1>' in page.text
    assert "/nulle-part" in page.text
    note = client.get("/nulle-part", headers=HTMX)
    assert note.status_code == 404
    assert note.headers["hx-retarget"] == "#messages"
    assert note.text.strip().startswith('<div class="note note-stop">')
    assert "<html" not in note.text


def test_a_crash_gives_a_number_and_no_trace(client: Any, caplog: Any) -> None:
    answer = client.post("/casse", headers=HERE)
    assert answer.status_code == 500
    found = re.search(r"sous le numéro ([0-9a-f-]{36})", answer.text)
    assert found is not None
    assert found[1] in caplog.text
    assert "broken on purpose" not in answer.text
    assert "broken on purpose" in caplog.text


def test_what_a_stranger_wrote_is_shown_and_never_obeyed(client: Any) -> None:
    answer = client.get("/%3Cscript%3Ealert(1)%3C/script%3E%22'")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_the_page_speaks_the_language_that_was_chosen(client: Any) -> None:
    assert '<html lang="fr"' in client.get("/connexion").text
    english = client.get("/connexion", headers={"cookie": "langue=en"}).text
    assert '<html lang="en"' in english
    assert "Skip to content" in english
    assert '<html lang="fr"' in client.get("/connexion", headers={"cookie": "langue=<script>"}).text
