"""ImportJson, on the wire: POST /importJson, whose refusals are published with HTTP 200.

The body goes to the disk as it comes; it is read there, by blocks, and never held whole.
"""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from anyio import CapacityLimiter, to_thread
from litestar import Request, Response, post

from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.routes.imports import atelier_of
from boucle.api.wire import answer
from boucle.bornes import BORNES
from boucle.errors import Refus
from boucle.errors.demandes.req_json import ENVOI_TROP_GRAND
from boucle.formats.registre import JSON
from boucle.formats.saisie_json.corps import LIGNES_MAX
from boucle.operations.imports.import_json import request_json

Req = Request[Any, Any, Any]
_BLOC = 1 << 20
_DE_FRONT = 2
_lectures = CapacityLimiter(_DE_FRONT)
"""Large bodies that are judged at a time: others wait, and short ones pass by."""


@post(
    f"{PUBLISHED}/importjson",
    status_code=200,
    request_max_body_size=None,
    opt=under("import.json"),
)
async def import_json(request: Req) -> Response[bytes]:
    """POST /importJson: register the entries of the body; a refusal is an answer like another.

    A coroutine, since bytes arrive as the network gives them.
    """
    with TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "import-json.txt"
        try:
            octets, empreinte = await _take(request, path)
            cle = request.headers.get("idempotency-key")
            rejeu = None if cle is None else (cle, empreinte)
            made = await to_thread.run_sync(
                request_json,
                atelier_of(request),
                request.state.acteur,
                path,
                rejeu,
                limiter=_lectures if octets > _BLOC else None,
            )
        except Refus as refus:
            return answer({"error": _told(refus)})
    return answer({"accountingImportRequestId": made})


async def _take(request: Req, path: Path) -> tuple[int, str]:
    """Receive the body; give its size and the fingerprint of what it asks of whom.

    Refuses ENVOI_TROP_GRAND.
    """
    refus = Refus(ENVOI_TROP_GRAND, octets_max=BORNES.envoi_octets, lignes_max=LIGNES_MAX)
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > BORNES.envoi_octets:
        raise refus
    digest = hashlib.sha256(f"{request.state.acteur.porteur}\n{JSON}\n".encode())
    received, pending = 0, bytearray()
    with path.open("wb") as target:
        async for block in request.stream():
            received += len(block)
            if received > BORNES.envoi_octets:
                raise refus
            digest.update(block)
            pending += block
            if len(pending) >= _BLOC:
                await to_thread.run_sync(target.write, bytes(pending))
                pending.clear()
        target.write(pending)
    return received, digest.hexdigest()


def _told(refus: Refus) -> dict[str, Any]:
    """Give the published `instanceId` and `message`, then what helps to mend the request."""
    return {
        "instanceId": str(uuid.uuid4()),
        "message": refus.message,
        "code": refus.kind.code,
        "remede": refus.remede,
        **refus.details,
    }
