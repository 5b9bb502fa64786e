"""ImportJson, on the wire: POST /importJson, whose refusals are published with HTTP 200."""

from __future__ import annotations

import uuid
from typing import Any

from litestar import Request, Response, post
from litestar.params import RawBody

from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.routes.imports import atelier_of, rejeu_of
from boucle.api.wire import answer
from boucle.errors import Refus
from boucle.formats.registre import JSON
from boucle.operations.imports.import_json import request_json

Req = Request[Any, Any, Any]


@post(f"{PUBLISHED}/importjson", status_code=200, sync_to_thread=True, opt=under("import.json"))
def import_json(request: Req, body: RawBody) -> Response[bytes]:
    """POST /importJson: register the entries of the body; a refusal is an answer like another."""
    try:
        made = request_json(
            atelier_of(request), request.state.acteur, body, rejeu_of(request, JSON, body)
        )
    except Refus as refus:
        return answer({"error": _told(refus)})
    return answer({"accountingImportRequestId": made})


def _told(refus: Refus) -> dict[str, Any]:
    """Give the published `instanceId` and `message`, then what helps to mend the request."""
    return {
        "instanceId": str(uuid.uuid4()),
        "message": refus.message,
        "code": refus.kind.code,
        "remede": refus.remede,
        **refus.details,
    }
