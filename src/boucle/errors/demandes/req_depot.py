"""REQ, deposit: what can be wrong in asking for a place to deposit a file, and in depositing it."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee


def _req(
    code: str, statut: int, titre: str, message: str, remede: str, *, passager: bool = False
) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.REQUETE,
        titre=titre,
        message=message,
        remede=remede,
        statut=statut,
        passager=passager,
    )


NOM_REFUSE = _req(
    "REQ-200",
    400,
    "Nom de fichier refusé",
    "Le nom de fichier « {lu} » n'est pas accepté : {raison}.",
    "Donnez un nom simple, comme `842008161FEC20251231.txt` ; extensions : {extensions}.",
)
DEPOT_NON_AUTORISE = _req(
    "REQ-201",
    403,
    "Adresse de dépôt non valable",
    "L'adresse de dépôt a expiré ou a été modifiée.",
    "Demandez une nouvelle adresse par `getFileUrlDeposit` ; elle vaut 24 heures.",
)
DEPOT_EN_SERVICE = _req(
    "REQ-202",
    409,
    "Fichier déposé déjà utilisé",
    "Un import utilise déjà le fichier déposé à cette adresse : il ne peut plus changer.",
    "Demandez une nouvelle adresse par `getFileUrlDeposit` pour déposer l'autre fichier.",
)
DEPOT_TROP_GRAND = _req(
    "REQ-203",
    413,
    "Fichier déposé trop grand",
    "Le fichier dépasse la taille permise, {octets_max} octets.",
    "Coupez le fichier en plusieurs envois, ou demandez à l'exploitant de relever la limite.",
)
DEPOT_INCOMPLET = _req(
    "REQ-204",
    400,
    "Fichier déposé incomplet",
    "{recus} octets reçus sur les {annonces} annoncés : le fichier n'a pas été gardé.",
    "Déposez le fichier de nouveau à la même adresse.",
)
DEPOT_SATURE = _req(
    "REQ-205",
    503,
    "Place manquante sur le serveur",
    "Le serveur n'a plus la place de recevoir le fichier.",
    "Réessayez plus tard ; si le refus dure, prévenez l'exploitant.",
    passager=True,
)

STOCKAGE_INDISPONIBLE = _req(
    "REQ-206",
    503,
    "Stockage des fichiers indisponible",
    "Le stockage des fichiers ne répond pas pour le moment.",
    "Réessayez dans quelques minutes ; si le refus dure, prévenez l'exploitant.",
    passager=True,
)

QUOTA_ATTEINT = _req(
    "REQ-207",
    413,
    "Place du cabinet épuisée",
    "Le fichier a au moins {octets} octets, et les fichiers du cabinet en prennent déjà {utilises} "
    "sur les {quota} permis : il n'a pas été gardé.",
    "Demandez à l'exploitant de relever `BOUCLE_QUOTA_OCTETS` ; un dépôt dont nul import ne s'est "
    "servi rend sa place après deux jours.",
)

ENVOI_NON_PRIS = _req(
    "REQ-208",
    400,
    "Forme d'envoi non prise en charge",
    "L'envoi porte {lu}, que cette adresse de dépôt ne prend pas : rien n'a été gardé.",
    "Envoyez le fichier entier et tel quel en un seul PUT (`x-ms-blob-type: BlockBlob`), sans le "
    "couper ; pour l'envoyer compressé, déposez un `.gz` ou un `.zip`. Avec azure-storage-blob : "
    "`max_single_put_size` au moins égal à la taille du fichier.",
)

RAISONS_NOM: dict[str, str] = {
    "vide": "il est vide",
    "longueur": "il dépasse 150 octets",
    "chemin": "il contient un caractère de chemin, de contrôle ou réservé",
    "extension": "son extension n'est pas connue",
    "point": "il commence ou finit par un point ou un espace",
}
"""Why a file name is refused: the sentence for each reason."""
