"""CatalogueSuivi: depositing a file, following its import and deciding of it, as published."""

from __future__ import annotations

from typing import Any

from boucle.api.document.contrat import APRES
from boucle.api.document.operation import Operation, import_links, query
from boucle.api.document.proprietes import GUID, liste, objet, prop, ref
from boucle.api.document.refus_declares import IDEMPOTENCE
from boucle.api.document.schemas_imports import sample
from boucle.api.routes.catalogue_imports import TAG
from boucle.bornes import BORNES
from boucle.compta.etat import Etat
from boucle.errors.demandes import req, req_depot, req_import
from boucle.errors.donnees.src import URL_MAL_FORMEE
from boucle.errors.rapport.rapport import Rapport
from boucle.errors.rapport.rendu_json import document as tell_rapport

Json = dict[str, Any]
_IMPORTS = "Imports"
_TEXT: Json = {"type": "string"}
_STRING: Json = {"type": "string", "minLength": 1}
_LISTE_IMPORTS = (
    query("codeDossier", "Code Dossier", _STRING, "CEGID001", required=True),
    APRES,
    query("skip", "Éléments passés", {"type": "integer", "minimum": 0}, 0),
    query("take", "Nombre", {"type": "integer", "minimum": 1, "maximum": 1000}, 100),
    query(
        "etat",
        "États gardés",
        {"type": "array", "items": {"type": "string", "enum": [*Etat]}},
        ["en_attente"],
    ),
)
_LISTE = (req.PARAMETRE_INVALIDE,)
_LIENS = import_links("$response.body#/0/id")
_DECISION = (req_import.DEJA_DECIDE,)
_IMPORT, _IMPORT_VU = ref("Import"), sample("Import")
_LIGNE = {"ligne": 2, "journal": "AC", "reference": "FAC-001", "debitCentimes": 12000}

SUIVI: tuple[Operation, ...] = (
    Operation(
        "import.statut",
        "GET",
        "/loop-api-publiques/getImportStatus",
        TAG,
        "Recherche le statut d'import",
        "1 en attente, 2 en cours, 3 terminé avec succès, 4 terminé avec erreur.",
        _IMPORT,
        _IMPORT_VU,
        alias=("/loop-api-publiques/getstatus",),
        parametres=(
            query(
                "accountingImportRequestId",
                "Identifiant rendu par l'import",
                _STRING,
                GUID,
                required=True,
            ),
        ),
    ),
    Operation(
        "depot.reserver",
        "GET",
        "/loop-api-publiques/getFileUrlDeposit",
        TAG,
        "Restitution de l'URL de stockage",
        "Rend l'adresse où déposer le fichier par PUT, et l'`URI` à passer à l'import. "
        "L'adresse est celle que dit l'exploitant, à défaut celle de l'en-tête `Host`, qui "
        "doit être un nom d'hôte.",
        ref("adresseDepot"),
        sample("adresseDepot"),
        parametres=(
            query(
                "filename",
                "Nom du fichier, avec son extension",
                _STRING,
                "fichier.txt",
                required=True,
            ),
        ),
        refus=(req_depot.NOM_REFUSE,),
    ),
    Operation(
        "depot.deposer",
        "PUT",
        "/depot/{cabinet}/{guid}/{nom}",
        TAG,
        "Dépôt d'un fichier",
        "L'adresse, signée, vient de getFileUrlDeposit ; aucune clé n'est demandée.",
        ref("fichierDepose"),
        sample("fichierDepose"),
        statut=201,
        corps={"type": "string", "format": "binary"},
        media_corps="application/octet-stream",
        parametres=(
            query("se", "Échéance", _TEXT, "1767225600"),
            query("sig", "Signature", _TEXT, "abc"),
            query("comp", "Envoi par blocs : refusé, REQ-208", _TEXT, "block"),
            query("blockid", "Nom d'un bloc : refusé de même", _TEXT, "QUFBQQ=="),
        ),
        refus=(
            req.PARAMETRE_INVALIDE,
            req_depot.NOM_REFUSE,
            req_depot.DEPOT_NON_AUTORISE,
            req_depot.DEPOT_EN_SERVICE,
            req_depot.DEPOT_TROP_GRAND,
            req_depot.DEPOT_INCOMPLET,
            req_depot.DEPOT_SATURE,
            req_depot.STOCKAGE_INDISPONIBLE,
            req_depot.ENVOI_NON_PRIS,
            req_depot.QUOTA_ATTEINT,
        ),
    ),
    Operation(
        "import.historique",
        "GET",
        "/loop-api-publiques/importHistory",
        TAG,
        "Historique des imports",
        "Du plus récent au plus ancien. `code` : 10 en attente, 20 en cours, 25 et plus une "
        "fois l'import fini.",
        liste(_IMPORT),
        [_IMPORT_VU],
        parametres=_LISTE_IMPORTS,
        refus=_LISTE,
        liens=_LIENS,
    ),
    Operation(
        "import.lister",
        "GET",
        "/v1/imports",
        _IMPORTS,
        "Imports d'un dossier",
        "Du plus récent au plus ancien.",
        liste(_IMPORT),
        [_IMPORT_VU],
        parametres=_LISTE_IMPORTS,
        refus=_LISTE,
        liens=_LIENS,
    ),
    Operation(
        "import.lire",
        "GET",
        "/v1/imports/{id}",
        _IMPORTS,
        "Un import et son historique",
        "Où en est l'import, et chacun des états par lesquels il est passé.",
        _IMPORT,
        _IMPORT_VU | {"historique": []},
    ),
    Operation(
        "import.rapport",
        "GET",
        "/v1/imports/{id}/rapport",
        _IMPORTS,
        "Rapport d'un import",
        "Ce qui a été trouvé dans le fichier.",
        ref("Rapport"),
        tell_rapport(Rapport()),
        refus=(req_import.RAPPORT_ABSENT,),
    ),
    Operation(
        "import.lignes",
        "GET",
        "/v1/imports/{id}/lignes",
        _IMPORTS,
        "Lignes d'un import",
        "Telles que le fichier les a données, validées ou non, montants en centimes.",
        liste(ref("ligneImport")),
        [_LIGNE],
        parametres=(
            query("apres", "Après cette ligne", {"type": "integer", "minimum": 0}, 0),
            query("take", "Nombre", {"type": "integer", "minimum": 1, "maximum": 1000}, 200),
        ),
        refus=(req_import.LIGNES_ABSENTES, req.PARAMETRE_INVALIDE),
    ),
    Operation(
        "import.source",
        "GET",
        "/v1/imports/{id}/source",
        _IMPORTS,
        "Fichier d'un import, tel que reçu",
        "Octet pour octet le fichier qui a été lu.",
        None,
        media="application/octet-stream",
        refus=(req_import.SOURCE_ABSENTE, req_depot.STOCKAGE_INDISPONIBLE),
    ),
    Operation(
        "import.valider",
        "POST",
        "/v1/imports/{id}/valider",
        _IMPORTS,
        "Valider un import",
        "Les lignes entrent dans les livres. Profil 3 au moins.",
        _IMPORT,
        _IMPORT_VU,
        parametres=IDEMPOTENCE,
        refus=_DECISION,
    ),
    Operation(
        "import.rejeter",
        "POST",
        "/v1/imports/{id}/rejeter",
        _IMPORTS,
        "Rejeter un import",
        "Les écritures partent ; journaux, comptes et tiers restent. Profil 3 au moins.",
        _IMPORT,
        _IMPORT_VU,
        parametres=IDEMPOTENCE,
        refus=_DECISION,
    ),
    Operation(
        "import.url",
        "PUT",
        "/v1/imports/{id}/url",
        _IMPORTS,
        "Donner une nouvelle URL",
        "Pour un import dont l'URL a expiré.",
        _IMPORT,
        _IMPORT_VU,
        corps=objet(
            {
                "URL": prop(
                    "string", "Nouvelle URL du fichier, valable 24 h.", "https://exemple.fr/fec.txt"
                )
            }
        )
        | {"additionalProperties": True},
        corps_exemple={"URL": "https://exemple.fr/fec.txt"},
        parametres=IDEMPOTENCE,
        corps_octets=BORNES.demande_octets,
        refus=(
            req.CHAMP_MAL_TYPE,
            req.CHAMP_REPETE,
            URL_MAL_FORMEE,
            req_import.DEJA_DECIDE,
            req_import.URL_INATTENDUE,
        ),
    ),
)
