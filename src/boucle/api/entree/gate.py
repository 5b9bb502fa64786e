"""Gate: what every call passes before its handler: path, request id, keys and rights.

The one door: it looks the operation up in the table of rights and judges what can be judged before
the body is read: level, profile, and the dossier that the address names.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from anyio import to_thread
from litestar import Litestar, Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from boucle.api.entree.adresse import required
from boucle.api.wire import refusal
from boucle.errors import Refus
from boucle.operations.acces.droits import LIBRE, Droit, Table, admit

PUBLISHED = "/loop-api-publiques"
# The published pages call the status by two names.
_ALIAS = {f"{PUBLISHED}/getstatus": f"{PUBLISHED}/getimportstatus"}
_METHODES = "adresse.methodes"


def under(operation: str, dossier: str = "") -> dict[str, Any]:
    """Give the options of a handler: its row in the table of rights.

    dossier: the parameter of its address that names a dossier, '' when none does.
    """
    return {"operation": operation, "dossier": dossier}


def row_of(table: Table, handler: Any, methode: str) -> Droit:
    """Give the row of a handler; KeyError for one that has none."""
    # The toolkit answers OPTIONS by itself: what an address answers to is an operation too.
    fallback = _METHODES if methode == "OPTIONS" else ""
    return table[handler.opt.get("operation", fallback)]


def check_rights(app: Litestar) -> None:
    """Refuse to serve an operation that has no row; a programmer's error."""
    for route in app.routes:
        for methode, (handler, _) in getattr(route, "route_handler_map", {}).items():
            try:
                row_of(app.state.droits, handler, methode)
            except KeyError as missing:
                raise ValueError(f"no right is declared for {methode} {route.path}") from missing


class Gate:
    """Fold the path of published operations, name the request, admit the acteur.

    Published paths are compared without case, since the published pages write the same path in
    several ways. The acteur is put in `scope["state"]["acteur"]`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._known: dict[str, set[str]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one call in, or refuse it at once, its body unread."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        request_id = uuid.uuid4()

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                headers["requestid"] = str(request_id)
                headers["x-request-id"] = request_id.hex
                headers["x-content-type-options"] = "nosniff"
                headers["cache-control"] = "no-store"
                if scope["method"] == "OPTIONS":
                    headers["allow"] = ", ".join(self._methods(scope))
                headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
            await send(message)

        scope["state"]["request_id"] = str(request_id)
        state, handler = scope["litestar_app"].state, scope["route_handler"]
        droit = row_of(state.droits, handler, scope["method"])
        if droit.niveau != LIBRE:
            request: Request[Any, Any, Any] = Request(scope, receive, send)
            try:
                scope["state"]["acteur"] = await to_thread.run_sync(
                    admit,
                    state.store,
                    droit,
                    request.headers.get("ocp-apim-subscription-key"),
                    request.headers.get("x-apikey"),
                    lambda: _dossier(request, handler.opt),
                )
            except Refus as refus:
                await self._refuse(refus, request, send_named)
                return
        await self.app(scope, receive, send_named)

    def _methods(self, scope: Scope) -> list[str]:
        """Give what an address answers to; the toolkit forgets all but the first handler of it."""
        if not self._known:
            for route in scope["litestar_app"].routes:
                methods = getattr(route, "methods", ())
                self._known.setdefault(route.path, set()).update(methods)
        return sorted(self._known.get(scope["path_template"], ()))

    @staticmethod
    async def _refuse(refus: Refus, request: Request[Any, Any, Any], send: Send) -> None:
        response = refusal(refus).to_asgi_response(None, request)
        await response(request.scope, request.receive, send)


def _dossier(request: Request[Any, Any, Any], opt: Mapping[str, Any]) -> str | None:
    nom: str = opt.get("dossier", "")
    if not nom:
        return None
    if nom in request.path_params:
        return str(request.path_params[nom])
    return required(request, nom)


def fold_path(app: ASGIApp) -> ASGIApp:
    """Wrap the whole application so that published paths are found whatever their case."""

    async def folded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].lower().startswith(PUBLISHED):
            path = scope["path"].lower()
            path = _ALIAS.get(path, path)
            scope = dict(scope, path=path, raw_path=path.encode())
        await app(scope, receive, send)

    return folded
