"""CatalogueEcritures: the lines of the books, described for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.document.contrat import APRES, READ, WRITE
from boucle.api.document.liens import operation_id
from boucle.api.document.operation import Operation, query
from boucle.api.document.proprietes import (
    GUID,
    IDENTITE,
    entier,
    enveloppe,
    liste,
    objet,
    prop,
    ref,
    texte,
    texte_ou_rien,
)
from boucle.api.document.refus_declares import IDEMPOTENCE
from boucle.errors.demandes import ressource as r
from boucle.formats.saisie_json.parts import describe_part
from boucle.resources._ecriture import CHAMPS_LIGNE, DETAILS, IMPORT, ORIGINE, TYPE
from boucle.resources._ventilation import CLE, EXEMPLE
from boucle.schema.champs.champ import described

Json = dict[str, Any]
TAG = "Ecritures comptables (export)"
_TEXT: Json = {"type": "string"}
_EUROS = {"amount": 120, "currency": "EUR"}
_RIEN = {"amount": 0, "currency": "EUR"}


def _jour(description: str, exemple: str | None = "2026-01-15") -> Json:
    return texte_ou_rien(description, exemple, format="date")


def _montant(description: str, exemple: Json) -> Json:
    return objet(
        {
            "amount": prop("number", "En euros.", exemple["amount"]),
            "currency": texte("Devise de `currencyAmount` ; EUR sans.", "EUR"),
            "currencyAmount": prop("number", "Rendu pour une autre devise.", 130),
        },
        ("currencyAmount",),
        description=description,
        examples=[exemple],
    )


_COTES = {"debit": _montant("Débit.", _EUROS), "credit": _montant("Crédit.", _RIEN)}
_PARTS = f"^{CLE}.+$"
_PART_RENDUE: Json = objet(
    {
        "section": texte("Code de la section.", "NORD"),
        **_COTES,
        "quantite": prop("number", "Quantité, d'un TRA.", 2),
    },
    ("quantite",),
)
_PARTS_RENDUES: Json = liste(
    _PART_RENDUE,
    description="Parts de la ligne sur l'axe.",
    examples=[[{"section": "NORD", "debit": _EUROS, "credit": _RIEN}]],
)
_DETAILS: dict[str, Json] = {
    **{champ.nom: described(champ, given=True) for champ in (*DETAILS, ORIGINE)},
    "type": {
        "enum": [1, 5, 7],
        "description": f"1 général, 5 initial, 7 brouillard. {TYPE.description}",
        "examples": [1],
    },
    "modePaiement": prop(
        ["integer", "string", "null"], "Le numéro publié, ou le code du fichier.", 5
    ),
    "fichier": prop(
        ["object", "null"],
        "Le document.",
        None,
        required=["uri", "objectId"],
        additionalProperties=False,
        properties={
            "uri": texte(
                "Adresse du document, sans la signature qui l'ouvrait.",
                "https://documents.example/facture.pdf",
            ),
            "objectId": texte_ou_rien(
                "Le document, quand il est gardé : `GET /v1/dossiers/{code}/documents/{objectId}`.",
                GUID,
            ),
        },
    ),
    "colonnesExtra": {
        "type": "object",
        "additionalProperties": _TEXT,
        "description": "Ce qu'un FEC portait après sa 18e colonne, par nom de colonne.",
        "examples": [{}],
    },
}
_COMMUNS: dict[str, Json] = {
    "journalLib": texte("Libellé du journal.", "Ventes"),
    "ecritureNum": texte("Numéro de l'écriture.", "2"),
    "date": _jour("Date comptable."),
    "compteLib": texte("Libellé du compte.", "Clients"),
    "tiers": texte("Code du tiers.", "C001"),
    "tiersLib": texte("Libellé du tiers.", "Dupré"),
    "refPiece": texte("Référence de la pièce.", "FA1"),
    "datePiece": _jour("Date de la pièce."),
    "libelle": texte("Libellé.", "Vente"),
    "dateLettrage": _jour("Date de lettrage.", None),
    "dateValidation": _jour("Date de validation."),
    **_DETAILS,
}
_LIVRE: dict[str, Json] = {
    **_COMMUNS,
    **IDENTITE,
    IMPORT.nom: described(IMPORT, given=True),
    **_COTES,
    "journalCode": texte("Journal.", "VE"),
    "compteNumero": texte("Compte.", "41100000"),
    "codeLettrage": texte_ou_rien("Code de lettrage.", "AAA"),
}
_IMPORT: dict[str, Json] = {
    "ligne": entier("Sa place dans le fichier.", 2, minimum=1),
    "journal": texte("Journal.", "VE"),
    "compte": texte("Compte.", "41100000"),
    "debitCentimes": entier("Débit, en centimes.", 12_000),
    "creditCentimes": entier("Crédit, en centimes.", 0),
    "codeLettrage": texte("Code de lettrage.", "AAA"),
    "montantDeviseDixMilliemes": prop(["integer", "null"], "Montant en devise, × 10 000.", None),
    "devise": texte("Devise de ce montant.", ""),
    **_COMMUNS,
}
_OBJECT_ID = "77dc9a4a-3390-485b-b134-2913384a5563-2"
_REVISION = "0x0000000000024281"
_RENDUE: Json = {"patternProperties": {_PARTS: _PARTS_RENDUES}}
SCHEMAS: Json = {
    "ecritureComptable": objet({nom: _LIVRE[nom] for nom in CHAMPS_LIGNE}, exiges=()) | _RENDUE,
    "ligneImport": objet(_IMPORT, exiges=()) | _RENDUE,
    "ventilationModification": objet(IDENTITE)
    | {
        "patternProperties": {
            _PARTS: {
                "type": ["array", "null"],
                "items": describe_part(),
                "maxItems": 1000,
                "description": "Parts de la ligne sur l'axe ; un tableau vide les retire.",
                "examples": [[{"section": "NORD"}]],
            },
        },
    },
}
_CODE = query(
    "codeDossier", "Code Dossier", {"type": "string", "minLength": 1}, "CEGID001", required=True
)
_ITEM = ref("ventilationModification")
_RENDU = [
    {
        "section": "NORD",
        "debit": {"amount": 100, "currency": "EUR"},
        "credit": {"amount": 0, "currency": "EUR"},
    }
]
ECRITURES: tuple[Operation, ...] = (
    Operation(
        "ecriture.lire",
        "GET",
        "/loop-api-publiques/EcritureComptable",
        TAG,
        "Retourne une liste d'écritures comptables",
        "Les lignes validées, 100 au plus ; le filtre porte sur `codeLettrage`, sur "
        "`ecritureOrigine` (l'écriture nommée par la ligne, à défaut son import) ou sur "
        "`accountingImportRequestId`, l'import qui l'a apportée. Tout ce qu'une ligne envoyée par "
        "importJson portait revient sous le même nom. La ventilation d'une ligne est sous "
        "`axeAna<code de l'axe>`.",
        liste(ref("ecritureComptable")),
        [{"journalCode": "VE", "compteNumero": "41100000", "codeLettrage": "AAA"}],
        parametres=(
            _CODE,
            query(
                "filter",
                "Permet de filtrer le résultat",
                {"type": "string", "minLength": 1},
                "codeLettrage != null",
                required=True,
            ),
            query("sort", "Permet de trier le résultat", _TEXT, "date&&ecritureNum"),
            APRES,
            query("skip", "Éléments passés", {"type": "integer", "minimum": 0}, 0),
            query(
                "take",
                "Nombre, 100 au plus",
                {"type": "integer", "minimum": 1, "maximum": 1000},
                100,
            ),
            query(
                "select",
                "Champs rendus, séparés par des virgules",
                _TEXT,
                "objectId,revisionId,compteNumero",
            ),
        ),
        refus=(*READ, r.FILTRE_OBLIGATOIRE),
        liens={
            "ventilation": {
                "operationId": operation_id("ecriture.ventiler"),
                "description": "Ventiler la ligne autrement",
                "parameters": {"codeDossier": "$request.query.codeDossier"},
                "requestBody": {
                    nom: f"$response.body#/0/{nom}" for nom in ("objectId", "revisionId")
                },
            }
        },
    ),
    Operation(
        "ecriture.ventiler",
        "PUT",
        "/loop-api-publiques/EcritureComptable/ventilation",
        TAG,
        "Modification de la ventilation analytique",
        "Change les sections de lignes validées, nommées par l'`objectId` et la `revisionId` de "
        "GET EcritureComptable. Sur chaque axe envoyé, les parts remplacent les précédentes et "
        "font le montant de la ligne ; les autres axes ne changent pas. Chaque élément est jugé "
        "seul : ceux qui sont justes sont écrits, les autres sont rendus dans `errors` avec "
        "toutes leurs fautes.",
        enveloppe(liste(ref("ecritureComptable")), []),
        {
            "success": [
                {"objectId": _OBJECT_ID, "revisionId": _REVISION, f"{CLE}CHANTIER": _RENDU}
            ],
            "errors": [],
        },
        parametres=(_CODE, *IDEMPOTENCE),
        corps={"anyOf": [{"type": "array", "items": _ITEM}, _ITEM]},
        corps_exemple=[{"objectId": _OBJECT_ID, "revisionId": _REVISION, **EXEMPLE}],
        refus=(*WRITE, r.DOSSIER_ARCHIVE),
    ),
)
