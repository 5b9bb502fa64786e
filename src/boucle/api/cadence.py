"""Cadence, at the door: how often an address and a key may ask, said in headers.

Headers of draft-ietf-httpapi-ratelimit-headers-11 (May 2026): `RateLimit-Policy` and `RateLimit`.
An address is counted before anything is read; a key once it is recognised, so that nobody uses up
another's share. A wrong secret is counted when it is refused: a right one always gets through.
"""

from __future__ import annotations

import hashlib
from typing import Any

from anyio import CapacityLimiter, to_thread
from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from boucle.api.connexions import origin
from boucle.api.gate import PUBLISHED
from boucle.api.wire import refusal
from boucle.errors import Kind, Refus
from boucle.errors.req_debit import TROP_D_ECHECS, TROP_D_IMPORTS, TROP_DE_REQUETES
from boucle.operations.cadence import Cadence, Quota, Verdict

# Threads of their own: handlers that wait never keep a count waiting.
_FILS = 4
_IMPORTS = tuple(f"{PUBLISHED}/import{sort}" for sort in ("fec", "perso", "tra", "json"))


class Comptoir:
    """Hold what the two counts share: the leases, the quotas, the threads."""

    def __init__(self, cadence: Cadence, config: Any) -> None:
        self.cadence = cadence
        self.quotas = {nom: Quota.read(config, nom) for nom in
                       ("adresse", "cle", "imports", "echecs")}
        self._fils: CapacityLimiter | None = None

    async def take(self, nom: str, qui: str, *, exact: bool = False) -> Verdict | None:
        """Take a token; None when this quota is not kept."""
        quota = self.quotas[nom]
        if quota is None:
            return None
        verdict = self.cadence.peek(quota, qui)
        if verdict is None:
            self._fils = self._fils or CapacityLimiter(_FILS)
            verdict = await to_thread.run_sync(
                lambda: self.cadence.lease(quota, qui, exact=exact), limiter=self._fils
            )
        return verdict

    async def refuse(
        self, kind: Kind, nom: str, verdict: Verdict, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer 429, and when to come back."""
        response = refusal(Refus(kind, delai_s=verdict.dans_s))
        response.headers["Retry-After"] = str(verdict.dans_s)
        for header, value in self.headers(nom, verdict).items():
            response.headers[header] = value
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        await response.to_asgi_response(None, request)(scope, receive, send)

    def headers(self, nom: str, verdict: Verdict) -> dict[str, str]:
        """Say a quota and what is left of it."""
        quota = self.quotas[nom]
        assert quota is not None
        return {
            "RateLimit-Policy": f'"{nom}";q={quota.nombre};w={quota.fenetre_s}',
            "RateLimit": f'"{nom}";r={verdict.reste};t={verdict.dans_s}',
        }


class CadenceAdresse:
    """Count each address before all else, and its wrong secrets after the fact."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one call in, or answer 429."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        comptoir: Comptoir = scope["litestar_app"].state.comptoir
        client = scope.get("client")
        qui = origin(client[0]) if client else ""
        verdict = await comptoir.take("adresse", qui)
        if verdict is not None and not verdict.accorde:
            await comptoir.refuse(TROP_DE_REQUETES, "adresse", verdict, scope, receive, send)
            return
        replaced = False

        async def watched(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 401:
                failed = await _failed(comptoir, qui, scope)
                if failed is not None:
                    replaced = True
                    await comptoir.refuse(
                        TROP_D_ECHECS, "echecs", failed, scope, receive, send
                    )
            if not replaced:
                await send(message)

        await self.app(scope, receive, watched)


class CadenceCle:
    """Count each key that was recognised, and the imports it asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one call in with what is left in its headers, or answer 429."""
        acteur = scope["state"].get("acteur")
        if scope["type"] != ScopeType.HTTP or acteur is None:
            await self.app(scope, receive, send)
            return
        comptoir: Comptoir = scope["litestar_app"].state.comptoir
        said: dict[str, str] = {}
        asked = scope["method"] == "POST" and scope["path"].lower() in _IMPORTS
        kinds = {"cle": TROP_DE_REQUETES} | ({"imports": TROP_D_IMPORTS} if asked else {})
        for nom, kind in kinds.items():
            verdict = await comptoir.take(nom, acteur.cle_id, exact=nom == "imports")
            if verdict is None:
                continue
            if not verdict.accorde:
                await comptoir.refuse(kind, nom, verdict, scope, receive, send)
                return
            said = comptoir.headers(nom, verdict)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in said.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, told)


async def _failed(comptoir: Comptoir, qui: str, scope: Scope) -> Verdict | None:
    """Count a failure for its address, then for the key it tried; the verdict that refuses."""
    headers = dict(scope["headers"])
    tried = headers.get(b"x-apikey", b"").partition(b":")[0].strip()
    cle = hashlib.sha256(tried).hexdigest()[:32]
    for name in (f"adresse:{qui}", f"cle:{cle}"):
        verdict = await comptoir.take("echecs", name, exact=True)
        if verdict is not None and not verdict.accorde:
            return verdict
    return None
