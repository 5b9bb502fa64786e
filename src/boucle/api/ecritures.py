"""Ecritures, on the wire: the lines of the books, and the change of their analytic breakdown.

The path of the change is ours: the published pages name the operation only.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, put
from litestar.params import RawBody

from boucle.api.adresse import following, required
from boucle.api.corps import read_items
from boucle.api.gate import PUBLISHED, under
from boucle.api.ressources import parameters
from boucle.api.wire import JSON
from boucle.operations import livre
from boucle.operations.ressources import Envoi
from boucle.operations.ventilation_ligne import change_ventilations
from boucle.resources._ventilation import montant, tell_parts
from boucle.schema.rendu import encode
from boucle.schema.resource import write_revision

Req = Request[Any, Any, Any]
# Types of an entry (published enumeration), and the journal reserved to opening entries.
_GENERAL, _INITIAL, _A_NOUVEAU = 1, 5, "AN"


def ecriture_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [get_ecritures, put_ventilation]


@get(
    f"{PUBLISHED}/ecriturecomptable", sync_to_thread=True,
    opt=under("ecriture.lire", "codeDossier"),
)
def get_ecritures(request: Req) -> Response[bytes]:
    """GET /EcritureComptable: validated lines, by lettrage or by the import that brought them."""
    params = parameters(request)
    extrait = livre.ecritures(
        request.app.state.store, request.state.acteur, required(request, "codeDossier"), params
    )
    told = [_ecriture(row, extrait) for row in extrait.lignes]
    if extrait.selection:
        told = [{nom: one[nom] for nom in one if nom in extrait.selection} for one in told]
    return Response(
        encode(told), media_type=JSON, headers=following(request, extrait.suite)
    )


@put(
    f"{PUBLISHED}/ecriturecomptable/ventilation", status_code=200, sync_to_thread=True,
    opt=under("ecriture.ventiler", "codeDossier"),
)
def put_ventilation(request: Req, body: RawBody) -> Response[bytes]:
    """PUT /EcritureComptable/ventilation: other sections for lines of the books."""
    envoi = Envoi(
        "PUT", required(request, "codeDossier"), read_items(body), body,
        request.headers.get("idempotency-key"),
    )
    corps = change_ventilations(request.app.state.store, request.state.acteur, envoi)
    return Response(corps, media_type=JSON)


def _ecriture(row: Any, extrait: livre.Extrait) -> dict[str, Any]:
    def label(genre: str) -> str:
        key = row["import_id"], genre, row[genre], row[f"lib_{genre}"]
        return extrait.libelles.get(key, "")

    place = row["import_id"], row["n"]
    return {
        "objectId": f"{row['demande']}-{row['n']}",
        "revisionId": write_revision(extrait.revisions.get(place, 0)),
        "ecritureOrigine": row["demande"],
        "type": _INITIAL if row["journal"] == _A_NOUVEAU else _GENERAL,
        "journalCode": row["journal"],
        "journalLib": label("journal"),
        "ecritureNum": row["num"],
        "date": row["date"],
        "compteNumero": row["compte"],
        "compteLib": label("compte"),
        "tiers": row["tiers"],
        "tiersLib": label("tiers"),
        "refPiece": row["piece_ref"],
        "datePiece": row["piece_date"],
        "libelle": row["libelle"],
        "debit": montant(row["debit"]),
        "credit": montant(row["credit"]),
        "codeLettrage": row["lettrage"] or None,
        "dateLettrage": row["date_let"],
        "dateValidation": row["valid_date"],
        **tell_parts(extrait.parts.get(place, ())),
    }
