"""Documents, on the wire: POST /storeDocument, whose body is the file itself."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, RawBody

from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.routes.ressources import parameters
from boucle.api.wire import JSON, named_file
from boucle.formats.joints import OCTETS_MAX
from boucle.operations.sources import documents

Req = Request[Any, Any, Any]
_NAMES = ("context", "filename", "uploadAuthor", "uploadMode", "collectionStage", "transaction")


def document_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [store_document, get_document]


@post(
    f"{PUBLISHED}/storedocument",
    status_code=200,
    sync_to_thread=True,
    request_max_body_size=OCTETS_MAX + 1,
    opt=under("document.deposer", "context"),
)
def store_document(request: Req, body: RawBody) -> Response[bytes]:
    """POST /storeDocument: one document of a dossier, for the accounting robot."""
    given = {name.lower(): value for name, value in parameters(request).items()}
    known = {name: given[name.lower()] for name in _NAMES if name.lower() in given}
    corps = documents.deposit(
        request.app.state.store,
        request.state.acteur,
        known,
        body,
        request.headers.get("idempotency-key"),
    )
    return Response(corps, media_type=JSON)


@get(
    "/v1/dossiers/{code:str}/documents/{ident:str}",
    sync_to_thread=True,
    opt=under("document.telecharger", "code"),
)
def get_document(request: Req, code: FromPath[str], ident: FromPath[str]) -> Response[bytes]:
    """GET /v1/dossiers/{code}/documents/{id}: the document as it was deposited."""
    nom, media, octets = documents.read_back(
        request.app.state.store, request.state.acteur, code, ident.lower()
    )
    return Response(octets, media_type=media, headers=named_file(nom))
