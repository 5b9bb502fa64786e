"""Sante: whether the server answers and its database with it; no key needed, no fact given."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from boucle.api.entree.gate import under
from boucle.api.wire import answer
from boucle.values import AUCUN


@get("/sante", sync_to_thread=True, opt=under("serveur.sante"))
def sante(request: Request[Any, Any, Any]) -> Response[bytes]:
    """GET /sante: 200 when a read transaction works, 503 when it does not."""
    store = request.app.state.store
    with store.lecture(AUCUN) as conn:
        store.maintenant(conn)
    return answer({"sante": "bonne"})
