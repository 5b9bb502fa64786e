"""Porte: a real application on a real database, asked in process, and what tests need to ask it."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from boucle.api.app import create_app
from boucle.config import Config
from boucle.operations.acces import cles
from boucle.operations.acces.cles import Trousseau
from boucle.operations.atelier import Atelier
from boucle.schema import registre
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.champs.champs import Champ
from boucle.schema.resource import Niveau, Resource
from boucle.store.fiches import dossiers
from rigs import contrat

BASE = "/loop-api-publiques"
OURS = ("/v1", "/openapi", "/depot", "/sante")
T = TypeVar("T")
_COUNTER = itertools.count(1)


class Fil:
    """A loop in a thread of its own: a browser of other tests may hold one in this thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run_until_complete(self, awaited: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine there, and wait for it here."""
        return asyncio.run_coroutine_threadsafe(awaited, self._loop).result()

    def close(self) -> None:
        """Stop the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class Porte:
    """Cabinet A has dossiers D1 and D2, and DX deleted; cabinet B has D1 and E1."""

    config: Config
    atelier: Atelier
    app: Any
    loop: Fil
    trousseaux: dict[str, Trousseau] = field(default_factory=dict)

    def call(
        self,
        methode: str,
        chemin: str,
        corps: Any = None,
        *,
        cle: str = "avancee",
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
        **params: Any,
    ) -> httpx.Response:
        """Send one request; cle '' sends no key."""
        sent = dict(headers or {})
        if cle:
            trousseau = self.trousseaux[cle]
            sent |= {
                "Ocp-Apim-Subscription-Key": trousseau.abonnement,
                "x-apikey": trousseau.x_apikey,
            }
        answer = self.loop.run_until_complete(
            self._call(methode, chemin, corps, sent, content, params)
        )
        # Whatever a test asks, what it is answered is as the published document says.
        contrat.judge(answer)
        return answer

    async def _call(
        self,
        methode: str,
        chemin: str,
        corps: Any,
        headers: dict[str, str],
        content: bytes | None,
        params: dict[str, Any],
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://essai") as client:
            if content is None and corps is not None:
                # Escaped, so that what UTF-8 cannot hold is sent too.
                content = json.dumps(corps).encode()
            return await client.request(
                methode, _path(chemin), headers=headers, params=params, content=content
            )

    def read(self, resource: Resource, **params: Any) -> list[dict[str, Any]]:
        """List records, by a filter that is always there where one is mandatory."""
        params.setdefault("codeDossier", code_of(resource))
        if resource.filtre_obligatoire and "filter" not in params:
            params["filter"] = f"{resource.filtre_obligatoire[0]}!=null"
        answer = self.call("GET", resource.chemin, **params)
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def write(self, verbe: str, resource: Resource, items: Any, **given: Any) -> dict[str, Any]:
        """Send records; give the envelope, `success` always a list."""
        given.setdefault("codeDossier", code_of(resource))
        answer = self.call(verbe, resource.chemin, items, **given)
        assert answer.status_code == 200, answer.text
        told = dict(answer.json())
        if isinstance(told["success"], dict):
            told["success"] = [told["success"]]
        return told

    def create(self, resource: Resource, **values: Any) -> dict[str, Any]:
        """Create one sound record and give it as it was answered."""
        told = self.write("POST", resource, [self.sample(resource, **values)])
        assert told["errors"] == [], told["errors"]
        return dict(told["success"][0])

    def sample(self, resource: Resource, **values: Any) -> dict[str, Any]:
        """Give a sound record to send, with a key of its own, its targets existing."""
        n = next(_COUNTER)
        record = dict(resource.exemple)
        for nom in resource.fixe:
            record.pop(nom, None)
        if resource.nommee:
            record[resource.champ_cle.nom] = key_value(resource.champ_cle, n)
        if resource.intervalle:
            debut, fin = resource.intervalle
            # Not the year of the files that the tests import.
            year = 1900 + n % 290
            year = 2190 if year == 2024 else year
            record |= {debut: f"{year}-01-01", fin: f"{year}-12-31"}
        for leaf in resource.references:
            assert isinstance(leaf.champ, Reference)
            if leaf.champ.requis or leaf.chemin in record:
                target = registre.find(leaf.champ.cible)
                record[leaf.chemin] = self.create(target)[target.champ_cle.nom]
        return record | values


def _path(chemin: str) -> str:
    return chemin if chemin.startswith(OURS) else f"{BASE}/{chemin}"


def code_of(resource: Resource) -> str:
    """Give the code of the dossier where the records of a resource are tried."""
    return "cabinet" if resource.niveau is Niveau.CABINET else "D1"


def key_value(champ: Champ, n: int) -> str:
    """Give the n-th value of a key, of the right form."""
    nom = champ.controle.nom if getattr(champ, "controle", None) else ""
    if nom == "compte":
        return str(60_000_000 + n)
    if nom == "email":
        return f"essai{n}@client.example"
    if nom == "siret":
        return siret(n)
    return f"K{n}"


def siret(n: int) -> str:
    """Give the n-th right SIRET of a SIREN that is right."""
    body = f"424722130{n:04d}"
    total = 0
    for rank, char in enumerate(reversed(body)):
        digit = int(char) * (1 if rank % 2 else 2)
        total += digit - 9 if digit > 9 else digit
    return body + str(-total % 10)


def open_porte(config: Config, declared: Iterable[Resource] | None = None) -> Porte:
    """Open the application on a schema that exists, and make the two cabinets.

    declared: as `create_app` takes it.
    """
    atelier = Atelier.open(config)
    app = create_app(config, atelier, declared)
    porte = Porte(config, atelier, app, Fil())
    store = atelier.store
    with store.transaction(None) as conn:
        for code in ("A", "B"):
            dossiers.create_cabinet(conn, code, f"Cabinet {code}")
    for nom, cabinet, niveau, codes in (
        ("avancee", "A", "advanced", None),
        ("autre", "B", "advanced", None),
    ):
        porte.trousseaux[nom] = cles.create(
            store, cabinet, nom=nom, partenaire="Essai", codes=codes, niveau=niveau, profil=5
        )
    client = registre.find("dossierClient")
    for cle, codes in (("avancee", ("D1", "D2", "DX")), ("autre", ("D1", "E1"))):
        porte.write("POST", client, [{"codeDossier": code} for code in codes], cle=cle)
    gone = porte.read(client, filter="codeDossier=='DX'")
    porte.write("DELETE", client, gone)
    porte.trousseaux["standard"] = cles.create(
        store, "A", nom="standard", partenaire="Essai", codes=["D1"], niveau="standard", profil=0
    )
    return porte


def close_porte(porte: Porte) -> None:
    """Let everything go."""
    porte.loop.close()
    porte.atelier.close()


def codes(told: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Give (index, field, code) of every error of an envelope."""
    return [(error["index"], error["field"], error["code"]) for error in told["errors"]]


def with_verbe(resources: Iterable[Resource], *verbes: str) -> list[Resource]:
    """Keep the resources that have all of these verbs."""
    return [resource for resource in resources if set(verbes) <= set(resource.verbes)]
