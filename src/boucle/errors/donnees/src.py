"""SRC: what can keep a file from being obtained, and what is then tried.

One text says that a source is out of reach and that its address is refused: telling them apart
would let a caller explore the server's network.
Source: RFC 9110 (statuses, Range, If-Match); the published page asks that a URL be valid for 24
hours so that the import can be tried again.
"""

from __future__ import annotations

from enum import StrEnum

from boucle.errors.kind import Gravite, Kind, Portee


class Suite(StrEnum):
    """What follows an attempt that failed."""

    REESSAYER = "reessayer"
    DEFINITIF_APRES_3 = "definitif_apres_3"
    ATTENDRE_URL = "attendre_url"
    DEFINITIF = "definitif"


_SUITES: dict[str, Suite] = {}


def _src(
    code: str, suite: Suite, titre: str, message: str, remede: str, *, source: str = ""
) -> Kind:
    _SUITES[code] = suite
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.FICHIER,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
        passager=suite is Suite.REESSAYER,
    )


def suite_of(kind: Kind) -> Suite:
    """Say what follows a failed attempt, whatever the kind: by default, whether it may pass."""
    return _SUITES.get(kind.code, Suite.REESSAYER if kind.passager else Suite.DEFINITIF)


SOURCE_INACCESSIBLE = _src(
    "SRC-001",
    Suite.REESSAYER,
    "Source inaccessible",
    "Le serveur « {hote} » n'a pas pu être joint.",
    "Vérifiez que l'URL s'ouvre depuis Internet, ou déposez le fichier ; d'autres essais suivent.",
)
URL_MAL_FORMEE = _src(
    "SRC-002",
    Suite.DEFINITIF,
    "URL mal formée",
    "L'URL du fichier n'est pas acceptée : {raison}.",
    "Donnez une URL https publique, sans identifiants, ou déposez le fichier.",
)
CERTIFICAT_REFUSE = _src(
    "SRC-003",
    Suite.REESSAYER,
    "Certificat refusé",
    "Le certificat présenté par « {hote} » n'est pas valable pour ce nom ou a expiré.",
    "Renouvelez le certificat du serveur, ou déposez le fichier.",
)
ACCES_REFUSE = _src(
    "SRC-004",
    Suite.ATTENDRE_URL,
    "Accès refusé par la source",
    "« {hote} » a refusé l'accès au fichier (HTTP {statut}) : le droit joint à l'URL a sans doute "
    "expiré.",
    "Donnez une nouvelle URL, valable au moins 24 heures : l'import reprendra là où il en est.",
    source="RFC 9110 §15.5.2 et §15.5.4",
)
FICHIER_ABSENT_SOURCE = _src(
    "SRC-005",
    Suite.DEFINITIF_APRES_3,
    "Fichier absent de la source",
    "« {hote} » ne connaît pas ce fichier (HTTP {statut}).",
    "Vérifiez que le fichier est bien à cette URL, puis refaites la demande.",
    source="RFC 9110 §15.5.5 et §15.5.11",
)
SOURCE_OCCUPEE = _src(
    "SRC-006",
    Suite.REESSAYER,
    "Source occupée",
    "« {hote} » demande d'attendre avant de rendre le fichier (HTTP {statut}).",
    "Rien à faire : le serveur réessaie de lui-même pendant 24 heures.",
    source="RFC 6585 §4, RFC 9110 §10.2.3",
)
SOURCE_EN_PANNE = _src(
    "SRC-007",
    Suite.REESSAYER,
    "Source en panne",
    "« {hote} » n'a pas pu rendre le fichier (HTTP {statut}).",
    "Rien à faire : le serveur réessaie de lui-même pendant 24 heures.",
    source="RFC 9110 §15.6",
)
REPONSE_INATTENDUE = _src(
    "SRC-008",
    Suite.DEFINITIF,
    "Réponse inattendue de la source",
    "« {hote} » a répondu HTTP {statut} au lieu du fichier.",
    "Vérifiez que l'URL rend le fichier lui-même à un simple GET, puis refaites la demande.",
)
SOURCE_REDIRIGEE = _src(
    "SRC-009",
    Suite.DEFINITIF,
    "Redirection refusée",
    "« {hote} » renvoie vers une autre adresse (HTTP {statut}) ; les redirections ne sont pas "
    "suivies.",
    "Donnez l'adresse finale du fichier.",
)
TRANSFERT_COUPE = _src(
    "SRC-010",
    Suite.REESSAYER,
    "Transfert coupé",
    "Le transfert depuis « {hote} » s'est arrêté après {octets} octets sans être complet.",
    "Rien à faire : le transfert reprendra là où il s'est coupé.",
)
SOURCE_MUETTE = _src(
    "SRC-011",
    Suite.REESSAYER,
    "Source muette",
    "« {hote} » n'a rien envoyé pendant {delai} secondes.",
    "Rien à faire si la source revient : d'autres essais suivent pendant 24 heures.",
)
SOURCE_TROP_LENTE = _src(
    "SRC-012",
    Suite.REESSAYER,
    "Source trop lente",
    "« {hote} » envoie trop lentement : {octets} octets reçus en {delai} secondes.",
    "Servez le fichier depuis un hébergement plus rapide, ou déposez-le.",
)
FICHIER_TROP_GRAND = _src(
    "SRC-013",
    Suite.DEFINITIF,
    "Fichier trop grand",
    "Le fichier dépasse la taille permise, {octets_max} octets.",
    "Coupez le fichier en plusieurs envois, ou demandez à l'exploitant de relever la limite.",
)
CONTENU_ENCODE = _src(
    "SRC-014",
    Suite.DEFINITIF,
    "Contenu compressé par la source",
    "« {hote} » envoie le fichier encodé « {encodage} » alors que rien n'était demandé.",
    "Servez le fichier tel quel, sans en-tête Content-Encoding.",
)
REPONSE_ILLISIBLE = _src(
    "SRC-015",
    Suite.REESSAYER,
    "Réponse illisible",
    "La réponse de « {hote} » n'est pas du HTTP lisible ou porte des en-têtes trop longs.",
    "Vérifiez le serveur qui rend le fichier, ou déposez le fichier.",
)
LONGUEUR_INCONNUE = _src(
    "SRC-016",
    Suite.DEFINITIF,
    "Longueur du fichier inconnue",
    "« {hote} » n'annonce pas la longueur du fichier : rien ne dirait qu'il est complet.",
    "Servez le fichier avec un en-tête Content-Length, ou déposez-le.",
)
PLACE_MANQUANTE = _src(
    "SRC-017",
    Suite.REESSAYER,
    "Place manquante sur le serveur",
    "Le serveur n'a plus la place de recevoir le fichier.",
    "Prévenez l'exploitant ; l'import reprendra de lui-même dès que la place sera faite.",
)
SOURCE_CHANGEANTE = _src(
    "SRC-018",
    Suite.REESSAYER,
    "Fichier changé pendant le transfert",
    "Le fichier rendu par « {hote} » a changé pendant qu'il était lu.",
    "Laissez le fichier inchangé pendant l'import ; il sera relu depuis le début.",
)

QUOTA_SOURCE = _src(
    "SRC-019",
    Suite.DEFINITIF,
    "Place du cabinet épuisée",
    "Le fichier a au moins {octets} octets, et les fichiers du cabinet en prennent déjà {utilises} "
    "sur les {quota} permis : il n'a pas été gardé.",
    "Demandez à l'exploitant de relever `BOUCLE_QUOTA_OCTETS`, puis refaites la demande.",
)

RAISONS: dict[str, str] = {
    "longueur": "elle dépasse 2 048 caractères",
    "caracteres": "elle contient un espace, un caractère accentué, de contrôle ou interdit",
    "syntaxe": "elle n'est pas lisible comme une URL",
    "schema": "elle doit commencer par https://",
    "identifiants": "elle ne doit porter ni identifiant ni mot de passe",
    "fragment": "elle ne doit pas porter de fragment (#)",
    "port": "elle doit viser le port 443",
    "adresse": "l'adresse de son hôte n'est pas publique",
    "hote": "son hôte n'est pas un nom de domaine complet ni une adresse IP écrite sous sa forme "
    "usuelle",
}
"""Why the shape of an URL is refused: the sentence for each reason."""
