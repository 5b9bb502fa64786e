"""Accueil: the page at `/`."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from boucle.console.render import page


@get("/", sync_to_thread=False)
def accueil(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Say what this server does and how a partner begins."""
    return page(request, "accueil.html")
