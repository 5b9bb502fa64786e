"""Imports, on the wire: the published operations, and ours under /v1."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post, put
from litestar.params import FromPath, RawBody
from litestar.response import Stream

from boucle.api.entree.adresse import following, integer, parameter, required, several
from boucle.api.entree.corps import read_json
from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.routes.ecritures import tell_ligne
from boucle.api.wire import JSON, answer, named_file
from boucle.bornes import BORNES
from boucle.compta.etat import Etat
from boucle.errors import Refus
from boucle.errors.demandes.req import CHAMP_MAL_TYPE, PARAMETRE_INVALIDE
from boucle.formats.registre import FEC, FORMATS, PERSO, TRA
from boucle.operations.atelier import Atelier
from boucle.operations.imports import decision, imports
from boucle.operations.sources import source
from boucle.schema.champs.champ import shown
from boucle.schema.curseur import PARAMETRE as APRES
from boucle.schema.json import folded
from boucle.schema.rendu import encode

Req = Request[Any, Any, Any]
_TAKE_MAX = 1_000


def import_handlers() -> list[Any]:
    """List the handlers of this file; a file import is served once its format is known."""
    files = {FEC: import_fec, TRA: import_tra, PERSO: import_perso}
    return [
        *(handler for nom, handler in files.items() if nom in FORMATS),
        import_status,
        import_history,
        list_imports,
        get_import,
        get_rapport,
        get_lignes,
        get_source,
        valider,
        rejeter,
        renew_url,
    ]


def atelier_of(request: Req) -> Atelier:
    """Give the tools of this server."""
    atelier: Atelier = request.app.state.atelier
    return atelier


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object; refuses CORPS_ILLISIBLE and CHAMP_MAL_TYPE."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise Refus(CHAMP_MAL_TYPE, champ="(corps)", attendu="un objet JSON", lu=shown(value))
    return value


@post(
    f"{PUBLISHED}/importfec",
    status_code=200,
    sync_to_thread=True,
    opt=under("import.fec"),
    request_max_body_size=BORNES.demande_octets,
)
def import_fec(request: Req, body: RawBody) -> Response[bytes]:
    """POST /importFEC: register a FEC to import."""
    return _ask(request, body, FEC)


@post(
    f"{PUBLISHED}/importtra",
    status_code=200,
    sync_to_thread=True,
    opt=under("import.tra"),
    request_max_body_size=BORNES.demande_octets,
)
def import_tra(request: Req, body: RawBody) -> Response[bytes]:
    """POST /importTRA: register a TRA file to import."""
    return _ask(request, body, TRA)


@post(
    f"{PUBLISHED}/importperso",
    status_code=200,
    sync_to_thread=True,
    opt=under("import.perso"),
    request_max_body_size=BORNES.demande_octets,
)
def import_perso(request: Req, body: RawBody) -> Response[bytes]:
    """POST /importPerso: register a file that a model of the dossier describes."""
    return _ask(request, body, PERSO)


def _ask(request: Req, body: bytes, format_fichier: str) -> Response[bytes]:
    demande = replace(
        imports.Demande.read(read_object(body)), rejeu=rejeu_of(request, format_fichier, body)
    )
    made = imports.request(atelier_of(request), request.state.acteur, format_fichier, demande)
    return answer({"accountingImportRequestId": made})


def rejeu_of(request: Req, act: str, body: bytes) -> tuple[str, str] | None:
    """Give the idempotency key of a call and the fingerprint of what it asks, if it bears one."""
    cle = request.headers.get("idempotency-key")
    if cle is None:
        return None
    head = f"{request.state.acteur.porteur}\n{act}\n".encode()
    return cle, hashlib.sha256(head + body).hexdigest()


@get(f"{PUBLISHED}/getimportstatus", sync_to_thread=True, opt=under("import.statut"))
def import_status(request: Req) -> Response[bytes]:
    """GET /getImportStatus: the published status, and how far the import is."""
    demande = required(request, "accountingImportRequestId")
    return answer(imports.get(atelier_of(request).store, request.state.acteur, demande))


@get(
    f"{PUBLISHED}/importhistory", sync_to_thread=True, opt=under("import.historique", "codeDossier")
)
def import_history(request: Req) -> Response[bytes]:
    """GET /importHistory: the imports of a dossier with the published codes, newest first."""
    return _list(request)


@get("/v1/imports", sync_to_thread=True, opt=under("import.lister", "codeDossier"))
def list_imports(request: Req) -> Response[bytes]:
    """GET /v1/imports: the imports of a dossier, newest first."""
    return _list(request)


def _list(request: Req) -> Response[bytes]:
    etats = several(request, "etat")
    for etat in etats:
        if etat not in set(Etat):
            raise Refus(
                PARAMETRE_INVALIDE, parametre="etat", lu=shown(etat), attendu=", ".join(Etat)
            )
    page = imports.Page(
        etats,
        parameter(request, APRES),
        integer(request, "skip", 0, 0, 10_000_000),
        integer(request, "take", 100, 1, _TAKE_MAX),
    )
    found, suite = imports.list_imports(
        atelier_of(request).store, request.state.acteur, required(request, "codeDossier"), page
    )
    response = answer(found)
    response.headers.update(following(request, suite))
    return response


@get("/v1/imports/{demande:str}", sync_to_thread=True, opt=under("import.lire"))
def get_import(request: Req, demande: FromPath[str]) -> Response[bytes]:
    """GET /v1/imports/{id}: one import and its history."""
    return answer(imports.get(atelier_of(request).store, request.state.acteur, demande))


@get("/v1/imports/{demande:str}/rapport", sync_to_thread=True, opt=under("import.rapport"))
def get_rapport(request: Req, demande: FromPath[str]) -> Response[str]:
    """GET /v1/imports/{id}/rapport: what was found in the file."""
    text = imports.rapport(atelier_of(request).store, request.state.acteur, demande)
    return Response(text, media_type="application/json")


@get("/v1/imports/{demande:str}/lignes", sync_to_thread=True, opt=under("import.lignes"))
def get_lignes(request: Req, demande: FromPath[str]) -> Response[bytes]:
    """GET /v1/imports/{id}/lignes: the lines, by `apres` (a line number) and `take`."""
    extrait = imports.page(
        atelier_of(request).store,
        request.state.acteur,
        demande,
        integer(request, "apres", 0, 0, 999_999_999),
        integer(request, "take", 200, 1, _TAKE_MAX),
    )
    told = [tell_ligne(row, extrait) for row in extrait.lignes]
    return Response(encode(told), media_type=JSON)


@get("/v1/imports/{demande:str}/source", sync_to_thread=True, opt=under("import.source"))
def get_source(request: Req, demande: FromPath[str]) -> Stream:
    """GET /v1/imports/{id}/source: the file as it was received."""
    nom, chunks = source.read_back(atelier_of(request), request.state.acteur, demande)
    return Stream(chunks, media_type="application/octet-stream", headers=named_file(nom))


@post(
    "/v1/imports/{demande:str}/valider",
    status_code=200,
    sync_to_thread=True,
    opt=under("import.valider"),
)
def valider(request: Req, demande: FromPath[str]) -> Response[bytes]:
    """POST /v1/imports/{id}/valider: the lines enter the books."""
    return _decide(request, demande, Etat.VALIDE)


@post(
    "/v1/imports/{demande:str}/rejeter",
    status_code=200,
    sync_to_thread=True,
    opt=under("import.rejeter"),
)
def rejeter(request: Req, demande: FromPath[str]) -> Response[bytes]:
    """POST /v1/imports/{id}/rejeter: the lines go; journaux, comptes and tiers stay."""
    return _decide(request, demande, Etat.REJETE)


@put(
    "/v1/imports/{demande:str}/url",
    status_code=200,
    sync_to_thread=True,
    opt=under("import.url"),
    request_max_body_size=BORNES.demande_octets,
)
def renew_url(request: Req, demande: FromPath[str], body: RawBody) -> Response[bytes]:
    """PUT /v1/imports/{id}/url: a new URL for an import that waits for one."""
    url = folded(read_object(body)).get("url")
    if not isinstance(url, str) or not url:
        raise Refus(CHAMP_MAL_TYPE, champ="URL", attendu="une URL https", lu=shown(url))
    corps = decision.renew_url(
        atelier_of(request),
        request.state.acteur,
        demande,
        url,
        rejeu_of(request, f"import.url {demande}", body),
    )
    return Response(corps, media_type=JSON)


def _decide(request: Req, demande: FromPath[str], vers: Etat) -> Response[bytes]:
    corps = decision.decide(
        atelier_of(request),
        request.state.acteur,
        demande,
        vers,
        rejeu_of(request, f"import.{vers} {demande}", b""),
    )
    return Response(corps, media_type=JSON)
