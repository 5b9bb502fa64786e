"""Livre, on the wire: the books out, as FEC and as balances."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from boucle.api.entree.adresse import choice, required
from boucle.api.entree.gate import under
from boucle.api.wire import answer, named_file
from boucle.formats.fec.ecrire.plat import CODECS, FormeFec
from boucle.operations.livre import livre
from boucle.operations.livre.export import Fec, export_fec

Req = Request[Any, Any, Any]
_BLOCK = 1 << 20
_MEMOIRE_OCTETS = 8 << 20


def livre_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [get_fec, get_description, get_balance]


@get("/v1/dossiers/{code:str}/fec", sync_to_thread=True, opt=under("livre.fec", "code"))
def get_fec(request: Req, code: FromPath[str]) -> Stream:
    """GET /v1/dossiers/{code}/fec: the FEC of an exercice; `encodage` chooses the charset."""
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(_MEMOIRE_OCTETS))  # noqa: SIM115
    made = _export(request, code, file)
    file.seek(0)
    return Stream(
        _chunks(file),
        media_type="text/plain",
        headers={
            **named_file(made.nom),
            "X-Lignes": str(made.lignes),
            "X-Description": f"/v1/dossiers/{code}/fec/description",
        },
    )


@get(
    "/v1/dossiers/{code:str}/fec/description",
    sync_to_thread=True,
    opt=under("livre.notice", "code"),
)
def get_description(request: Req, code: FromPath[str]) -> Response[str]:
    """GET /v1/dossiers/{code}/fec/description: the notice that goes with the FEC."""
    with tempfile.TemporaryFile() as file:
        made = _export(request, code, file)
    return Response(made.description, media_type="text/plain; charset=utf-8")


@get("/v1/dossiers/{code:str}/balance", sync_to_thread=True, opt=under("livre.balance", "code"))
def get_balance(request: Req, code: FromPath[str]) -> Response[bytes]:
    """GET /v1/dossiers/{code}/balance: sums by compte of an exercice, in centimes."""
    rows = livre.balance(
        request.app.state.store, request.state.acteur, code, required(request, "exercice")
    )
    return answer(
        [
            {
                "compte": row["compte"],
                "debitCentimes": int(row["debit"]),
                "creditCentimes": int(row["credit"]),
                "lignes": int(row["lignes"]),
            }
            for row in rows
        ]
    )


def _export(request: Req, code: FromPath[str], target: BinaryIO) -> Fec:
    store = request.app.state.store
    encodage = choice(request, "encodage", "UTF-8", tuple(CODECS))
    perimetre = livre.open_dossier(store, request.state.acteur, code)
    exercice = required(request, "exercice")
    return export_fec(store, perimetre, exercice, target, FormeFec(encodage=encodage))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block
