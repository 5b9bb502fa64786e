"""Gens: persons of each profile and opening, already signed in, and a plain ask of every door.

No password is hashed and no client keeps cookies: a matrix of a thousand asks stays cheap.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from boucle.operations.acces import facteur, personnes, sessions
from boucle.operations.acces.reglage import Reglage
from boucle.operations.atelier import Atelier
from boucle.store.acces import personnes as store_personnes
from boucle.values import Perimetre

_CODE = re.compile(r"\b(?:REQ|SYS)-\d{3}\b")


@dataclass(frozen=True, slots=True)
class Entrant:
    """One person of a cabinet. ouverture: what is opened to it, as the matrix names it."""

    atelier: Atelier
    cabinet_id: int
    qui: str
    profil: int
    ouverture: str

    def jeton(self, *, ouverte: bool = True) -> str:
        """Sign the person in, or have them await their code; give what the browser holds."""
        with self.atelier.store.transaction(Perimetre(self.cabinet_id, 0)) as conn:
            row = store_personnes.find(conn, self.qui)
            assert row is not None
            whence = sessions.Provenance("127.0.0.1", "")
            return sessions.add(self.atelier.store, conn, row, whence, ouverte=ouverte)


def make_entrant(
    atelier: Atelier,
    cabinet_id: int,
    ouverture: str,
    reglage: Reglage,
    *,
    avec_facteur: bool = True,
) -> Entrant:
    """Add a person, with a second factor or without."""
    email = f"{ouverture}.{reglage.profil}.{cabinet_id}@gens.example".replace(" ", "-")
    patron = personnes.operator(cabinet_id)
    qui, _ = personnes.invite(atelier.store, patron, email, reglage)
    if avec_facteur:
        sealed = atelier.coffre.seal(facteur.make_secret()).decode()
        with atelier.store.transaction(Perimetre(cabinet_id, 0)) as conn:
            store_personnes.change(conn, qui, facteur=sealed)
    return Entrant(atelier, cabinet_id, qui, reglage.profil, ouverture)


@dataclass(frozen=True, slots=True)
class Dit:
    """What was answered. code: of the refusal, '' for none."""

    statut: int
    entetes: Mapping[str, str]
    corps: str

    @property
    def code(self) -> str:
        found = _CODE.search(self.corps) if self.statut >= 400 else None
        return found[0] if found else ""

    @property
    def vers(self) -> str:
        """Where one is led, without what the address asks."""
        return self.entetes.get("location", "").partition("?")[0]


async def ask(
    app: Any,
    methode: str,
    chemin: str,
    *,
    jeton: str = "",
    query: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    entetes: Mapping[str, str] | None = None,
    tls: bool = False,
) -> Dit:
    """Ask the application as a server would, from a page of ours; a stream is left at once."""
    sent = {"host": "boucle.example", "sec-fetch-site": "same-origin"}
    given = urlencode(form or {}).encode()
    if methode != "GET":
        sent |= {
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(given)),
        }
    sent |= entetes or {}
    if jeton:
        sent["cookie"] = f"{'__Host-' if tls else ''}boucle={jeton}"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": methode,
        "path": chemin,
        "raw_path": chemin.encode(),
        "root_path": "",
        "scheme": "https" if tls else "http",
        "query_string": urlencode(query or {}, doseq=True).encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("boucle.example", 80),
    }
    told: list[Any] = []
    begun, read = asyncio.Event(), [False]

    async def receive() -> dict[str, Any]:
        if not read[0]:
            read[0] = True
            return {"type": "http.request", "body": given, "more_body": False}
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)
        if message["type"] == "http.response.body":
            begun.set()

    await app(scope, receive, send)
    head: dict[str, str] = {}
    for name, value in told[0]["headers"]:
        known = head.get(name.decode().lower())
        said = value.decode("latin-1")
        head[name.decode().lower()] = said if known is None else f"{known} + {said}"
    body = b"".join(message.get("body", b"") for message in told[1:])
    return Dit(told[0]["status"], head, body.decode("utf-8", "replace"))
