"""Ressources, on the wire: the routes that follow from the declarations.

GET gives a bare array; the writes give `{"success": …, "errors": […]}` with one verdict per
record. Paths are declared in lower case: the gate folds what is received.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from litestar import Request, Response, Router, delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody

from boucle import resources
from boucle.api.entree.adresse import following, required
from boucle.api.entree.corps import read_items
from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.wire import JSON
from boucle.operations.acces import droits
from boucle.operations.ressources import ressources
from boucle.schema.resource import Resource, Verbe

Req = Request[Any, Any, Any]
_ROUTES = {"GET": get, "POST": post, "PUT": put, "DELETE": delete}


def resource_handlers(declared: Iterable[Resource] | None = None) -> list[Router]:
    """Give the routes of these declarations, of all of the house when none are named.

    One router for all, and one handler a path: the toolkit would put a handler in a thread once
    more each time another one joins it on its path, or when it has two paths.
    """
    chosen = resources.load() if declared is None else tuple(declared)
    handlers = [_handler(*route) for resource in chosen for route in routes(resource)]
    return [Router("/", route_handlers=handlers)]


class Route(NamedTuple):
    """One method and path of a resource, and what it does there."""

    resource: Resource
    verbe: Verbe
    methode: str
    chemin: str


def routes(resource: Resource) -> list[Route]:
    """Give every method and path a resource answers, paths as published."""
    found = [
        Route(resource, verbe, verbe, path)
        for path in (resource.chemin, *resource.alias)
        for verbe in resource.verbes
    ]
    for verbe in resource.verbes:
        if verbe in resource.chemins_verbes:
            methode, path = resource.chemins_verbes[verbe].split(" ")
            found.append(Route(resource, verbe, methode, path))
    return found


def _handler(resource: Resource, verbe: Verbe, methode: str, chemin: str) -> HTTPRouteHandler:
    act = _reader(resource) if verbe == "GET" else _writer(resource, verbe)
    path = f"{PUBLISHED}/{chemin.lower()}"
    route = _ROUTES[methode](
        path,
        status_code=200,
        sync_to_thread=True,
        name=f"{methode} {path}",
        opt=under(droits.name(resource, verbe), "codeDossier"),
    )
    handler: HTTPRouteHandler = route(act)
    return handler


def _reader(resource: Resource) -> Callable[[Req], Response[bytes]]:
    def read(request: Req) -> Response[bytes]:
        page = ressources.list_records(
            request.app.state.store,
            request.state.acteur,
            resource,
            required(request, "codeDossier"),
            parameters(request),
        )
        return page_answer(request, page)

    return read


def page_answer(request: Req, page: ressources.Page) -> Response[bytes]:
    """Answer a page of records, with the address of the next one where there is one."""
    return Response(page.corps, media_type=JSON, headers=following(request, page.suite))


def _writer(resource: Resource, verbe: Verbe) -> Callable[[Req, RawBody], Response[bytes]]:
    def write(request: Req, body: RawBody) -> Response[bytes]:
        envoi = ressources.Envoi(
            verbe,
            required(request, "codeDossier"),
            read_items(body),
            body,
            request.headers.get("idempotency-key"),
        )
        corps = ressources.write(request.app.state.store, request.state.acteur, resource, envoi)
        return Response(corps, media_type=JSON)

    return write


def parameters(request: Req) -> dict[str, str]:
    """Give the parameters of the query; of one given twice, the last."""
    return dict(request.query_params.items())
