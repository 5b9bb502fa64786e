"""Cors: a page of another site calls the API only if the settings name it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from boucle.api.entree.cors import cors
from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.atelier import Atelier
from boucle.store.base.schema import create_schema
from rigs.serveur_http import serving

PORTAIL = "https://portail.cabinet.fr"
DEMANDE = {
    "Origin": PORTAIL,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "x-apikey, ocp-apim-subscription-key, content-type",
}


@pytest.fixture(scope="module", params=[PORTAIL, ""], ids=["named", "none"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("cors")
    atelier = Atelier.open(replace(Config(donnees=folder), cors_origins=request.param))
    create_schema(atelier.store)
    with serving(atelier) as served:
        yield served + ("" if request.param else "#none")
    atelier.close()


def test_a_browser_is_told_before_it_sends_a_key(url: str) -> None:
    base, _, none = url.partition("#")
    answer = httpx.options(f"{base}/loop-api-publiques/importJson", headers=DEMANDE)
    told = answer.headers.get("access-control-allow-origin")
    assert (answer.status_code == 204, told) == ((False, None) if none else (True, PORTAIL))


def test_another_origin_is_told_nothing(url: str) -> None:
    base, _, _ = url.partition("#")
    for method in ("GET", "OPTIONS"):
        answer = httpx.request(
            method, f"{base}/openapi.json", headers={**DEMANDE, "Origin": "https://ailleurs.fr"}
        )
        assert "access-control-allow-origin" not in answer.headers


def test_refusals_and_what_a_client_needs_can_be_read(url: str) -> None:
    base, _, none = url.partition("#")
    answer = httpx.get(f"{base}/loop-api-publiques/journal", headers={"Origin": PORTAIL})
    assert answer.status_code == 401
    shown = answer.headers.get("access-control-expose-headers", "").lower()
    for name in ("link", "retry-after", "ratelimit", "requestid"):
        assert (name in shown) == (not none)
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("lu", ["portail.fr", "https://a.fr/", "https://a.fr, ftp://b", "null"])
def test_an_origin_that_is_none_is_refused(lu: str) -> None:
    with pytest.raises(Refus, match="REQ-043"):
        cors(lu)
