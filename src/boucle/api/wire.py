"""Wire: how answers and refusals are written.

A refusal, whatever the operation:
`{"statusCode", "message", "error": {"instanceId", "code", "message", "remede", …}}`.
The first two are Azure API Management's shape; `error.instanceId` and `error.message` are those of
the published imports; `code`, `remede` and any further fact are ours.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
)

from boucle.bornes import BORNES
from boucle.errors import Refus
from boucle.errors.demandes.req import (
    CORPS_ILLISIBLE,
    CORPS_TROP_GRAND,
    ERREUR_INTERNE,
    METHODE_REFUSEE,
    RESSOURCE_INCONNUE,
)
from boucle.errors.pannes import panne_of
from boucle.incidents import say
from boucle.values import named_file as named_file
from boucle.values import shown

JSON = "application/json"
CORPS_OCTETS_MAX = BORNES.corps_octets
_LEFT = "client disconnected prematurely"
"""What the toolkit says of a client that hangs up before the end of its body."""
_CHEMIN_MAX = 200
_LOG = logging.getLogger("boucle.api")


def answer(value: Any, status: int = 200) -> Response[bytes]:
    """Give any plain value as JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type=JSON)


def body_of(refus: Refus, statut: int, instance_id: str) -> dict[str, Any]:
    """Give the body of a refus, as plain JSON values."""
    return {
        "statusCode": statut,
        "message": refus.message,
        "error": {
            "instanceId": instance_id,
            "code": refus.kind.code,
            "message": refus.message,
            "remede": refus.remede,
            **refus.details,
        },
    }


def refusal(refus: Refus, status: int | None = None) -> Response[bytes]:
    """Give a refus in its one wire shape."""
    statut = status or refus.kind.statut
    body = body_of(refus, statut, str(uuid.uuid4()))
    headers = {"Retry-After": "5"} if statut == 503 else None
    return Response(msgspec.json.encode(body), status_code=statut, media_type=JSON, headers=headers)


def handle_refus(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer a refus raised by an operation."""
    assert isinstance(error, Refus)
    return refusal(error)


def handle_http(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer what the toolkit itself refuses, in our shape."""
    assert isinstance(error, HTTPException)
    if isinstance(error, MethodNotAllowedException):
        accepted = _methods(error)
        refused = refusal(
            Refus(
                METHODE_REFUSEE,
                chemin=request.url.path,
                methode=request.method,
                acceptees=accepted or "voir /openapi.json",
            )
        )
        # RFC 9110, §15.5.6: a 405 names in Allow what the address answers to.
        refused.headers["Allow"] = accepted
        return refused
    if isinstance(error, NotFoundException):
        return refusal(Refus(RESSOURCE_INCONNUE, methode=request.method, chemin=request.url.path))
    if error.status_code == 413:
        return refusal(Refus(CORPS_TROP_GRAND, octets_max=_bound(request)))
    if isinstance(error, ClientException):
        return refusal(Refus(CORPS_ILLISIBLE, raison=error.detail), error.status_code)
    return handle_crash(request, error)


def _bound(request: Request[Any, Any, Any]) -> int:
    """Give the bytes that the body of this very operation may hold."""
    handler: Any = request.scope["route_handler"]
    bound = handler.resolve_request_max_body_size()
    return CORPS_OCTETS_MAX if bound is None else int(bound)


def _methods(error: HTTPException) -> str:
    allow = {name.lower(): value for name, value in (error.headers or {}).items()}
    return ", ".join(sorted(allow.get("allow", "").split(", ")))


def handle_crash(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer an unforeseen exception: a number for the person, the trace for the operator."""
    # A line of the log is one line, whatever was asked for.
    kind, path = panne_of(error), shown(request.url.path, _CHEMIN_MAX)
    if kind is not None:
        said = "%s %s %s: %s"
        say(_LOG, kind.code, said, kind.code, request.method, path, error)
        return refusal(Refus(kind))
    incident = str(uuid.uuid4())
    if isinstance(error, HTTPException) and error.detail == _LEFT:
        # Nobody is there to read an answer, and nothing went wrong here.
        _LOG.info("client left %s %s", request.method, path)
        return Response(b"", status_code=499)
    _LOG.error("incident %s %s %s", incident, request.method, path, exc_info=error)
    return refusal(Refus(ERREUR_INTERNE, incident=incident))
