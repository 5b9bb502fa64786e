"""SchemasCommuns: the shapes that every operation shares: a refusal, a fault, an identity."""

from __future__ import annotations

from typing import Any

from boucle.api.document.proprietes import (
    GUID,
    IDENTITE,
    REVISION,
    entier,
    liste,
    objet,
    prop,
    texte,
)
from boucle.errors.demandes import req
from boucle.errors.demandes import ressource as r
from boucle.errors.exemples.exemples_refus import slots_of

Json = dict[str, Any]


_INCONNU = req.DOSSIER_INCONNU
_MESSAGE = _INCONNU.message.format(**slots_of(_INCONNU))
_FAUTE = r.CHAMP_OBLIGATOIRE
_FAUTE_SLOTS = slots_of(_FAUTE)
_ERREUR: Json = {
    "index": entier("Rang de l'élément dans l'envoi, depuis 0.", 0, minimum=0),
    "objectId": texte("Identifiant de l'élément, quand il est connu.", GUID),
    "field": texte("Champ en faute ; vide quand c'est l'élément entier.", "libelle"),
    "code": texte("Code stable de la faute.", _FAUTE.code),
    "message": texte("Ce qui ne va pas.", _FAUTE.message.format(**_FAUTE_SLOTS)),
    "remede": texte("Ce qu'il faut faire.", _FAUTE.remede.format(**_FAUTE_SLOTS)),
    "value": {"description": "Valeur lue.", "examples": [""]},
    "revisionId": texte("Révision actuelle, quand celle de l'envoi est dépassée.", REVISION),
}
# Facts of some refusals alone.
_FAITS = ("position", "etat", "par", "profil", "le", "pertes")
_ERROR: Json = {
    "instanceId": texte("Numéro de cette réponse.", GUID, format="uuid"),
    "code": texte("Code stable du refus.", _INCONNU.code),
    "message": texte("La même phrase.", _MESSAGE),
    "remede": texte("Ce qu'il faut faire.", _INCONNU.remede),
    "position": entier("Où, dans le filtre refusé, depuis 1.", 7, minimum=1),
    "etat": texte("État de l'import qui a déjà été décidé.", "valide"),
    "par": texte("Qui l'a décidé.", "Manon"),
    "profil": entier("Son profil.", 3, minimum=0, maximum=5),
    "le": texte("Quand.", "2026-01-15T09:30:00+00:00", format="date-time"),
    "pertes": liste(
        {"$ref": "#/components/schemas/perteExport"},
        description="Ce qu'un export refusé ne dirait pas.",
        examples=[[]],
    ),
}


def _exemple(properties: Json) -> Json:
    """Give the sample that the properties of a plain refusal make together."""
    return {nom: told["examples"][0] for nom, told in properties.items() if nom not in _FAITS}


SCHEMAS: Json = {
    "Refus": objet(
        {
            "statusCode": entier("Statut HTTP.", _INCONNU.statut),
            "message": texte("Ce qui est refusé, en français.", _MESSAGE),
            "error": objet(
                _ERROR,
                _FAITS,
                description="Le refus.",
                examples=[_exemple(_ERROR)],
            ),
        }
    ),
    "Erreur": objet(
        _ERREUR, ("objectId", "revisionId"), description="Une faute d'un élément de l'envoi."
    ),
    "Supprime": objet(
        {
            "status": {
                "const": "deleted",
                "description": "Ce qui a été fait.",
                "examples": ["deleted"],
            },
            **IDENTITE,
        }
    ),
    "baseRequired": objet(IDENTITE),
    "Reference": objet(
        {
            "objectId": prop(["string", "null"], "Identifiant de l'élément désigné.", GUID),
            "description": liste(
                {"type": "string"},
                description="Étiquette de l'élément désigné.",
                examples=[["60640000"]],
            ),
            "code": texte(
                "Code de l'élément désigné, quand son `objectId` n'est pas donné.", "60640000"
            ),
        },
        exiges=(),
    ),
}
