"""Origin: a form or a fragment that changes something comes from our own pages, or is refused.

No token: the browser itself says where a request comes from, by `Sec-Fetch-Site` (on https and on
the loopback) or else by `Origin`. A request that says neither is refused: every browser that can
read our pages sends one of the two with a POST.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_console import ORIGINE_REFUSEE

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_ours(site: str | None, origin: str | None, hosts: Collection[str]) -> bool:
    """Tell whether a request comes from one of our pages.

    site, origin: the two headers as received, None when absent. hosts: `name` or `name:port`, in
    lower case. The scheme is not compared: a proxy may end TLS before us.
    """
    if site is not None:
        return site == "same-origin"
    return origin is not None and urlsplit(origin).netloc.lower() in hosts


def guard_origin(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse an unsafe method that does not come from our pages: ORIGINE_REFUSEE."""
    method = connection.scope.get("method", "GET")
    if method in SAFE:
        return
    config: Config = connection.app.state.config
    hosts = {connection.headers.get("host", "").lower()}
    if config.url_publique:
        hosts.add(urlsplit(config.url_publique).netloc.lower())
    headers = connection.headers
    if not is_ours(headers.get("sec-fetch-site"), headers.get("origin"), hosts - {""}):
        raise Refus(ORIGINE_REFUSEE)
