"""Catalogue: the operations that follow from no declaration, described for the published document.

A test holds this list against the routes of the server: an operation that answers and is not
described, or the contrary, fails it.
"""

from __future__ import annotations

from typing import Any

from boucle.api.document import schemas_communs, schemas_imports
from boucle.api.document.catalogue_sorties import SCHEMAS as SCHEMAS_SORTIES
from boucle.api.document.catalogue_sorties import SORTIES
from boucle.api.document.liens import operation_id
from boucle.api.document.operation import Operation, query
from boucle.api.document.proprietes import liste, ref
from boucle.api.document.refus_declares import IDEMPOTENCE
from boucle.api.document.schemas_imports import sample
from boucle.api.routes.catalogue_archives import ARCHIVES
from boucle.api.routes.catalogue_archives import SCHEMAS as SCHEMAS_ARCHIVES
from boucle.api.routes.catalogue_ecritures import ECRITURES
from boucle.api.routes.catalogue_ecritures import SCHEMAS as SCHEMAS_ECRITURES
from boucle.api.routes.catalogue_imports import FICHIERS, SAISIE_JSON
from boucle.api.routes.catalogue_offres import OFFRES
from boucle.api.routes.catalogue_offres import SCHEMAS as SCHEMAS_OFFRES
from boucle.api.routes.catalogue_suivi import SUIVI
from boucle.errors.demandes import req, req_depot, req_import
from boucle.errors.demandes import ressource as r
from boucle.errors.donnees import sortie
from boucle.errors.rapport.rapport import Rapport
from boucle.errors.rapport.rendu_json import document as tell_rapport
from boucle.resources.document import RESOURCE as DOCUMENT
from boucle.schema.exemple import given_sample

Json = dict[str, Any]
_LIVRES = "Livres"
_TEXT: Json = {"type": "string"}
_STRING: Json = {"type": "string", "minLength": 1}
_BINARY: Json = {"type": "string", "format": "binary"}
_MODELE = (
    '{"colonnes":[{"champ":"date","entete":"Date"},{"champ":"journal","defaut":"OD"},'
    '{"champ":"compte","entete":"Compte"},{"champ":"montant","entete":"Montant"}]}'
)
_EXERCICE = query("exercice", "Code de l'exercice", _STRING, "EXERCICE 2025", required=True)
_FEC = (req_import.EXERCICE_INCONNU, req.PARAMETRE_INVALIDE)

OPERATIONS: tuple[Operation, ...] = (
    *FICHIERS,
    SAISIE_JSON,
    *SUIVI,
    Operation(
        "verification.verifier",
        "POST",
        "/v1/verifications",
        "Vérification",
        "Vérifier un fichier sans rien garder",
        "Le corps est le fichier. Le rapport est rendu quel que soit le verdict.",
        ref("Rapport"),
        tell_rapport(Rapport()),
        autres_medias=("text/html", "text/csv"),
        corps=_BINARY,
        media_corps="application/octet-stream",
        parametres=(
            query(
                "nom", "Nom légal du fichier", _STRING, "842008161FEC20251231.txt", required=True
            ),
            query("regime", "Régime", {"enum": ["BIC", "COM", "BAT", "BNCT"]}, "BIC"),
            query("format", "Rendu", {"enum": ["json", "html", "csv"]}, "json"),
            query("comme", "Format du fichier", {"enum": ["fec", "tra", "json"]}, "fec"),
            query(
                "modele",
                "Modèle d'un CSV ou d'un classeur, en JSON, comme pour POST /modeleImport",
                _STRING,
                _MODELE,
            ),
        ),
        refus=(
            req.PARAMETRE_INVALIDE,
            sortie.MODELE_ILLISIBLE,
            sortie.NOM_ABSENT,
            sortie.FICHIER_TROP_GRAND,
            sortie.VERIFICATIONS_EN_COURS,
        ),
    ),
    *ECRITURES,
    Operation(
        "livre.fec",
        "GET",
        "/v1/dossiers/{code}/fec",
        _LIVRES,
        "FEC d'un exercice",
        "Le fichier des écritures comptables, fait des lignes validées.",
        None,
        parametres=(_EXERCICE, query("encodage", "Encodage", _TEXT, "UTF-8")),
        media="text/plain",
        refus=_FEC,
    ),
    Operation(
        "livre.notice",
        "GET",
        "/v1/dossiers/{code}/fec/description",
        _LIVRES,
        "Notice du FEC",
        "Le descriptif à remettre avec le FEC de cet exercice.",
        None,
        parametres=(_EXERCICE,),
        media="text/plain",
        refus=_FEC,
    ),
    Operation(
        "livre.balance",
        "GET",
        "/v1/dossiers/{code}/balance",
        _LIVRES,
        "Balance d'un exercice",
        "Sommes par compte, en centimes.",
        liste(ref("compteBalance")),
        [sample("compteBalance")],
        parametres=(_EXERCICE,),
        refus=_FEC,
    ),
    *SORTIES,
    Operation(
        "document.deposer",
        "POST",
        "/loop-api-publiques/storeDocument",
        "Documents",
        "Dépôt d'un document",
        "PDF, JPEG ou PNG, reconnu à son contenu, de 50 Mo au plus. Le type de contenu "
        "annoncé n'est pas lu.",
        ref("document"),
        given_sample(DOCUMENT),
        corps=_BINARY,
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
        refus=(
            req.PARAMETRE_INVALIDE,
            req.CORPS_TROP_GRAND,
            r.DOCUMENT_REFUSE,
            r.DOCUMENT_TROP_GRAND,
            r.DOSSIER_ARCHIVE,
            req_depot.QUOTA_ATTEINT,
        ),
        liens={
            "document": {
                "operationId": operation_id("document.telecharger"),
                "parameters": {"code": "$request.query.context", "id": "$response.body#/objectId"},
            }
        },
    ),
    Operation(
        "document.telecharger",
        "GET",
        "/v1/dossiers/{code}/documents/{id}",
        "Documents",
        "Lire un document",
        "Le fichier tel qu'il a été déposé.",
        None,
        media="application/pdf",
        autres_medias=("image/jpeg", "image/png"),
        refus=(r.DOCUMENT_INCONNU,),
    ),
    *ARCHIVES,
    *OFFRES,
    Operation(
        "serveur.sante",
        "GET",
        "/sante",
        "Exploitation",
        "Santé du serveur",
        "Dit si le serveur répond. Sans clé.",
        ref("sante"),
        sample("sante"),
    ),
)

SCHEMAS: Json = {
    **schemas_communs.SCHEMAS,
    **schemas_imports.SCHEMAS,
    **SCHEMAS_ARCHIVES,
    **SCHEMAS_ECRITURES,
    **SCHEMAS_OFFRES,
    **SCHEMAS_SORTIES,
}
