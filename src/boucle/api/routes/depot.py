"""Depot, on the wire: where a partner may PUT a file, and the PUT itself.

The PUT carries its right in its address, as an Azure shared-access signature does: no key is asked,
and `x-ms-blob-type` is accepted and ignored. With an object storage the address is the storage's
own and this server never sees the bytes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from typing import Any

from anyio import CancelScope, to_thread
from litestar import Request, Response, get, put
from litestar.params import FromPath

from boucle.api.entree.adresse import integer, parameter, required
from boucle.api.entree.bornes import judge_host
from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.routes.imports import atelier_of
from boucle.api.wire import answer
from boucle.errors import Refus
from boucle.errors.demandes.req_depot import DEPOT_NON_AUTORISE, ENVOI_NON_PRIS
from boucle.operations.sources.depots import Arrivee, receive, reserve
from boucle.values import shown

Req = Request[Any, Any, Any]
_BLOC = 1 << 20
_EXPIRE_MAX_S = 999_999_999_999


def depot_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [deposit_url, put_file]


@get(f"{PUBLISHED}/getfileurldeposit", sync_to_thread=True, opt=under("depot.reserver"))
def deposit_url(request: Req) -> Response[bytes]:
    """GET /getFileUrlDeposit: an address to PUT a file at, and the uri to import it by."""
    atelier = atelier_of(request)
    place = reserve(atelier, request.state.acteur, required(request, "filename"))
    adresse = place.adresse
    if adresse.startswith("/"):
        adresse = (atelier.config.url_publique or _asked(request)).rstrip("/") + adresse
    return answer({"depositUrl": adresse, "uri": place.uri, "expire": place.expire})


def _asked(request: Req) -> str:
    """Give the address of this server as the client wrote it; refuses HOTE_INVALIDE."""
    judge_host(request.headers.get("host", ""))
    return str(request.base_url)


# The depot holds the file to its own limit, as it comes.
@put(
    "/depot/{cabinet_id:int}/{guid:str}/{nom:str}",
    status_code=201,
    request_max_body_size=None,
    opt=under("depot.deposer"),
)
async def put_file(
    request: Req, cabinet_id: FromPath[int], guid: FromPath[str], nom: FromPath[str]
) -> Response[bytes]:
    """PUT on a deposit address: the file, hashed as it comes, kept when it is whole.

    The only handler that is a coroutine: bytes arrive as the network gives them.
    """
    if not parameter(request, "se"):
        raise Refus(DEPOT_NON_AUTORISE)
    _demand_whole(request)
    uri, expire_s = f"{guid}/{nom}", integer(request, "se", 0, 0, _EXPIRE_MAX_S)
    signature = parameter(request, "sig")
    length = request.headers.get("content-length", "")
    announced = int(length) if length.isascii() and length.isdigit() else None
    arriving = receive(atelier_of(request), cabinet_id, uri, expire_s, signature, announced)
    async with _in_threads(arriving) as arrivee:
        await _take(request, arrivee)
        recu = await to_thread.run_sync(arrivee.finish)
    return answer({"uri": uri, "octets": recu.taille_octets, "sha256": recu.sha256}, 201)


def _demand_whole(request: Req) -> None:
    """Refuse ENVOI_NON_PRIS for a part of a file, or for bytes that are not the file's own."""
    headers = request.headers
    comp = parameter(request, "comp")
    blob = headers.get("x-ms-blob-type", "BlockBlob")
    encoding = headers.get("content-encoding", "identity").strip()
    parts = {
        f"comp={comp}": comp,
        f"x-ms-blob-type: {blob}": blob.lower() != "blockblob",
        f"Content-Encoding: {encoding}": encoding.lower() not in ("", "identity"),
        "Content-Range": "content-range" in headers,
        "x-ms-copy-source": "x-ms-copy-source" in headers,
    }
    for lu, refused in parts.items():
        if refused:
            raise Refus(ENVOI_NON_PRIS, lu=shown(lu))


@asynccontextmanager
async def _in_threads(inner: AbstractContextManager[Arrivee]) -> AsyncIterator[Arrivee]:
    """Enter and leave in a thread what asks the disk and the database."""
    stack = ExitStack()
    try:
        yield await to_thread.run_sync(stack.enter_context, inner)
    except BaseException as error:
        # A partner who hangs up cancels this task: what was held is given back all the same.
        with CancelScope(shield=True):
            await to_thread.run_sync(stack.__exit__, type(error), error, error.__traceback__)
        raise
    await to_thread.run_sync(stack.close)


async def _take(request: Req, arrivee: Arrivee) -> None:
    pending = bytearray()
    async for block in request.stream():
        pending += block
        if len(pending) >= _BLOC:
            await to_thread.run_sync(arrivee.write, bytes(pending))
            pending.clear()
    if pending:
        await to_thread.run_sync(arrivee.write, bytes(pending))
