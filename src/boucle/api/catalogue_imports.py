"""CatalogueImports: the operations that ask for an import, described for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.operation import IDEMPOTENCE, REFUS_IDEMPOTENCE, Operation, import_links
from boucle.errors import req, req_debit, req_import
from boucle.errors import ressource as r
from boucle.formats.registre import FEC, FORMATS, PERSO, TRA
from boucle.formats.saisie_json.champs import describe_ligne
from boucle.formats.saisie_json.options import describe_options

Json = dict[str, Any]
GUID = "77dc9a4a-3390-485b-b134-2913384a5563"
TAG = "Ecritures comptables (import)"
REQUEST_ID: Json = {
    "type": "object", "required": ["accountingImportRequestId"],
    "properties": {"accountingImportRequestId": {"type": "string", "format": "uuid"}},
}
_LIENS = import_links("$response.body#/accountingImportRequestId")
_NULLABLE: Json = {"type": ["string", "null"]}
_DEMANDE: Json = {
    "type": "object", "required": ["codeIbs"],
    "properties": {
        "codeIbs": {"type": "string", "description": "Code Dossier"},
        "URI": {**_NULLABLE, "description": "Chemin rendu par getFileUrlDeposit."},
        "URL": {**_NULLABLE, "description": "URL du fichier, valable 24 h."},
        "SIRET": {**_NULLABLE, "description": "Établissement, 14 chiffres."},
        "doublon": {**_NULLABLE,
                    "description": "Ajouté par Boucle : `accepter` importe malgré un doublon."},
    },
}
_DEMANDE_PERSO: Json = {
    "type": "object", "required": ["codeIbs", "modele"],
    "properties": {
        **_DEMANDE["properties"],
        "modele": {"type": "string", "description": "Code du modèle d'import ; `MODELE` aussi."},
    },
}
_REFUS = (
    req.CODE_IBS_ABSENT, req.FICHIER_ABSENT, req.FICHIER_AMBIGU, req.DOSSIER_INCONNU,
    req.SIRET_INVALIDE, req.ETABLISSEMENT_INCONNU, req.CORPS_ILLISIBLE, req.CHAMP_MAL_TYPE,
    req.CORPS_TROP_GRAND, req_import.URI_INCONNUE, req_import.URL_REFUSEE, r.DOSSIER_ATTENDU,
    req.CLE_STANDARD, req_debit.TROP_D_IMPORTS, *REFUS_IDEMPOTENCE,
)


def _file(nom: str, chemin: str, titre: str, fichier: str, **more: Any) -> tuple[str, Operation]:
    return nom, Operation(
        "POST", f"/loop-api-publiques/{chemin}", TAG, titre,
        f"API permettant l'import des fichiers au format {nom}. Donner `URI` ou `URL`, jamais "
        "les deux.", REQUEST_ID, {"accountingImportRequestId": GUID},
        parametres=IDEMPOTENCE, corps=more.get("corps", _DEMANDE),
        corps_exemple={"codeIbs": "CEGID003", "URI": f"{GUID}/{fichier}", **more.get("plus", {})},
        refus=(*_REFUS, *more.get("refus", ())), liens=_LIENS,
    )


FICHIERS: tuple[Operation, ...] = tuple(
    operation
    for nom, operation in (
        _file(FEC, "importFEC", "Import des écritures au format FEC", "842008161FEC20251231.txt"),
        _file(TRA, "importTRA", "Import des écritures au format TRA", "ecritures.tra"),
        _file(PERSO, "importPerso", "Import des écritures au format personnalisé", "caisse.csv",
              corps=_DEMANDE_PERSO, plus={"modele": "IMPORTPERSO"},
              refus=(req_import.MODELE_ABSENT, req_import.MODELE_INCONNU)),
    )
    if nom in FORMATS
)

_TEXT: Json = {"type": "string"}
_DATA: Json = {
    "type": "object", "required": ["ecritures"],
    "properties": {
        "contexte": {
            "type": ["object", "null"],
            "description": "Bornes de l'import ; obligatoire sans `multiPeriode`.",
            "properties": {"from": _NULLABLE, "to": _NULLABLE},
        },
        "options": describe_options(),
        "ecritures": {"type": "array", "minItems": 2, "items": describe_ligne()},
    },
}
_EUROS: Json = {"amount": 120, "currency": "EUR", "currencyAmount": 120, "currencyRate": "1.0"}
_RIEN: Json = {"amount": 0, "currency": "EUR", "currencyAmount": 0, "currencyRate": "1.0"}
_LIGNE: Json = {"date": "2026-01-15T00:00:00.000Z", "journal": "AC", "reference": "FAC-001"}
SAISIE_JSON = Operation(
    "POST", "/loop-api-publiques/importJson", TAG, "Import des écritures au format JSON",
    "Les lignes sont dans `data.ecritures`. Un refus répond aussi 200, avec `error` : la première "
    "faute dans `message`, toutes dans `erreurs`.",
    {
        "oneOf": [
            REQUEST_ID,
            {
                "type": "object", "required": ["error"],
                "properties": {
                    "error": {
                        "type": "object", "required": ["instanceId", "message", "code", "remede"],
                        "properties": {
                            "instanceId": {"type": "string", "format": "uuid"}, "message": _TEXT,
                            "code": _TEXT, "remede": _TEXT,
                            "erreurs": {"type": "array", "items": {"type": "object"}},
                        },
                    },
                },
            },
        ],
    },
    {"accountingImportRequestId": GUID}, parametres=IDEMPOTENCE,
    corps={
        "type": "object", "required": ["codeIbs", "data"],
        "properties": {
            "codeIbs": {"type": "string", "description": "Code Dossier"},
            "SIRET": {**_NULLABLE, "description": "Établissement, 14 chiffres."}, "data": _DATA,
        },
    },
    corps_exemple={
        "codeIbs": "D000000000",
        "data": {
            "contexte": {"from": "2026-01-01T00:00:00.000Z", "to": "2026-01-31T00:00:00.000Z"},
            "options": {"separatorDecimal": ".", "failOnUnbalanced": True},
            "ecritures": [
                {**_LIGNE, "compte": "607000", "debit": _EUROS, "credit": _RIEN},
                {**_LIGNE, "compte": "401000", "debit": _RIEN, "credit": _EUROS},
            ],
        },
    },
    refus=(req.CORPS_TROP_GRAND, req_debit.TROP_D_IMPORTS), liens=_LIENS,
)
