"""RefusDeclares: what each operation may be refused with, worked out once for all of them.

From the row in the table of rights, from the parameters and the body, then from what the operation
alone may say. Each refusal is shown by the body that the server sends, made from its own sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from boucle.api.wire import body_of
from boucle.errors import Kind, Refus
from boucle.errors.demandes import req, req_debit
from boucle.errors.demandes import ressource as r
from boucle.errors.exemples.exemples_refus import slots_of
from boucle.operations.acces.droits import LIBRE, Droit

Json = dict[str, Any]
IDEMPOTENCE: tuple[Json, ...] = ({"$ref": "#/components/parameters/IdempotencyKey"},)
_INSTANCE = "0d0e2b5c-3f4a-4f0b-9a51-6a3c6c1d7e42"
_ALWAYS = (
    req.METHODE_REFUSEE,
    req.RESSOURCE_INCONNUE,
    req.PARAMETRE_INCONNU,
    req.ERREUR_INTERNE,
    req.BASE_INDISPONIBLE,
    req_debit.TROP_DE_REQUETES,
    # Of the server itself, before the operation is known.
    req_debit.REQUETE_ILLISIBLE,
    req_debit.LONGUEUR_AMBIGUE,
    req_debit.HOTE_INVALIDE,
    req_debit.URL_TROP_LONGUE,
    req_debit.ENTETES_TROP_GRANDS,
    req_debit.REQUETE_TROP_LENTE,
    req_debit.TROP_DE_CONNEXIONS,
)
_JSON_BODY = (req.CORPS_ILLISIBLE, req.CORPS_TROP_GRAND)
_REJEU = (r.IDEMPOTENCE_AUTRE, r.IDEMPOTENCE_INVALIDE)


def kinds_of(
    droit: Droit, methode: str, parametres: Sequence[Json], media_corps: str, own: Iterable[Kind]
) -> list[Kind]:
    """List all that an operation may be refused with, by code.

    media_corps: of the body it takes, '' when it takes none. own: what it alone may say.
    """
    found = {*_ALWAYS, *droit.refus, *own}
    in_query = [one for one in parametres if one.get("in") == "query"]
    if droit.niveau != LIBRE:
        found.add(req_debit.TROP_D_ECHECS)
    if in_query:
        found.add(req.PARAMETRE_REPETE)
    if any(one["required"] for one in in_query):
        found.add(req.PARAMETRE_ABSENT)
    if IDEMPOTENCE[0] in parametres:
        found.update(_REJEU)
    if media_corps == "application/json":
        found.update(_JSON_BODY)
    if methode != "GET":
        found.add(req.ECRITURE_IMPOSSIBLE)
    return sorted(found, key=lambda kind: kind.code)


def responses(kinds: Iterable[Kind]) -> Json:
    """Describe refusals by HTTP status, each with its codes and their bodies."""
    by_status: dict[int, list[Kind]] = {}
    for kind in kinds:
        by_status.setdefault(kind.statut, []).append(kind)
    return {
        str(status): {
            "description": "\n".join(f"- `{kind.code}` {kind.titre}" for kind in several),
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Refus"},
                    "examples": {
                        kind.code: {"$ref": f"#/components/examples/{kind.code}"}
                        for kind in several
                    },
                }
            },
        }
        for status, several in sorted(by_status.items())
    }


def example(kind: Kind) -> Json:
    """Give the body of a refusal, as an example of the document."""
    refus = Refus(kind, **slots_of(kind))
    return {"summary": kind.titre, "value": body_of(refus, kind.statut, _INSTANCE)}
