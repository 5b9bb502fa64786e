"""CatalogueArchives: the calls under /dossierClient/archive, for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.contrat import READ, page_parameters
from boucle.api.operation import IDEMPOTENCE, REFUS_IDEMPOTENCE, Operation, query, ref
from boucle.errors import req
from boucle.errors import ressource as r
from boucle.resources.dossier_client import RESOURCE as CLIENT
from boucle.schema.exemple import given_sample, object_id_of

Json = dict[str, Any]
_PATH, _TAG = "/loop-api-publiques/dossierClient/archive", "Paramètres cabinet"
_CODE = query(
    "codeDossier", "Code Dossier", {"type": "string", "enum": ["cabinet"]}, "cabinet",
    required=True,
)
_IDENTITY = {"objectId": object_id_of(CLIENT.nom), "revisionId": "0x0000000000024281"}
_PLACE = (req.PARAMETRE_ABSENT, req.CLE_STANDARD, r.CABINET_ATTENDU, req.DOSSIER_INCONNU)
_WRITE = (
    *_PLACE, req.CORPS_ILLISIBLE, req.CORPS_TROP_GRAND, r.CORPS_NON_TABLEAU, r.TROP_DE_FICHES,
    *REFUS_IDEMPOTENCE,
)


def _move(methode: str, titre: str, description: str, status: str) -> Operation:
    item: Json = {
        "type": "object", "required": ["status", "objectId", "revisionId"],
        "properties": {"status": {"const": status}, "objectId": {"type": "string"},
                       "revisionId": {"type": "string"}},
    }
    return Operation(
        methode, _PATH, _TAG, titre,
        f"{description} Un dossier se nomme comme pour une suppression ; le faire deux fois n'est "
        "pas une faute. Demande une clé Advanced.",
        {
            "type": "object", "required": ["success", "errors"], "additionalProperties": False,
            "properties": {"success": {"type": "array", "items": item},
                           "errors": {"type": "array", "items": ref("Erreur")}},
        },
        {"success": [{"status": status, **_IDENTITY}], "errors": []},
        parametres=(_CODE, *IDEMPOTENCE),
        corps={"type": "array", "items": ref("baseRequired")}, corps_exemple=[_IDENTITY],
        refus=_WRITE,
    )


ARCHIVES = (
    Operation(
        "GET", _PATH, _TAG, "Retourne une liste de dossier Client archivé",
        "Les dossiers archivés, que GET dossierClient ne rend plus, sauf nommés par leur code ou "
        "leur objectId. Demande une clé Advanced.",
        {"type": "array", "items": ref(CLIENT.nom)}, [given_sample(CLIENT)],
        parametres=(_CODE, *page_parameters(CLIENT)), refus=(*_PLACE, *READ),
    ),
    _move(
        "PUT", "Archive un dossier Client",
        "Le dossier quitte la liste et ne reçoit plus ni import ni modification ; ses livres se "
        "lisent et s'exportent. Refusé dans `errors` tant qu'un import est ouvert (REQ-145).",
        "archived",
    ),
    _move(
        "DELETE", "Sort un dossier Client des archives",
        "Le dossier revient dans la liste, tel qu'il était.", "restored",
    ),
)
