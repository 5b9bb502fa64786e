"""Jouet: one declaration in a test gives routes, a table, a document and a reference page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware
from litestar.testing import TestClient

from boucle.api import wire
from boucle.api.gate import Gate
from boucle.api.openapi import document
from boucle.api.pages import reference
from boucle.api.ressources import resource_handlers
from boucle.errors import Refus
from boucle.operations import cles
from boucle.schema import registre
from boucle.schema.champs import Code, Entier, Reference
from boucle.schema.resource import Niveau, Resource
from boucle.store import dossiers
from boucle.store.engine import Store
from boucle.store.metadata import METADATA
from boucle.store.ressources import build


@dataclass
class Salle:
    """The door on one declaration."""

    client: TestClient[Litestar]
    headers: dict[str, str]

    def call(self, methode: str, corps: Any = None, **params: str) -> Any:
        answer = self.client.request(
            methode, "/loop-api-publiques/jouet", json=corps, headers=self.headers,
            params={"codeDossier": "D1", **params},
        )
        return answer.json()


@pytest.fixture
def jouet() -> Iterator[Resource]:
    yield Resource(
        nom="jouet", chemin="jouet", titre="Jouet", article="Le jouet", tag="Essais",
        niveau=Niveau.DOSSIER, cle="code",
        champs=(
            Code("code", "Code", requis=True),
            Entier("age", "Âge conseillé", minimum=0, maximum=18, indexe=True),
            Reference("compte", "Compte", cible="compte"),
        ),
        exemple={"code": "OURS", "age": 3},
    )  # fmt: skip
    registre.forget("jouet")
    if "jouet" in METADATA.tables:
        METADATA.remove(METADATA.tables["jouet"])


@pytest.fixture
def salle(jouet: Resource, store: Store) -> Iterator[Salle]:
    build(jouet)
    with store.transaction(None) as conn:
        METADATA.tables["jouet"].create(conn)
        cabinet_id = dossiers.create_cabinet(conn, "A", "A")
        dossiers.create(conn, cabinet_id, "D1")
    made = cles.create(store, "A", nom="k", partenaire="P", codes=["D1"])
    app = Litestar(
        route_handlers=resource_handlers([jouet]), middleware=[DefineMiddleware(Gate)],
        exception_handlers={Refus: wire.handle_refus}, state=State({"store": store}),
        openapi_config=None,
    )
    with TestClient(app) as client:
        yield Salle(client, {
            "Ocp-Apim-Subscription-Key": made.abonnement, "x-apikey": made.x_apikey,
        })


def test_it_answers(salle: Salle) -> None:
    created = salle.call("POST", [{"code": "OURS", "age": 3}])["success"]
    assert salle.call("GET", filter="age<5", sort="age:desc") == [created]
    changed = salle.call("PUT", created | {"age": 4})["success"]
    assert [record["age"] for record in changed] == [4]
    assert salle.call("POST", [{"code": "OURS", "age": 19}])["errors"][0]["code"] == "REQ-106"
    assert salle.call("DELETE", changed)["errors"] == []
    assert salle.call("GET") == []


def test_it_is_documented(jouet: Resource) -> None:
    told = document((jouet,))
    assert set(told["paths"]["/loop-api-publiques/jouet"]) == {"get", "post", "put", "delete"}
    assert {"jouet", "jouetCreation", "jouetModification"} <= told["components"]["schemas"].keys()
    assert "### jouet" in reference([jouet])
    assert "| `age` | Âge conseillé | entier de 0 à 18. |  |" in reference([jouet])
