"""CatalogueArchives: the calls under /dossierClient/archive, for the published document."""

from __future__ import annotations

from typing import Any

from boucle.api.document.contrat import READ, WRITE, page_parameters
from boucle.api.document.operation import Operation, query
from boucle.api.document.proprietes import IDENTITE, REVISION, enveloppe, liste, objet, ref
from boucle.api.document.refus_declares import IDEMPOTENCE
from boucle.resources.dossier_client import RESOURCE as CLIENT
from boucle.schema.exemple import given_sample, object_id_of

Json = dict[str, Any]
_PATH, _TAG = "/loop-api-publiques/dossierClient/archive", "Paramètres cabinet"
_CODE = query(
    "codeDossier",
    "Code Dossier",
    {"type": "string", "enum": ["cabinet"]},
    "cabinet",
    required=True,
)
_NOMME = {"objectId": object_id_of(CLIENT.nom), "revisionId": REVISION}


def _moved(status: str) -> Json:
    return objet(
        {
            "status": {"const": status, "description": "Ce qui a été fait.", "examples": [status]},
            **IDENTITE,
        }
    )


SCHEMAS: Json = {"Archive": _moved("archived"), "Desarchive": _moved("restored")}


def _move(
    droit: str, methode: str, titre: str, description: str, schema: str, status: str
) -> Operation:
    return Operation(
        droit,
        methode,
        _PATH,
        _TAG,
        titre,
        f"{description} Un dossier se nomme comme pour une suppression ; le faire deux fois n'est "
        "pas une faute. Demande une clé Advanced.",
        enveloppe(liste(ref(schema)), [{"status": status, **_NOMME}]),
        {"success": [{"status": status, **_NOMME}], "errors": []},
        parametres=(_CODE, *IDEMPOTENCE),
        corps=liste(ref("baseRequired")),
        corps_exemple=[_NOMME],
        refus=WRITE,
    )


ARCHIVES = (
    Operation(
        "dossierClient.archives",
        "GET",
        _PATH,
        _TAG,
        "Retourne une liste de dossier Client archivé",
        "Les dossiers archivés, que GET dossierClient ne rend plus, sauf nommés par leur code ou "
        "leur objectId. Demande une clé Advanced.",
        liste(ref(CLIENT.nom)),
        [given_sample(CLIENT)],
        parametres=(_CODE, *page_parameters(CLIENT)),
        refus=READ,
    ),
    _move(
        "dossierClient.archiver",
        "PUT",
        "Archive un dossier Client",
        "Le dossier quitte la liste et ne reçoit plus ni import ni modification ; ses livres se "
        "lisent et s'exportent. Refusé dans `errors` tant qu'un import est ouvert (REQ-145).",
        "Archive",
        "archived",
    ),
    _move(
        "dossierClient.desarchiver",
        "DELETE",
        "Sort un dossier Client des archives",
        "Le dossier revient dans la liste, tel qu'il était.",
        "Desarchive",
        "restored",
    ),
)
