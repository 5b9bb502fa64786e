"""Catalogue: the operations that follow from no declaration, described for the published document.

A test holds this list against the routes of the server: an operation that answers and is not
described, or the contrary, fails it.
"""

from __future__ import annotations

from typing import Any

from boucle.api.catalogue_archives import ARCHIVES
from boucle.api.catalogue_ecritures import ECRITURES
from boucle.api.catalogue_ecritures import SCHEMAS as SCHEMAS_ECRITURES
from boucle.api.catalogue_imports import FICHIERS, SAISIE_JSON
from boucle.api.catalogue_offres import OFFRES
from boucle.api.operation import (
    APRES,
    IDEMPOTENCE,
    REFUS_IDEMPOTENCE,
    Operation,
    import_links,
    query,
    ref,
)
from boucle.errors import req, req_depot, req_import, sortie
from boucle.errors import ressource as r
from boucle.resources.document import RESOURCE as DOCUMENT
from boucle.schema.exemple import given_sample

Json = dict[str, Any]
_GUID = "77dc9a4a-3390-485b-b134-2913384a5563"
_IMPORT, _IMPORTS_V1, _LIVRES = "Ecritures comptables (import)", "Imports", "Livres"


_TEXT: Json = {"type": "string"}
_STRING: Json = {"type": "string", "minLength": 1}
_SKIP = query("skip", "Éléments passés", {"type": "integer", "minimum": 0}, 0)
_PUT = (
    req_depot.NOM_REFUSE, req_depot.DEPOT_NON_AUTORISE, req_depot.DEPOT_EN_SERVICE,
    req_depot.DEPOT_TROP_GRAND, req_depot.DEPOT_INCOMPLET, req_depot.DEPOT_SATURE,
    req_depot.STOCKAGE_INDISPONIBLE, req_depot.ENVOI_NON_PRIS,
)
_ONE = (req_import.IMPORT_INCONNU,)
_DECISION = (*_ONE, req.PROFIL_INSUFFISANT, req_import.DEJA_DECIDE, *REFUS_IDEMPOTENCE)
_CODE = query("codeDossier", "Code Dossier", _STRING, "CEGID001", required=True)
_EXERCICE = query("exercice", "Code de l'exercice", _STRING, "EXERCICE 2025", required=True)
_FEC = (
    req.DOSSIER_INCONNU, req.CLE_STANDARD, r.DOSSIER_ATTENDU, req_import.EXERCICE_INCONNU,
    req.PARAMETRE_ABSENT, req.PARAMETRE_INVALIDE,
)

_LISTE_IMPORTS = (
    _CODE, APRES, _SKIP,
    query("take", "Nombre", {"type": "integer", "minimum": 1, "maximum": 1000}, 100),
    query("etat", "États gardés", {"type": "array", "items": _TEXT}, ["en_attente"]),
)
_LIENS = import_links("$response.body#/0/id")
_LISTE = (
    req.DOSSIER_INCONNU, req.CLE_STANDARD, r.DOSSIER_ATTENDU, req.PARAMETRE_ABSENT,
    req.PARAMETRE_INVALIDE,
)

OPERATIONS: tuple[Operation, ...] = (
    *FICHIERS,
    SAISIE_JSON,
    Operation(
        "GET", "/loop-api-publiques/getImportStatus", _IMPORT, "Recherche le statut d'import",
        "1 en attente, 2 en cours, 3 terminé avec succès, 4 terminé avec erreur.", ref("Import"),
        {"status": 3}, refus=(*_ONE, req.PARAMETRE_ABSENT),
        parametres=(query("accountingImportRequestId", "Identifiant rendu par l'import", _STRING,
                          _GUID, required=True),),
    ),
    Operation(
        "GET", "/loop-api-publiques/getFileUrlDeposit", _IMPORT, "Restitution de l'URL de stockage",
        "Rend l'adresse où déposer le fichier par PUT, et l'`URI` à passer à l'import.",
        {"type": "object", "required": ["depositUrl", "uri"],
         "properties": {"depositUrl": _TEXT, "uri": _TEXT, "expire": {}}},
        {"depositUrl": "https://…", "uri": f"{_GUID}/fichier.txt"},
        parametres=(query("filename", "Nom du fichier, avec son extension", _STRING,
                          "fichier.txt", required=True),),
        refus=(req.PARAMETRE_ABSENT, req_depot.NOM_REFUSE),
    ),
    Operation(
        "PUT", "/depot/{cabinet}/{guid}/{nom}", _IMPORT, "Dépôt d'un fichier",
        "L'adresse, signée, vient de getFileUrlDeposit ; aucune clé n'est demandée.",
        {"type": "object"}, {"uri": f"{_GUID}/fec.txt", "octets": 1024}, statut=201,
        corps={"type": "string", "format": "binary"}, media_corps="application/octet-stream",
        parametres=(query("se", "Échéance", _TEXT, "1767225600"),
                    query("sig", "Signature", _TEXT, "abc"),
                    query("comp", "Envoi par blocs : refusé, REQ-208", _TEXT, "block"),
                    query("blockid", "Nom d'un bloc : refusé de même", _TEXT, "QUFBQQ==")),
        refus=_PUT, ouverte=True,
    ),
    Operation(
        "GET", "/loop-api-publiques/importHistory", _IMPORT, "Historique des imports",
        "Du plus récent au plus ancien. `code` : 10 en attente, 20 en cours, 25 et plus une fois "
        "l'import fini.", {"type": "array", "items": ref("Import")},
        [{"id": _GUID, "status": 3, "code": 25}],
        parametres=_LISTE_IMPORTS, refus=_LISTE, liens=_LIENS,
    ),
    Operation(
        "GET", "/v1/imports", _IMPORTS_V1, "Imports d'un dossier", "Du plus récent au plus ancien.",
        {"type": "array", "items": ref("Import")}, [{"id": _GUID, "status": 1}],
        parametres=_LISTE_IMPORTS, refus=_LISTE, liens=_LIENS,
    ),
    Operation("GET", "/v1/imports/{id}", _IMPORTS_V1, "Un import et son historique",
              "Où en est l'import, et chacun des états par lesquels il est passé.",
              ref("Import"), {"id": _GUID, "status": 3}, refus=_ONE),
    Operation("GET", "/v1/imports/{id}/rapport", _IMPORTS_V1, "Rapport d'un import",
              "Ce qui a été trouvé dans le fichier.", {"type": "object"}, {"anomalies": []},
              refus=(*_ONE, req_import.RAPPORT_ABSENT)),
    Operation("GET", "/v1/imports/{id}/lignes", _IMPORTS_V1, "Lignes d'un import",
              "Telles que le fichier les a données, validées ou non, montants en centimes.",
              {"type": "array", "items": ref("ligneImport")},
              [{"ligne": 2, "journal": "AC", "reference": "FAC-001", "debitCentimes": 12000}],
              parametres=(
                  query("apres", "Après cette ligne", {"type": "integer", "minimum": 0}, 0),
                  query("take", "Nombre", {"type": "integer", "minimum": 1, "maximum": 1000}, 200),
              ),
              refus=(*_ONE, req_import.LIGNES_ABSENTES, req.PARAMETRE_INVALIDE)),
    Operation("GET", "/v1/imports/{id}/source", _IMPORTS_V1, "Fichier d'un import, tel que reçu",
              "Octet pour octet le fichier qui a été lu.", None, media="application/octet-stream",
              refus=(*_ONE, req_import.SOURCE_ABSENTE)),
    Operation("POST", "/v1/imports/{id}/valider", _IMPORTS_V1, "Valider un import",
              "Les lignes entrent dans les livres. Profil 3 au moins.", ref("Import"),
              {"id": _GUID, "status": 3}, parametres=IDEMPOTENCE, refus=_DECISION),
    Operation("POST", "/v1/imports/{id}/rejeter", _IMPORTS_V1, "Rejeter un import",
              "Les écritures partent ; journaux, comptes et tiers restent. Profil 3 au moins.",
              ref("Import"), {"id": _GUID, "status": 4}, parametres=IDEMPOTENCE,
              refus=_DECISION),
    Operation("PUT", "/v1/imports/{id}/url", _IMPORTS_V1, "Donner une nouvelle URL",
              "Pour un import dont l'URL a expiré.", ref("Import"), {"id": _GUID, "status": 1},
              corps={"type": "object", "required": ["URL"], "properties": {"URL": _TEXT}},
              corps_exemple={"URL": "https://exemple.fr/fec.txt"}, parametres=IDEMPOTENCE,
              refus=(*_ONE, *REFUS_IDEMPOTENCE, req.CHAMP_MAL_TYPE, req.CORPS_ILLISIBLE,
                     req_import.URL_REFUSEE, req_import.DEJA_DECIDE, req_import.URL_INATTENDUE)),
    Operation("POST", "/v1/verifications", "Vérification", "Vérifier un FEC sans rien garder",
              "Le corps est le fichier.", {}, {"anomalies": []},
              autres_medias=("text/html", "text/csv"),
              corps={"type": "string", "format": "binary"},
              media_corps="application/octet-stream",
              parametres=(query("nom", "Nom légal du fichier", _STRING,
                                "842008161FEC20251231.txt", required=True),
                          query("regime", "Régime", {"enum": ["BIC", "COM", "BAT", "BNCT"]}, "BIC"),
                          query("format", "Rendu", {"enum": ["json", "html", "csv"]}, "json")),
              refus=(req.PARAMETRE_INVALIDE, sortie.NOM_ABSENT, sortie.FICHIER_TROP_GRAND,
                     sortie.VERIFICATIONS_EN_COURS)),
    *ECRITURES,
    Operation("GET", "/v1/dossiers/{code}/fec", _LIVRES, "FEC d'un exercice",
              "Le fichier des écritures comptables, fait des lignes validées.", None,
              parametres=(_EXERCICE, query("encodage", "Encodage", _TEXT, "UTF-8")),
              media="text/plain", refus=_FEC),
    Operation("GET", "/v1/dossiers/{code}/fec/description", _LIVRES, "Notice du FEC",
              "Le descriptif à remettre avec le FEC de cet exercice.", None,
              parametres=(_EXERCICE,), media="text/plain", refus=_FEC),
    Operation("GET", "/v1/dossiers/{code}/balance", _LIVRES, "Balance d'un exercice",
              "Sommes par compte, en centimes.",
              {"type": "array", "items": {"type": "object"}},
              [{"compte": "40100000", "debitCentimes": 0}], parametres=(_EXERCICE,), refus=_FEC),
    Operation("POST", "/loop-api-publiques/storeDocument", "Documents", "Dépôt d'un document",
              "PDF, JPEG ou PNG, reconnu à son contenu, de 50 Mo au plus. Le type de contenu "
              "annoncé n'est pas lu.", ref("document"),
              given_sample(DOCUMENT),
              corps={"type": "string", "format": "binary"},
              media_corps="application/octet-stream",
              parametres=(
                  query("context", "Code Dossier", _STRING, "CEGID001", required=True),
                  query("filename", "Nom du fichier", _STRING, "facture.pdf", required=True),
                  query("uploadAuthor", "Auteur", _TEXT, "manon@cabinet.example"),
                  query("uploadMode", "Mode de dépôt", _TEXT, "API"),
                  query("collectionStage", "Étape de collecte", _TEXT, "A"),
                  query("transaction", "Nature", {"enum": ["PURCHASE", "SALE"]}, "PURCHASE"),
                  *IDEMPOTENCE,
              ),
              refus=(req.PARAMETRE_ABSENT, req.PARAMETRE_INVALIDE, req.DOSSIER_INCONNU,
                     r.DOCUMENT_REFUSE, r.DOCUMENT_TROP_GRAND, req.CLE_STANDARD, r.DOSSIER_ATTENDU,
                     *REFUS_IDEMPOTENCE),
              liens={"document": {
                  "operationId": "getv1dossierscodedocumentsid",
                  "parameters": {"code": "$request.query.context",
                                 "id": "$response.body#/objectId"},
              }}),
    Operation("GET", "/v1/dossiers/{code}/documents/{id}", "Documents", "Lire un document",
              "Le fichier tel qu'il a été déposé.", None,
              media="application/pdf", autres_medias=("image/jpeg", "image/png"),
              refus=(req.DOSSIER_INCONNU, req.CLE_STANDARD, r.DOSSIER_ATTENDU, r.DOCUMENT_INCONNU)),
    *ARCHIVES,
    *OFFRES,
    Operation("GET", "/sante", "Exploitation", "Santé du serveur",
              "Dit si le serveur répond. Sans clé.", {"type": "object"},
              {"sante": "bonne"}, ouverte=True),
)

SCHEMAS: Json = {
    **SCHEMAS_ECRITURES,
    "Refus": {
        "type": "object", "required": ["statusCode", "message", "error"],
        "properties": {
            "statusCode": {"type": "integer"}, "message": _TEXT,
            "error": {
                "type": "object", "required": ["instanceId", "code", "message", "remede"],
                "properties": {"instanceId": {"type": "string", "format": "uuid"}, "code": _TEXT,
                               "message": _TEXT, "remede": _TEXT},
            },
        },
    },
    "Erreur": {
        "type": "object", "required": ["index", "field", "code", "message", "remede", "value"],
        "description": "Une faute d'un élément de l'envoi.",
        "properties": {
            "index": {"type": "integer", "minimum": 0, "description": "Rang dans l'envoi."},
            "objectId": _TEXT, "field": _TEXT, "code": _TEXT, "message": _TEXT, "remede": _TEXT,
            "value": {"description": "Valeur lue."},
            "revisionId": {"type": "string", "description": "Révision actuelle."},
        },
    },
    "Supprime": {
        "type": "object", "required": ["status", "objectId", "revisionId"],
        "properties": {"status": {"const": "deleted"}, "objectId": _TEXT, "revisionId": _TEXT},
    },
    "baseRequired": {
        "type": "object", "required": ["objectId", "revisionId"],
        "properties": {"objectId": _TEXT, "revisionId": _TEXT},
    },
    "Reference": {
        "type": "object",
        "properties": {
            "objectId": {"type": ["string", "null"]},
            "description": {"type": "array", "items": _TEXT},
            "code": _TEXT,
        },
    },
    "Import": {
        "type": "object", "required": ["status"],
        "properties": {"id": _TEXT, "status": {"enum": [1, 2, 3, 4]}, "code": {"type": "integer"},
                       "etat": _TEXT, "libelle": _TEXT},
    },
}