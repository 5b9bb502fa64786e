"""Cadence, at the door: how often an address and a key may ask, said in headers.

Headers of draft-ietf-httpapi-ratelimit-headers-11 (May 2026): `RateLimit-Policy` and `RateLimit`.
An address is counted before anything is read (see comptoir); a key once it is recognised, so that
nobody uses up another's share. A wrong secret is counted when it is refused: a right one always
gets through.
"""

from __future__ import annotations

import hashlib
from typing import Any

from litestar import Request, Response
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from boucle.api import wire
from boucle.api.entree.gate import PUBLISHED
from boucle.api.wire import refusal
from boucle.comptoir import Comptoir, address_of, debit_of
from boucle.errors import Kind, Refus
from boucle.errors.demandes.req_debit import TROP_D_ECHECS, TROP_D_IMPORTS, TROP_DE_REQUETES
from boucle.operations.acces.cadence import Quota, Verdict

_IMPORTS = tuple(f"{PUBLISHED}/import{sort}" for sort in ("fec", "perso", "tra", "json"))


def headers_of(quota: Quota | None, verdict: Verdict) -> dict[str, str]:
    """Say a quota and what is left of it."""
    assert quota is not None
    return {
        "RateLimit-Policy": f'"{quota.nom}";q={quota.nombre};w={quota.fenetre_s}',
        "RateLimit": f'"{quota.nom}";r={verdict.reste};t={verdict.dans_s}',
    }


def slowed(kind: Kind, quota: Quota | None, verdict: Verdict) -> Response[bytes]:
    """Give the 429, and when to come back."""
    response = refusal(Refus(kind, delai_s=verdict.dans_s))
    response.headers["Retry-After"] = str(verdict.dans_s)
    response.headers.update(headers_of(quota, verdict))
    return response


def slowed_address(request: Request[Any, Any, Any]) -> Response[bytes] | None:
    """Give the 429 of an address that asks too often, None for one that may."""
    verdict = debit_of(request.scope)
    if verdict is None:
        return None
    comptoir: Comptoir = request.app.state.comptoir
    return slowed(TROP_DE_REQUETES, comptoir.quotas["adresse"], verdict)


def handle_http(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer what the toolkit refuses: who asks too often is not told what is not there."""
    return slowed_address(request) or wire.handle_http(request, error)


async def _answer(response: Response[bytes], scope: Scope, receive: Receive, send: Send) -> None:
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    await response.to_asgi_response(None, request)(scope, receive, send)


class CadenceAdresse:
    """Refuse an address that asks too often, and count its wrong secrets after the fact."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one call in, or answer 429."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        comptoir: Comptoir = scope["litestar_app"].state.comptoir
        refused = slowed_address(Request(scope, receive, send))
        if refused is not None:
            await _answer(refused, scope, receive, send)
            return
        replaced = False

        async def watched(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 401:
                failed = await _failed(comptoir, scope)
                if failed is not None:
                    replaced = True
                    quota = comptoir.quotas["echecs"]
                    await _answer(slowed(TROP_D_ECHECS, quota, failed), scope, receive, send)
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
            quota = comptoir.quotas[nom]
            if not verdict.accorde:
                await _answer(slowed(kind, quota, verdict), scope, receive, send)
                return
            said = headers_of(quota, verdict)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in said.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, told)


async def _failed(comptoir: Comptoir, scope: Scope) -> Verdict | None:
    """Count a failure for its address, then for the key it tried; the verdict that refuses."""
    headers = dict(scope["headers"])
    tried = headers.get(b"x-apikey", b"").partition(b":")[0].strip()
    cle = hashlib.sha256(tried).hexdigest()[:32]
    for name in (f"adresse:{address_of(scope)}", f"cle:{cle}"):
        verdict = await comptoir.take("echecs", name, exact=True)
        if verdict is not None and not verdict.accorde:
            return verdict
    return None
