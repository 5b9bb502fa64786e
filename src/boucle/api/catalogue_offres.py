"""CatalogueOffres: the calls under /collaborativeOffer, described for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.operation import IDEMPOTENCE, REFUS_IDEMPOTENCE, Operation, ref
from boucle.errors import req
from boucle.errors import ressource as r

Json = dict[str, Any]
_BASE, _TAG = "/loop-api-publiques/collaborativeOffer", "Collaboratif"
_STRING: Json = {"type": "string", "minLength": 1}
_FIELDS: Json = {
    "codeDossier": _STRING | {"description": "Code Dossier"},
    "email": _STRING | {"description": "Adresse de l'interlocuteur"},
    "offer": _STRING | {"description": "Code de l'offre (applicationHub)"},
}
_CONTACT: Json = {
    name: {"type": "string"} for name in ("civilite", "prenom", "nom", "fonction", "telephone")
} | {"utilisateurClient": {"type": "boolean"}}
_ENVELOPE: Json = {
    "type": "object", "required": ["success", "errors"],
    "properties": {
        "success": {"type": "array", "items": {"type": "object"}},
        "errors": {"type": "array", "items": ref("Erreur")},
    },
}
_SAMPLE = {"codeDossier": "1119089", "email": "claire@client.example", "offer": "LOOP-COLLABORATIF"}
_ACTS = (
    ("addOffer", "Ajout d'une offre (ancien)", ("codeDossier", "email", "offer"), False),
    ("addCollaborativeOffer", "Ajout d'une offre collaborative à un interlocuteur existant",
     ("codeDossier", "email", "offer"), False),
    ("removeOffer", "Retrait d'une offre à tous les interlocuteurs", ("codeDossier", "offer"),
     False),
    ("removeContactOffer", "Retrait d'une offre à un interlocuteur",
     ("codeDossier", "email", "offer"), False),
    ("provisionDossier", "Approvisionnement d'un dossier client", ("codeDossier",), False),
    ("addContactAndOffer", "Ajout d'un interlocuteur et d'une offre",
     ("codeDossier", "email", "offer"), True),
    ("updateContactAndOffer", "Modification d'un interlocuteur et ajout d'une offre",
     ("codeDossier", "email", "offer"), True),
)


def _act(nom: str, titre: str, required: tuple[str, ...], contact: bool) -> Operation:
    properties = {name: _FIELDS[name] for name in required} | (_CONTACT if contact else {})
    sample: Json = {name: _SAMPLE[name] for name in required}
    if contact:
        sample |= {"prenom": "Claire", "nom": "MARTIN"}
    return Operation(
        "POST", f"{_BASE}/{nom}", _TAG, titre,
        "Demande une clé Advanced. En cas de faute, rien n'est fait.", _ENVELOPE,
        {"success": [], "errors": []},
        corps={"type": "object", "required": list(required), "properties": properties},
        corps_exemple=sample, parametres=IDEMPOTENCE,
        refus=(req.CLE_STANDARD, req.CORPS_ILLISIBLE, req.CHAMP_MAL_TYPE, r.CORPS_NON_TABLEAU,
               req.DOSSIER_INCONNU, r.DOSSIER_ATTENDU, *REFUS_IDEMPOTENCE),
        extra={"deprecated": True} if nom == "addOffer" else {},
    )


OFFRES = (
    *(_act(*told) for told in _ACTS),
    Operation(
        "GET", f"{_BASE}/dossiers", _TAG, "Dossiers associés à la clé d'application",
        "Les dossiers ouverts à la clé de l'appel.",
        {"type": "array", "items": {"type": "object", "properties": {"codeDossier": _STRING}}},
        [{"codeDossier": "1119089"}],
    ),
)
