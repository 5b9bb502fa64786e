"""Livre, on the wire: the books out, in every format, and as balances."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream

from boucle.api.entree.adresse import choice, parameter, required
from boucle.api.entree.gate import under
from boucle.api.wire import answer, named_file
from boucle.formats.fec.ecrire.plat import CODECS, FormeFec
from boucle.formats.sortie.portes import Forme
from boucle.operations.livre import livre, sorties
from boucle.operations.livre.export import Fec, export_fec
from boucle.operations.livre.sorties import ACCEPTEES, REFUSEES

Req = Request[Any, Any, Any]
_BLOCK = 1 << 20
_MEMOIRE_OCTETS = 8 << 20
_FORMES = (Forme.FEC, Forme.TRA, Forme.JSON, Forme.CSV, Forme.XLSX)
_CHOIX = ("exercice", "debut", "fin", "import", "filter")


def livre_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [get_fec, get_description, get_balance, *map(_exporter, _FORMES), get_pertes]


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


def _exporter(forme: Forme) -> HTTPRouteHandler:
    """Make the handler of one format."""

    def get_ecritures(request: Req, code: FromPath[str]) -> Stream:
        made = sorties.open_sortie(
            request.app.state.store,
            request.state.acteur,
            code,
            _longueur(request, forme),
            _choix(request) | {"pertes": choice(request, "pertes", REFUSEES, (ACCEPTEES,))},
        )
        headers = named_file(made.nom)
        if made.pertes:
            told = (f"{quote(perte.champ)}={perte.nombre}" for perte in made.pertes)
            headers["X-Boucle-Pertes"] = "; ".join(told)
        return Stream(made.octets, media_type=made.media, headers=headers)

    get_ecritures.__doc__ = (
        f"GET /v1/dossiers/{{code}}/ecritures.{forme}: the books in this format."
    )
    return get(
        f"/v1/dossiers/{{code:str}}/ecritures.{forme}",
        sync_to_thread=True,
        opt=under(f"sortie.{forme}", "code"),
    )(get_ecritures)


@get(
    "/v1/dossiers/{code:str}/ecritures/pertes",
    sync_to_thread=True,
    opt=under("sortie.pertes", "code"),
)
def get_pertes(request: Req, code: FromPath[str]) -> Response[bytes]:
    """GET /v1/dossiers/{code}/ecritures/pertes: what a format would not say, counted."""
    required(request, "format")
    forme = Forme(choice(request, "format", str(Forme.FEC), tuple(map(str, _FORMES))))
    pertes = sorties.count_pertes(
        request.app.state.store,
        request.state.acteur,
        code,
        _longueur(request, forme),
        _choix(request),
    )
    return answer({"format": str(forme), "pertes": [perte.facts() for perte in pertes]})


def _longueur(request: Req, forme: Forme) -> Forme:
    """Read the layout of a TRA, which another format has no use for."""
    if forme is not Forme.TRA:
        return forme
    return Forme.TRA_STD if choice(request, "longueur", "ETE", ("STD",)) == "STD" else forme


def _choix(request: Req) -> dict[str, str]:
    return {nom: parameter(request, nom) for nom in _CHOIX}


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
