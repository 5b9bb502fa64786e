"""Ecritures, on the wire: the lines of the books, and the change of their analytic breakdown.

The path of the change is ours: the published pages name the operation only.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, put
from litestar.params import RawBody

from boucle.api.entree.adresse import following, required
from boucle.api.entree.corps import read_items
from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.routes.ressources import parameters
from boucle.api.wire import JSON
from boucle.operations.imports.extrait import Extrait
from boucle.operations.livre import livre
from boucle.operations.livre.ventilation_ligne import change_ventilations
from boucle.operations.ressources.ressources import Envoi
from boucle.resources._ecriture import tell_cote, tell_details, tell_origine, tell_type
from boucle.schema.rendu import encode
from boucle.schema.resource import write_revision

Req = Request[Any, Any, Any]


def ecriture_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [get_ecritures, put_ventilation]


@get(
    f"{PUBLISHED}/ecriturecomptable",
    sync_to_thread=True,
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
    return Response(encode(told), media_type=JSON, headers=following(request, extrait.suite))


@put(
    f"{PUBLISHED}/ecriturecomptable/ventilation",
    status_code=200,
    sync_to_thread=True,
    opt=under("ecriture.ventiler", "codeDossier"),
)
def put_ventilation(request: Req, body: RawBody) -> Response[bytes]:
    """PUT /EcritureComptable/ventilation: other sections for lines of the books."""
    envoi = Envoi(
        "PUT",
        required(request, "codeDossier"),
        read_items(body),
        body,
        request.headers.get("idempotency-key"),
    )
    corps = change_ventilations(request.app.state.store, request.state.acteur, envoi)
    return Response(corps, media_type=JSON)


def _ecriture(row: Any, extrait: Extrait) -> dict[str, Any]:
    place = row["import_id"], row["n"]
    detail = extrait.details.get(place)
    return {
        "objectId": f"{row['demande']}-{row['n']}",
        "revisionId": write_revision(0 if detail is None else detail["revision"]),
        "accountingImportRequestId": row["demande"],
        "ecritureOrigine": tell_origine(detail, row),
        "type": tell_type(row, detail),
        "journalCode": row["journal"],
        "journalLib": extrait.label(row, "journal"),
        "ecritureNum": row["num"],
        "date": row["date"],
        "compteNumero": row["compte"],
        "compteLib": extrait.label(row, "compte"),
        "tiers": row["tiers"],
        "tiersLib": extrait.label(row, "tiers"),
        "refPiece": row["piece_ref"],
        "datePiece": row["piece_date"],
        "libelle": row["libelle"],
        "debit": tell_cote(row, "debit"),
        "credit": tell_cote(row, "credit"),
        "codeLettrage": row["lettrage"] or None,
        "dateLettrage": row["date_let"],
        "dateValidation": row["valid_date"],
        **tell_details(row, detail, row, extrait.parts.get(place, ()), extrait.joints.get(place)),
    }


def tell_ligne(row: Any, extrait: Extrait) -> dict[str, Any]:
    """Write a line of an import, amounts in centimes."""
    place = row["import_id"], row["n"]
    detail, source = extrait.details.get(place), extrait.sources[row["import_id"]]
    return {
        "ligne": row["n"],
        "ecritureOrigine": tell_origine(detail, source),
        "type": tell_type(row, detail),
        "journal": row["journal"],
        "journalLib": extrait.label(row, "journal"),
        "ecritureNum": row["num"],
        "date": row["date"],
        "compte": row["compte"],
        "compteLib": extrait.label(row, "compte"),
        "tiers": row["tiers"],
        "tiersLib": extrait.label(row, "tiers"),
        "refPiece": row["piece_ref"],
        "datePiece": row["piece_date"],
        "libelle": row["libelle"],
        "debitCentimes": row["debit"],
        "creditCentimes": row["credit"],
        "codeLettrage": row["lettrage"],
        "dateLettrage": row["date_let"],
        "dateValidation": row["valid_date"],
        "montantDeviseDixMilliemes": row["montant_devise"],
        "devise": row["devise"],
        **tell_details(
            row, detail, source, extrait.parts.get(place, ()), extrait.joints.get(place)
        ),
    }
