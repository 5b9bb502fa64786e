"""Archives, on the wire: the client dossiers that are put away, under /dossierClient/archive.

GET lists them, PUT archives, DELETE brings back; a dossier is named as for a published deletion.
"""

from __future__ import annotations

from litestar import Response, Router, delete, get, put
from litestar.params import RawBody

from boucle.api.entree.adresse import required
from boucle.api.entree.corps import read_items
from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.routes.ressources import Req, page_answer, parameters
from boucle.api.wire import JSON
from boucle.operations.ressources import archivage
from boucle.operations.ressources.ressources import Envoi
from boucle.schema.resource import Verbe

_PATH = f"{PUBLISHED}/dossierclient/archive"


def archive_handlers() -> list[Router]:
    """List the handlers of this file."""
    return [Router("/", route_handlers=[list_archived, put_away, bring_back])]


@get(_PATH, sync_to_thread=True, opt=under("dossierClient.archives", "codeDossier"))
def list_archived(request: Req) -> Response[bytes]:
    """GET /dossierClient/archive: the archived dossiers."""
    params = parameters(request)
    page = archivage.list_archived(
        request.app.state.store, request.state.acteur, required(request, "codeDossier"), params
    )
    return page_answer(request, page)


@put(
    _PATH,
    status_code=200,
    sync_to_thread=True,
    opt=under("dossierClient.archiver", "codeDossier"),
)
def put_away(request: Req, body: RawBody) -> Response[bytes]:
    """PUT /dossierClient/archive: archive dossiers."""
    return _move(request, "PUT", body)


@delete(
    _PATH,
    status_code=200,
    sync_to_thread=True,
    opt=under("dossierClient.desarchiver", "codeDossier"),
)
def bring_back(request: Req, body: RawBody) -> Response[bytes]:
    """DELETE /dossierClient/archive: bring dossiers back."""
    return _move(request, "DELETE", body)


def _move(request: Req, verbe: Verbe, body: bytes) -> Response[bytes]:
    envoi = Envoi(
        verbe,
        required(request, "codeDossier"),
        read_items(body),
        b"archive\n" + body,
        request.headers.get("idempotency-key"),
    )
    corps = archivage.move(request.app.state.store, request.state.acteur, envoi)
    return Response(corps, media_type=JSON)
