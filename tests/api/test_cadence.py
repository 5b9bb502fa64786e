"""Cadence: who asks too often is told when to come back, and slows nobody else down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from boucle.config import Config
from boucle.operations.acces import cles
from boucle.operations.atelier import Atelier
from boucle.store.fiches import dossiers
from rigs.reglages import CADENCES
from rigs.serveur_http import serving

STATUT = "/loop-api-publiques/getImportStatus?accountingImportRequestId=" + "0" * 8


@dataclass(slots=True)
class Porte:
    """A server, its atelier, and the headers of two keys of one cabinet."""

    url: str
    une: dict[str, str]
    autre: dict[str, str]

    def ask(
        self, headers: dict[str, str], source: str = "127.0.0.1", **more: Any
    ) -> httpx.Response:
        transport = httpx.HTTPTransport(local_address=source)
        with httpx.Client(base_url=self.url, transport=transport, headers=headers) as client:
            return client.request(more.pop("method", "GET"), more.pop("path", STATUT), **more)


Ouvrir = Callable[..., Porte]


@pytest.fixture
def ouvrir(config: Config) -> Iterator[Ouvrir]:
    """Serve with these settings."""
    with ExitStack() as stack:
        made: list[dict[str, str]] = []

        def opened(**reglages: str) -> Porte:
            usual = {name: getattr(Config(), name) for name in CADENCES}
            atelier = Atelier.open(replace(config, **usual | reglages))
            stack.callback(atelier.close)
            if not made:
                with atelier.store.transaction(None) as conn:
                    dossiers.create_cabinet(conn, "CAB", "Cabinet")
                for _ in range(2):
                    cle = cles.create(
                        atelier.store,
                        "CAB",
                        nom="K",
                        partenaire="P",
                        codes=None,
                        niveau="advanced",
                        profil=3,
                    )
                    made.append(
                        {
                            "Ocp-Apim-Subscription-Key": cle.abonnement,
                            "x-apikey": cle.x_apikey,
                        }
                    )
            return Porte(stack.enter_context(serving(atelier)), *made)

        yield opened


def test_a_key_that_asks_too_often_is_told_when_to_come_back(ouvrir: Ouvrir) -> None:
    porte = ouvrir(cadence_cle="5/100")
    first, *_, last = [porte.ask(porte.une) for _ in range(6)]
    assert first.headers["RateLimit-Policy"] == '"cle";q=5;w=100'
    assert first.headers["RateLimit"].startswith('"cle";r=4;t=')
    assert (last.status_code, last.json()["error"]["code"]) == (429, "REQ-036")
    assert 1 <= int(last.headers["Retry-After"]) <= 20
    assert porte.ask(porte.autre).status_code != 429


def test_two_servers_share_the_count_of_a_key(ouvrir: Ouvrir) -> None:
    deux = [ouvrir(cadence_cle="6/1000"), ouvrir(cadence_cle="6/1000")]
    codes = [deux[n % 2].ask(deux[0].une).status_code for n in range(12)]
    assert sum(code != 429 for code in codes) == 6


def test_an_address_that_asks_too_often_slows_that_address_alone(ouvrir: Ouvrir) -> None:
    porte = ouvrir(cadence_adresse="5/100")
    codes = [porte.ask({}, path="/sante").status_code for _ in range(8)]
    assert codes == [200] * 5 + [429] * 3
    assert porte.ask({}, "127.0.0.2", path="/sante").status_code == 200


def test_wrong_secrets_are_slowed_and_the_right_one_gets_through(ouvrir: Ouvrir) -> None:
    porte = ouvrir()
    wrong = {**porte.une, "x-apikey": porte.une["x-apikey"].partition(":")[0] + ":faux"}
    with httpx.Client(base_url=porte.url, headers=wrong) as client:
        said = [client.get(STATUT) for _ in range(300)]
    codes = [answer.status_code for answer in said]
    assert set(codes) == {401, 429}
    assert codes.count(401) <= 60
    refused = said[-1] if codes[-1] == 429 else next(a for a in said if a.status_code == 429)
    assert refused.json()["error"]["code"] == "REQ-037"
    assert int(refused.headers["Retry-After"]) >= 1
    # From another address, the same key's failures still count; its holder is not locked out.
    assert porte.ask(wrong, "127.0.0.2").status_code in (401, 429)
    assert porte.ask(porte.une).status_code not in (401, 429)


def test_imports_have_a_count_of_their_own(ouvrir: Ouvrir) -> None:
    porte = ouvrir(cadence_imports="3/3600")
    send = {"method": "POST", "path": "/loop-api-publiques/importFEC", "json": {}}
    codes = [porte.ask(porte.une, **send).status_code for _ in range(5)]
    assert codes == [400, 400, 400, 429, 429]
    assert porte.ask(porte.une, **send).json()["error"]["code"] == "REQ-038"
    assert porte.ask(porte.une).status_code != 429


def test_the_address_of_a_client_is_read_from_a_proxy_that_is_trusted_alone(
    ouvrir: Ouvrir,
) -> None:
    def codes(porte: Porte) -> list[int]:
        return [
            porte.ask({"X-Forwarded-For": f"203.0.113.{n}"}, path="/sante").status_code
            for n in range(4)
        ]

    assert codes(ouvrir(cadence_adresse="2/1000", mandataires="127.0.0.1")) == [200] * 4
    assert codes(ouvrir(cadence_adresse="2/1000")) == [200, 200, 429, 429]
