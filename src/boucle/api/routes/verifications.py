"""Verifications, on the wire: POST /v1/verifications, the check of a file that keeps nothing.

The body is the file itself; `nom` is its name, which is part of the check of a FEC. `regime` (BIC,
COM, BAT, BNCT), `format` (json, html, csv), `comme` (fec, tra, json) and `modele` (that of a table,
in JSON) may be added. The answer is the rapport.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from anyio import to_thread
from litestar import Request, Response, post
from litestar.params import RawBody

from boucle.api.entree.adresse import choice, parameter
from boucle.api.entree.gate import under
from boucle.api.wire import answer
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.errors.donnees.sortie import FICHIER_TROP_GRAND, NOM_ABSENT
from boucle.errors.francais import visible
from boucle.operations.controle.controle import COMME
from boucle.operations.controle.detection import detecter
from boucle.operations.controle.modele import read_modele
from boucle.operations.controle.verification import MEDIAS, Demande, reserve, verify_apart
from boucle.schema.champs.champ import shown

Req = Request[Any, Any, Any]
OCTETS_MAX = 256 << 20
_NOM_MAX = 200
_REGIMES = ("BIC", "COM", "BAT", "BNCT")


def verification_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [verify, detect_modele]


@post(
    "/v1/verifications",
    status_code=200,
    request_max_body_size=None,
    opt=under("verification.verifier"),
)
async def verify(request: Req) -> Response[bytes]:
    """POST /v1/verifications: the rapport of the file sent; 200 whatever the verdict.

    A coroutine, since bytes arrive as the network gives them; the check itself is a process.
    """
    rendu = choice(request, "format", "json", tuple(MEDIAS))
    regime = choice(request, "regime", "", _REGIMES)
    comme = choice(request, "comme", "", tuple(COMME))
    said = parameter(request, "modele")
    modele = dict(read_modele(said)) if said else {}
    nom = _name(request)
    with TemporaryDirectory(prefix="verification-") as folder:
        source = Path(folder) / "fichier"
        with source.open("wb") as target:
            await _take(request, target)
        # A place is held for the check alone: a slow sender keeps nobody waiting.
        with reserve():
            demande = Demande(str(source), nom, regime, rendu, comme, modele)
            content = await to_thread.run_sync(verify_apart, demande)
    return Response(content, media_type=MEDIAS[rendu])


@post(
    "/v1/modeles/detecter",
    status_code=200,
    sync_to_thread=True,
    opt=under("modele.detecter"),
)
def detect_modele(body: RawBody) -> Response[bytes]:
    """POST /v1/modeles/detecter: the model of the file that is the body; nothing is kept."""
    with TemporaryDirectory(prefix="detection-") as folder:
        source = Path(folder) / "fichier"
        source.write_bytes(body)
        return answer(detecter(source))


async def _take(request: Req, target: BinaryIO) -> None:
    received = 0
    async for block in request.stream():
        received += len(block)
        if received > OCTETS_MAX:
            raise Refus(FICHIER_TROP_GRAND, octets_max=OCTETS_MAX)
        await to_thread.run_sync(target.write, block)


def _name(request: Req) -> str:
    nom = Path(parameter(request, "nom").replace("\\", "/")).name
    if not nom:
        raise Refus(NOM_ABSENT)
    if len(nom) > _NOM_MAX or not nom.isprintable():
        raise Refus(
            PARAMETRE_INVALIDE,
            parametre="nom",
            lu=shown(visible(nom[:40])),
            attendu=f"un nom de fichier de {_NOM_MAX} caractères au plus",
        )
    return nom
