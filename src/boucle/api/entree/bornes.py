"""Bornes: what a request's head may hold, judged before anything else looks at it."""

from __future__ import annotations

import re
from typing import Any

from litestar.types import ASGIApp

from boucle.api.entree.connexions import ENTETES_OCTETS_MAX
from boucle.api.wire import refusal
from boucle.errors import Refus
from boucle.errors.demandes.req_debit import (
    ENTETES_TROP_GRANDS,
    HOTE_INVALIDE,
    LONGUEUR_AMBIGUE,
    URL_TROP_LONGUE,
)
from boucle.values import shown

URL_OCTETS_MAX = 16 * 1_024
_HOST = re.compile(
    r"(?=.{1,260}$)(?:\[[0-9A-Fa-f:.]{2,45}\]|(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.?)+)"
    r"(?::\d{1,5})?",
    re.ASCII,
)
_ENTETES_OCTETS_MAX = ENTETES_OCTETS_MAX // 2


def bound_head(app: ASGIApp) -> ASGIApp:
    """Wrap the whole application: refuse an ambiguous length, a long URL, long headers,
    what is no host."""

    async def bounded(scope: Any, receive: Any, send: Any) -> None:
        refus = _judge(scope) if scope["type"] == "http" else None
        if refus is None:
            await app(scope, receive, send)
            return
        response = refusal(refus)
        headers = [
            (b"content-type", b"application/json"),
            (b"connection", b"close"),
            (b"content-length", str(len(response.content)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send(
            {"type": "http.response.start", "status": response.status_code, "headers": headers}
        )
        await send({"type": "http.response.body", "body": response.content, "more_body": False})

    return bounded


def _judge(scope: Any) -> Refus | None:
    names = {name for name, _ in scope["headers"]}
    if b"content-length" in names and b"transfer-encoding" in names:
        return Refus(LONGUEUR_AMBIGUE)
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > URL_OCTETS_MAX:
        return Refus(URL_TROP_LONGUE, octets_max=URL_OCTETS_MAX)
    if sum(len(name) + len(value) + 4 for name, value in scope["headers"]) > _ENTETES_OCTETS_MAX:
        return Refus(ENTETES_TROP_GRANDS, octets_max=_ENTETES_OCTETS_MAX)
    try:
        for name, value in scope["headers"]:
            if name == b"host":
                judge_host(value.decode("latin-1"))
    except Refus as refus:
        return refus
    return None


def judge_host(host: str) -> None:
    """Refuse HOTE_INVALIDE what could not be a host: it goes into no answer, nor into a link.

    A person may follow the address that an answer gives.
    """
    if not _HOST.fullmatch(host):
        raise Refus(HOTE_INVALIDE, lu=shown(host))
