"""Door: what every page passes before its handler: a session, and its row in the table of rights.

The secret of the session is in one cookie, which no script reads and no other host can set; a
handler that names no row is not served.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Litestar, Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_console import CONSOLE_FERMEE
from boucle.operations.acces import sessions
from boucle.operations.acces.droits import LIBRE
from boucle.operations.acces.sessions import Provenance, Visite

COOKIE, _SUR = "boucle", "__Host-boucle"


def under(
    operation: str,
    dossier: str = "",
    *,
    sans_facteur: bool = False,
    geste: bool = True,
    reprise: bool = False,
) -> dict[str, Any]:
    """Give the options of a handler: its row in the table of rights.

    dossier: the parameter of its path that names a dossier, '' when none does. sans_facteur: open
    before the second factor that the profile demands is registered. geste: False for what a page
    asks by itself: a session ends all the same when nobody is there. reprise: what its address
    names can be read, whatever the method: one comes back to it after signing in.
    """
    return {
        "operation": operation,
        "dossier": dossier,
        "sans_facteur": sans_facteur,
        "geste": geste,
        "reprise": reprise,
    }


def under_imports(operation: str, *, geste: bool = True, reprise: bool = False) -> dict[str, Any]:
    """Give the options of a page of the partner imports, which may be closed to a cabinet."""
    return {**under(operation, "code", geste=geste, reprise=reprise), "imports": True}


def opens_imports(connection: ASGIConnection[Any, Any, Any, Any], visite: Visite) -> bool:
    """Tell whether the pages of the partner imports are opened to the cabinet."""
    closed = connection.app.state.config.sans_console
    return visite.code_cabinet not in {code.strip() for code in closed.split(",")}


def check_rights(app: Litestar) -> None:
    """Refuse to serve a page that has no row; a programmer's error."""
    for route in app.routes:
        for methode, (handler, _) in getattr(route, "route_handler_map", {}).items():
            named = handler.opt.get("operation")
            if methode != "OPTIONS" and named not in app.state.droits:
                raise ValueError(f"no right is declared for {methode} {route.path}")


def guard_session(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Recognise the person and judge the row; refuses as `sessions.admit`."""
    if connection.scope.get("method") == "OPTIONS":
        return
    state = connection.app.state
    droit = state.droits[handler.opt["operation"]]
    if droit.niveau == LIBRE:
        return
    named = handler.opt.get("dossier")
    visite = sessions.admit(
        state.store,
        droit,
        jeton_of(connection),
        lambda: str(connection.path_params[named]) if named else None,
        sans_facteur=handler.opt.get("sans_facteur", False),
        geste=handler.opt["geste"],
        page=connection.scope.get("method") == "GET" and not connection.headers.get("hx-request"),
    )
    connection.scope["state"]["visite"] = visite
    if handler.opt.get("imports") and not opens_imports(connection, visite):
        raise Refus(CONSOLE_FERMEE, cabinet=visite.code_cabinet)


def visite_of(request: Request[Any, Any, Any]) -> Visite:
    """Give the visit that the door let in."""
    visite: Visite = request.scope["state"]["visite"]
    return visite


def is_secure(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Tell whether the browser speaks to us, or to the proxy before us, over TLS."""
    return over_tls(connection.scope, connection.app.state.config)


def over_tls(scope: Any, config: Config) -> bool:
    """Tell the same of a call that no application has in hand yet."""
    return scope["scheme"] == "https" or config.url_publique.startswith("https://")


def jeton_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Give the secret that the browser holds, '' for none."""
    return str(connection.cookies.get(_SUR if is_secure(connection) else COOKIE, ""))


def give(request: Request[Any, Any, Any], answer: Response[Any], jeton: str) -> Response[Any]:
    """Let the browser hold this secret until it closes; forget it for ''."""
    secure = is_secure(request)
    answer.set_cookie(
        _SUR if secure else COOKIE,
        jeton,
        max_age=None if jeton else 0,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def provenance(request: Request[Any, Any, Any]) -> Provenance:
    """Say where a request comes from."""
    host = request.client.host if request.client else ""
    return Provenance(host, request.headers.get("user-agent", ""))


def back(adresse: str) -> str:
    """Give the address if it is one of this server, else the home: no one is led elsewhere."""
    here = adresse.startswith("/") and not adresse.startswith(("//", "/\\"))
    return adresse if here and adresse.isprintable() and not urlsplit(adresse).netloc else "/"


def here_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Give the address that is asked for, as a browser writes it."""
    url = connection.url
    return quote(url.path, safe="/") + (f"?{url.query}" if url.query else "")


def to_sign_in(request: Request[Any, Any, Any]) -> str:
    """Give the address of the sign-in, which leads back afterwards to where one was."""
    path = whence(request)
    return "/connexion" + ("" if path == "/" else f"?suite={quote(path, safe='/')}")


def whence(request: Request[Any, Any, Any]) -> str:
    """Give the address of the page that asks: this one, or the one that a form or htmx is on."""
    headers = request.headers
    fragment = headers.get("hx-request") == "true"
    here = here_of(request)
    if (request.method != "GET" or fragment) and not request.route_handler.opt.get("reprise"):
        here = headers.get("hx-current-url" if fragment else "referer", "/")
    found = urlsplit(here)
    return back(found.path + (f"?{found.query}" if found.query else ""))
