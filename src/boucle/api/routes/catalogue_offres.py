"""CatalogueOffres: the calls under /collaborativeOffer, described for the published document."""

from __future__ import annotations

import json
from typing import Any

from boucle.api.document.operation import Operation
from boucle.api.document.proprietes import (
    REVISION,
    enveloppe,
    liste,
    nombre,
    objet,
    prop,
    ref,
    texte,
)
from boucle.api.document.refus_declares import IDEMPOTENCE
from boucle.bornes import BORNES
from boucle.errors.demandes import req
from boucle.errors.demandes import ressource as r
from boucle.resources.offre_collaborative import RESOURCE as OFFRE
from boucle.schema.exemple import given_sample, object_id_of
from boucle.schema.rendu import encode

Json = dict[str, Any]
_BASE, _TAG = "/loop-api-publiques/collaborativeOffer", "Collaboratif"
_SAMPLE = {"codeDossier": "1119089", "email": "claire@client.example", "offer": "LOOP-COLLABORATIF"}
_TEXTES = {
    "codeDossier": "Code Dossier.",
    "email": "Adresse de l'interlocuteur.",
    "offer": "Code de l'offre (applicationHub).",
}
_FIELDS: Json = {nom: texte(told, _SAMPLE[nom], minLength=1) for nom, told in _TEXTES.items()}
_CONTACT: Json = {
    "civilite": texte("Civilité.", "Mme"),
    "prenom": texte("Prénom.", "Claire"),
    "nom": texte("Nom.", "MARTIN"),
    "fonction": texte("Fonction.", "Gérante"),
    "telephone": texte("Téléphone.", "0142030405"),
    "utilisateurClient": prop("boolean", "Vrai pour qui entre dans le dossier.", True),
}
SCHEMAS: Json = {
    "dossierApprovisionne": objet(
        {
            "codeDossier": texte("Code Dossier.", "1119089"),
            "ajouts": nombre("Fiches ajoutées au dossier.", 312),
        }
    ),
    "dossierOuvert": objet({"codeDossier": texte("Code Dossier.", "1119089")}),
}
_RENDUS: Json = {
    OFFRE.nom: json.loads(encode(given_sample(OFFRE))),
    "Supprime": {
        "status": "deleted",
        "objectId": object_id_of(OFFRE.nom),
        "revisionId": REVISION,
    },
    "dossierApprovisionne": {"codeDossier": "1119089", "ajouts": 312},
}
_CLES = ("codeDossier", "email", "offer")
_ACTS = (
    ("addOffer", "Ajout d'une offre (ancien)", _CLES, OFFRE.nom),
    (
        "addCollaborativeOffer",
        "Ajout d'une offre collaborative à un interlocuteur existant",
        _CLES,
        OFFRE.nom,
    ),
    (
        "removeOffer",
        "Retrait d'une offre à tous les interlocuteurs",
        ("codeDossier", "offer"),
        "Supprime",
    ),
    ("removeContactOffer", "Retrait d'une offre à un interlocuteur", _CLES, "Supprime"),
    (
        "provisionDossier",
        "Approvisionnement d'un dossier client",
        ("codeDossier",),
        "dossierApprovisionne",
    ),
    ("addContactAndOffer", "Ajout d'un interlocuteur et d'une offre", _CLES, OFFRE.nom),
    (
        "updateContactAndOffer",
        "Modification d'un interlocuteur et ajout d'une offre",
        _CLES,
        OFFRE.nom,
    ),
)


def _act(nom: str, titre: str, required: tuple[str, ...], rendu: str) -> Operation:
    properties = {name: _FIELDS[name] for name in required}
    sample: Json = {name: _SAMPLE[name] for name in required}
    if nom.endswith("AndOffer"):
        properties |= _CONTACT
        sample |= {"prenom": "Claire", "nom": "MARTIN"}
    one = _RENDUS[rendu]
    return Operation(
        f"offre.{nom}",
        "POST",
        f"{_BASE}/{nom}",
        _TAG,
        titre,
        "Demande une clé Advanced. En cas de faute, rien n'est fait.",
        enveloppe(liste(ref(rendu)), [one]),
        {"success": [one], "errors": []},
        corps={"type": "object", "required": list(required), "properties": properties},
        corps_exemple=sample,
        parametres=IDEMPOTENCE,
        corps_octets=BORNES.demande_octets,
        refus=(req.CHAMP_MAL_TYPE, r.CORPS_NON_TABLEAU, r.DOSSIER_ARCHIVE),
        deprecie=nom == "addOffer",
    )


OFFRES = (
    *(_act(*told) for told in _ACTS),
    Operation(
        "offre.dossiers",
        "GET",
        f"{_BASE}/dossiers",
        _TAG,
        "Dossiers associés à la clé d'application",
        "Les dossiers ouverts à la clé de l'appel.",
        liste(ref("dossierOuvert")),
        [{"codeDossier": "1119089"}],
    ),
)
