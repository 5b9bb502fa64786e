"""CatalogueEcritures: the lines of the books, described for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.operation import APRES, IDEMPOTENCE, REFUS_IDEMPOTENCE, Operation, query, ref
from boucle.errors import req
from boucle.errors import ressource as r
from boucle.resources._ecriture import CHAMPS_LIGNE, DETAILS, IMPORT, ORIGINE, TYPE
from boucle.resources._ventilation import CLE, EXEMPLE
from boucle.schema.champ import described

Json = dict[str, Any]
TAG = "Ecritures comptables (export)"
_TEXT: Json = {"type": "string"}
_DAY: Json = {"type": ["string", "null"], "format": "date"}
_MONTANT: Json = {
    "type": "object", "required": ["amount", "currency"],
    "properties": {
        "amount": {"type": "number", "description": "En euros."},
        "currency": {"type": "string", "description": "Devise de `currencyAmount` ; EUR sans."},
        "currencyAmount": {"type": "number", "description": "Rendu pour une autre devise."},
    },
}
_PARTS = f"^{CLE}.+$"
_PART_RENDUE: Json = {
    "type": "object", "required": ["section", "debit", "credit"],
    "properties": {"section": _TEXT, "debit": _MONTANT, "credit": _MONTANT,
                   "quantite": {"type": "number"}},
}
_ENVOYE: Json = {"type": ["number", "string", "null"]}
_COTE: Json = {"type": ["number", "string", "object", "null"]}
_PART: Json = {
    "type": "object", "required": ["section"],
    "description": "Une part seule sans montant prend toute la ligne.",
    "properties": {
        "section": {"type": "string", "minLength": 1, "description": "Code de la section"},
        "montant": _ENVOYE | {"description": "Du côté de la ligne : débit ou crédit."},
        "pourcentage": _ENVOYE | {"description": "Deux décimales ; 100 font la ligne."},
        "debit": _COTE, "credit": _COTE, "quantite": _ENVOYE,
    },
}
_DETAILS: dict[str, Json] = {
    **{champ.nom: described(champ, given=True) for champ in (*DETAILS, ORIGINE)},
    "type": {"enum": [1, 5, 7], "description": f"1 général, 5 initial, 7 brouillard. "
             f"{TYPE.description}"},
    "modePaiement": {"type": ["integer", "string", "null"],
                     "description": "Le numéro publié, ou le code du fichier."},
    "fichier": {
        "type": ["object", "null"], "required": ["uri"], "properties": {"uri": _TEXT},
        "description": "Adresse du document, sans la signature qui l'ouvrait.",
    },
    "colonnesExtra": {
        "type": "object", "additionalProperties": _TEXT,
        "description": "Ce qu'un FEC portait après sa 18e colonne, par nom de colonne.",
    },
}
_AUTRES: dict[str, Json] = {
    **_DETAILS,
    IMPORT.nom: described(IMPORT, given=True),
    "debit": _MONTANT, "credit": _MONTANT,
    **dict.fromkeys(("date", "datePiece", "dateLettrage", "dateValidation"), _DAY),
    "codeLettrage": {"type": ["string", "null"]},
}
_TEXTES_LIGNE = (
    "journal", "journalLib", "ecritureNum", "compte", "compteLib", "tiers", "tiersLib", "refPiece",
    "libelle", "codeLettrage", "devise",
)
_JOURS_LIGNE = ("date", "datePiece", "dateLettrage", "dateValidation")
_OBJECT_ID = "77dc9a4a-3390-485b-b134-2913384a5563-2"
_REVISION = "0x0000000000024281"
SCHEMAS: Json = {
    "ecritureComptable": {
        "type": "object",
        "properties": {nom: _AUTRES.get(nom, _TEXT) for nom in CHAMPS_LIGNE},
        "patternProperties": {_PARTS: {"type": "array", "items": _PART_RENDUE}},
        "additionalProperties": False,
    },
    "ligneImport": {
        "type": "object",
        "properties": {
            "ligne": {"type": "integer", "minimum": 1, "description": "Sa place dans le fichier."},
            **dict.fromkeys(_TEXTES_LIGNE, _TEXT), **dict.fromkeys(_JOURS_LIGNE, _DAY),
            "debitCentimes": {"type": "integer"}, "creditCentimes": {"type": "integer"},
            "montantDeviseDixMilliemes": {"type": ["integer", "null"]},
            **_DETAILS,
        },
        "patternProperties": {_PARTS: {"type": "array", "items": _PART_RENDUE}},
        "additionalProperties": False,
    },
    "ventilationModification": {
        "type": "object", "required": ["objectId", "revisionId"],
        "properties": {"objectId": _TEXT, "revisionId": _TEXT},
        "patternProperties": {
            _PARTS: {"type": ["array", "null"], "items": _PART, "maxItems": 1000,
                     "description": "Parts de la ligne sur l'axe ; un tableau vide les retire."},
        },
        "additionalProperties": False,
    },
}
_CODE = query(
    "codeDossier", "Code Dossier", {"type": "string", "minLength": 1}, "CEGID001", required=True
)
_ITEM = ref("ventilationModification")
_RENDU = [{"section": "NORD", "debit": {"amount": 100, "currency": "EUR"},
           "credit": {"amount": 0, "currency": "EUR"}}]
ECRITURES: tuple[Operation, ...] = (
    Operation(
        "GET", "/loop-api-publiques/EcritureComptable", TAG,
        "Retourne une liste d'écritures comptables",
        "Les lignes validées, 100 au plus ; le filtre porte sur `codeLettrage`, sur "
        "`ecritureOrigine` (l'écriture nommée par la ligne, à défaut son import) ou sur "
        "`accountingImportRequestId`, l'import qui l'a apportée. Tout ce qu'une ligne envoyée par "
        "importJson portait revient sous le même nom. La ventilation d'une ligne est sous "
        "`axeAna<code de l'axe>`.",
        {"type": "array", "items": ref("ecritureComptable")},
        [{"journalCode": "VE", "compteNumero": "41100000", "codeLettrage": "AAA"}],
        parametres=(
            _CODE,
            query("filter", "Permet de filtrer le résultat", {"type": "string", "minLength": 1},
                  "codeLettrage != null", required=True),
            query("sort", "Permet de trier le résultat", _TEXT, "date&&ecritureNum"),
            APRES,
            query("skip", "Éléments passés", {"type": "integer", "minimum": 0}, 0),
            query("take", "Nombre, 100 au plus",
                  {"type": "integer", "minimum": 1, "maximum": 1000}, 100),
            query("select", "Champs rendus, séparés par des virgules", _TEXT,
                  "objectId,revisionId,compteNumero"),
        ),
        refus=(req.DOSSIER_INCONNU, req.PARAMETRE_ABSENT, req.PARAMETRE_INVALIDE,
               req.CLE_STANDARD, r.DOSSIER_ATTENDU, r.FILTRE_OBLIGATOIRE, r.FILTRE_ILLISIBLE,
               r.FILTRE_CHAMP_INCONNU, r.FILTRE_VALEUR, r.FILTRE_TROP_GRAND,
               r.FILTRE_TROP_COUTEUX, r.TRI_INCONNU, r.SELECTION_INCONNUE),
        liens={"ventilation": {
            "operationId": "putecriturecomptableventilation",
            "description": "Ventiler la ligne autrement",
            "parameters": {"codeDossier": "$request.query.codeDossier"},
            "requestBody": {nom: f"$response.body#/0/{nom}" for nom in ("objectId", "revisionId")},
        }},
    ),
    Operation(
        "PUT", "/loop-api-publiques/EcritureComptable/ventilation", TAG,
        "Modification de la ventilation analytique",
        "Change les sections de lignes validées, nommées par l'`objectId` et la `revisionId` de "
        "GET EcritureComptable. Sur chaque axe envoyé, les parts remplacent les précédentes et "
        "font le montant de la ligne ; les autres axes ne changent pas. Chaque élément est jugé "
        "seul : ceux qui sont justes sont écrits, les autres sont rendus dans `errors` avec "
        "toutes leurs fautes.",
        {
            "type": "object", "required": ["success", "errors"], "additionalProperties": False,
            "properties": {"success": {"type": "array", "items": ref("ecritureComptable")},
                           "errors": {"type": "array", "items": ref("Erreur")}},
        },
        {"success": [{"objectId": _OBJECT_ID, "revisionId": _REVISION, f"{CLE}CHANTIER": _RENDU}],
         "errors": []},
        parametres=(_CODE, *IDEMPOTENCE),
        corps={"anyOf": [{"type": "array", "items": _ITEM}, _ITEM]},
        corps_exemple=[{"objectId": _OBJECT_ID, "revisionId": _REVISION, **EXEMPLE}],
        refus=(req.DOSSIER_INCONNU, req.CLE_STANDARD, req.PARAMETRE_ABSENT, r.DOSSIER_ATTENDU,
               req.CORPS_ILLISIBLE, req.CORPS_TROP_GRAND, r.CORPS_NON_TABLEAU,
               r.TROP_DE_FICHES, *REFUS_IDEMPOTENCE),
    ),
)
