"""CatalogueImports: the operations that ask for an import, described for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.document.operation import Operation, import_links
from boucle.api.document.proprietes import GUID, prop, ref, texte, texte_ou_rien
from boucle.api.document.refus_declares import IDEMPOTENCE
from boucle.bornes import BORNES
from boucle.errors.demandes import req, req_debit, req_depot, req_import
from boucle.errors.demandes import ressource as r
from boucle.errors.donnees.src import URL_MAL_FORMEE
from boucle.formats.registre import FEC, FORMATS, PERSO, TRA
from boucle.formats.saisie_json.champs import describe_ligne
from boucle.formats.saisie_json.options import describe_options

Json = dict[str, Any]
TAG = "Ecritures comptables (import)"
_LIENS = import_links("$response.body#/accountingImportRequestId")
_CODE_IBS = texte("Code Dossier.", "CEGID003")
_SIRET = texte_ou_rien("Établissement, 14 chiffres ; à défaut le principal.", None)
_DEMANDE: Json = {
    "type": "object",
    "required": ["codeIbs"],
    "properties": {
        "codeIbs": _CODE_IBS,
        "URI": texte_ou_rien("Chemin rendu par getFileUrlDeposit.", f"{GUID}/fichier.txt"),
        "URL": texte_ou_rien("URL du fichier, valable 24 h.", None),
        "SIRET": _SIRET,
        "doublon": texte_ou_rien(
            "Ajouté par Boucle : `accepter` importe malgré un doublon.", "accepter"
        ),
    },
}
_DEMANDE_PERSO: Json = {
    "type": "object",
    "required": ["codeIbs", "modele"],
    "properties": {
        **_DEMANDE["properties"],
        "modele": texte("Code du modèle d'import ; `MODELE` aussi.", "IMPORTPERSO"),
    },
}
_REFUS = (
    req.CODE_IBS_ABSENT,
    req.FICHIER_ABSENT,
    req.FICHIER_AMBIGU,
    req.SIRET_INVALIDE,
    req.ETABLISSEMENT_INCONNU,
    req.CHAMP_MAL_TYPE,
    req.CHAMP_REPETE,
    req_depot.NOM_REFUSE,
    req_depot.STOCKAGE_INDISPONIBLE,
    req_import.URI_INCONNUE,
    URL_MAL_FORMEE,
    req_debit.TROP_D_IMPORTS,
    r.DOSSIER_ARCHIVE,
)


def _file(nom: str, chemin: str, titre: str, fichier: str, **more: Any) -> tuple[str, Operation]:
    return nom, Operation(
        f"import.{chemin.removeprefix('import').lower()}",
        "POST",
        f"/loop-api-publiques/{chemin}",
        TAG,
        titre,
        f"API permettant l'import des fichiers au format {nom}. Donner `URI` ou `URL`, jamais "
        "les deux.",
        ref("importDemande"),
        {"accountingImportRequestId": GUID},
        parametres=IDEMPOTENCE,
        corps_octets=BORNES.demande_octets,
        corps=more.get("corps", _DEMANDE),
        corps_exemple={"codeIbs": "CEGID003", "URI": f"{GUID}/{fichier}", **more.get("plus", {})},
        refus=(*_REFUS, *more.get("refus", ())),
        liens=_LIENS,
    )


FICHIERS: tuple[Operation, ...] = tuple(
    operation
    for nom, operation in (
        _file(FEC, "importFEC", "Import des écritures au format FEC", "842008161FEC20251231.txt"),
        _file(TRA, "importTRA", "Import des écritures au format TRA", "ecritures.tra"),
        _file(
            PERSO,
            "importPerso",
            "Import des écritures au format personnalisé",
            "caisse.csv",
            corps=_DEMANDE_PERSO,
            plus={"modele": "IMPORTPERSO"},
            refus=(req_import.MODELE_ABSENT, req_import.MODELE_INCONNU),
        ),
    )
    if nom in FORMATS
)

_EUROS: Json = {"amount": 120, "currency": "EUR", "currencyAmount": 120, "currencyRate": "1.0"}
_RIEN: Json = {"amount": 0, "currency": "EUR", "currencyAmount": 0, "currencyRate": "1.0"}
_LIGNE: Json = {"date": "2026-01-15T00:00:00.000Z", "journal": "AC", "reference": "FAC-001"}
_LIGNES: list[Json] = [
    {**_LIGNE, "compte": "607000", "debit": _EUROS, "credit": _RIEN},
    {**_LIGNE, "compte": "401000", "debit": _RIEN, "credit": _EUROS},
]
_CONTEXTE = {"from": "2026-01-01T00:00:00.000Z", "to": "2026-01-31T00:00:00.000Z"}
_OPTIONS = {"separatorDecimal": ".", "failOnUnbalanced": True}
_ENVOI: Json = {"contexte": _CONTEXTE, "options": _OPTIONS, "ecritures": _LIGNES}
_DATA: Json = prop(
    "object",
    "Les écritures, et comment les importer.",
    _ENVOI,
    required=["ecritures"],
    properties={
        "contexte": prop(
            ["object", "null"],
            "Bornes de l'import ; obligatoire sans `multiPeriode`.",
            _CONTEXTE,
            properties={
                "from": texte_ou_rien("Premier jour.", _CONTEXTE["from"]),
                "to": texte_ou_rien("Dernier jour.", _CONTEXTE["to"]),
            },
        ),
        "options": {
            **describe_options(),
            "description": "Options de l'import.",
            "examples": [_OPTIONS],
        },
        "ecritures": prop(
            "array", "Une ligne par élément.", _LIGNES, minItems=2, items=describe_ligne()
        ),
    },
)
SAISIE_JSON = Operation(
    "import.json",
    "POST",
    "/loop-api-publiques/importJson",
    TAG,
    "Import des écritures au format JSON",
    "Les lignes sont dans `data.ecritures`, ou ce même corps est dans le fichier que dit `URI` ou "
    "`URL`. Un refus répond aussi 200, avec `error` : la première faute dans `message`, toutes "
    "dans `erreurs`.",
    {"oneOf": [ref("importDemande"), ref("refusJson")]},
    {"accountingImportRequestId": GUID},
    parametres=IDEMPOTENCE,
    corps={
        "type": "object",
        "required": ["codeIbs"],
        "properties": {**_DEMANDE["properties"], "data": _DATA},
    },
    corps_exemple={"codeIbs": "D000000000", "data": _ENVOI},
    refus=(req_debit.TROP_D_IMPORTS,),
    liens=_LIENS,
)
