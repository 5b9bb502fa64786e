"""REQ: what can be wrong in a request; the six published refusals word for word.

Source: published page of the personalised import (messages), Azure API Management (401 shape).
"""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

_DOC_IMPORT = "API publiée, import personnalisé : messages d'erreur"


def _req(
    code: str,
    statut: int,
    titre: str,
    message: str,
    remede: str,
    *,
    source: str = "",
    imposed: str = "",
    passager: bool = False,
) -> Kind:
    return Kind(
        code=code,
        gravite=Gravite.BLOQUANT,
        portee=Portee.REQUETE,
        titre=titre,
        message=message,
        remede=remede,
        source=source,
        statut=statut,
        imposed=imposed,
        passager=passager,
    )


# Import requests: the published six.
CODE_IBS_ABSENT = _req(
    "REQ-001",
    400,
    "Code dossier absent",
    "Le codeIbs n'est pas spécifié.",
    "Indiquez dans `codeIbs` le code du dossier qui reçoit les écritures.",
    source=_DOC_IMPORT,
    imposed="Le codeIbs n'est pas spécifié.",
)
FICHIER_ABSENT = _req(
    "REQ-002",
    400,
    "Fichier non désigné",
    "Le chemin d'accès URI ou l'URL du fichier n'est pas spécifié.",
    "Déposez le fichier et passez son `URI`, ou donnez une `URL` valable au moins 24 heures.",
    source=_DOC_IMPORT,
    imposed="Le chemin d'accès URI ou l'URL du fichier n'est pas spécifié.",
)
FICHIER_AMBIGU = _req(
    "REQ-003",
    400,
    "Fichier désigné deux fois",
    "Ambiguité sur le chemin d'accès, seul un des deux champs doit être renseigné.",
    "Gardez `URI` ou `URL`, et laissez l'autre vide.",
    source=_DOC_IMPORT,
    imposed="Ambiguité sur le chemin d'accès, seul un des deux champs doit être renseigné.",
)
DOSSIER_INCONNU = _req(
    "REQ-004",
    404,
    "Dossier inconnu",
    "Le dossier {codeIBS} n'existe pas sur le domaine.",
    "Vérifiez le code, et que le cabinet a ouvert ce dossier à votre clé.",
    source=_DOC_IMPORT,
    imposed="Le dossier {codeIBS} n'existe pas sur le domaine.",
)
SIRET_INVALIDE = _req(
    "REQ-005",
    400,
    "SIRET invalide",
    "Le numéro SIRET est invalide : il doit comporter 14 chiffres et respecter l'algorithme de "
    "Luhn",
    "Corrigez le SIRET, ou ne l'envoyez pas : l'établissement principal est alors pris.",
    source=_DOC_IMPORT,
    imposed="Le numéro SIRET est invalide : il doit comporter 14 chiffres et respecter "
    "l'algorithme de Luhn",
)
ETABLISSEMENT_INCONNU = _req(
    "REQ-006",
    400,
    "Établissement inconnu",
    "L'établissement correspondant au SIRET {SIRET} n'est pas reconnu pour le dossier {codeIBS}",
    "Créez l'établissement dans le dossier, ou corrigez le SIRET.",
    source=_DOC_IMPORT,
    imposed="L'établissement correspondant au SIRET {SIRET} n'est pas reconnu pour le dossier "
    "{codeIBS}",
)

# The door.
ABONNEMENT_ABSENT = _req(
    "REQ-010",
    401,
    "Clé d'abonnement absente",
    "L'en-tête Ocp-Apim-Subscription-Key manque.",
    "Envoyez la clé d'abonnement dans l'en-tête `Ocp-Apim-Subscription-Key`.",
    source="Azure API Management, forme du refus 401",
    imposed="Access denied due to missing subscription key. Make sure to include subscription "
    "key when making requests to an API.",
)
ABONNEMENT_INVALIDE = _req(
    "REQ-011",
    401,
    "Clé d'abonnement invalide",
    "La clé d'abonnement n'est pas reconnue ou a été révoquée.",
    "Vérifiez la valeur de l'en-tête `Ocp-Apim-Subscription-Key`.",
    source="Azure API Management, forme du refus 401",
    imposed="Access denied due to invalid subscription key. Make sure to provide a valid key for "
    "an active subscription.",
)
CLE_INVALIDE = _req(
    "REQ-012",
    401,
    "Clé d'API absente ou invalide",
    "La clé d'API est absente, mal formée, inconnue, expirée ou révoquée.",
    "Envoyez l'en-tête `x-apikey` sous la forme `clé:secret`, tels que montrés à la création.",
)
PROFIL_INSUFFISANT = _req(
    "REQ-013",
    403,
    "Profil insuffisant",
    "Cette action demande le profil {requis} ou plus ; la clé porte le profil {profil}.",
    "Demandez au cabinet une clé de profil {requis}, ou faites faire l'action par lui.",
    source="Console des imports partenaires : Valider et Rejeter dès le profil 3",
)
CLE_STANDARD = _req(
    "REQ-014",
    403,
    "Clé Advanced nécessaire",
    "Cette ressource est de niveau cabinet et demande une clé Advanced.",
    "Demandez au cabinet une clé Advanced (produit P04454).",
    source="API publiée, GetStart : APIKey Advanced",
)
RESSOURCE_INCONNUE = _req(
    "REQ-015",
    404,
    "Adresse inconnue",
    "Aucune opération ne répond à {methode} {chemin}.",
    "Consultez le catalogue des opérations : `/openapi.json`.",
    imposed="Resource not found",
)
CABINET_ENTIER = _req(
    "REQ-019",
    403,
    "Clé ouverte à tout le cabinet nécessaire",
    "Cette opération touche tout le cabinet ; la clé n'ouvre qu'une partie de ses dossiers.",
    "Demandez au cabinet une clé ouverte à tous ses dossiers, ou faites faire l'action par lui.",
)
METHODE_REFUSEE = _req(
    "REQ-016",
    405,
    "Méthode refusée",
    "{chemin} ne répond pas à {methode}.",
    "Méthodes acceptées : {acceptees}.",
)

# The body and the parameters, whatever the operation.
CORPS_ILLISIBLE = _req(
    "REQ-020",
    400,
    "Corps JSON illisible",
    "Le corps de la requête n'est pas du JSON : {raison}.",
    "Envoyez du JSON en UTF-8 : clés et textes entre guillemets doubles, ni virgule en trop, ni "
    "valeur NaN, ni clé répétée.",
)
CORPS_TROP_GRAND = _req(
    "REQ-021",
    413,
    "Corps trop grand",
    "Le corps dépasse {octets_max} octets.",
    "Envoyez moins d'éléments par appel.",
)
CHAMP_MAL_TYPE = _req(
    "REQ-022",
    400,
    "Champ mal typé",
    "Le champ {champ} doit être {attendu} ; reçu : {lu}.",
    "Corrigez le champ {champ}.",
)
PARAMETRE_ABSENT = _req(
    "REQ-023",
    400,
    "Paramètre absent",
    "Le paramètre {parametre} est obligatoire.",
    "Ajoutez {parametre} à l'adresse de la requête.",
)
PARAMETRE_INVALIDE = _req(
    "REQ-024",
    400,
    "Paramètre invalide",
    "Le paramètre {parametre} vaut {lu} ; attendu : {attendu}.",
    "Corrigez le paramètre {parametre}.",
)
PARAMETRE_INCONNU = _req(
    "REQ-025",
    400,
    "Paramètre inconnu",
    "Cette opération ne connaît pas le paramètre {lu}.{propose}",
    "Retirez-le ou corrigez son nom ; paramètres connus : {acceptes}.",
)
PARAMETRE_REPETE = _req(
    "REQ-026",
    400,
    "Paramètre donné deux fois",
    "Le paramètre {parametre} est donné plusieurs fois : laquelle des valeurs prendre ?",
    "N'écrivez {parametre} qu'une fois.",
)
CHAMP_REPETE = _req(
    "REQ-027",
    400,
    "Champ donné deux fois",
    "Le champ {champ} vaut {lu}, et {autre} sous une autre casse du même nom.",
    "Gardez un seul des deux.",
)
ERREUR_INTERNE = _req(
    "REQ-090",
    500,
    "Erreur interne",
    "Une erreur interne est survenue ; elle est notée sous le numéro {incident}.",
    "Réessayez ; si elle persiste, donnez ce numéro à l'exploitant.",
)
BASE_INDISPONIBLE = _req(
    "REQ-091",
    503,
    "Base indisponible",
    "La base de données ne répond pas pour le moment.",
    "Réessayez dans quelques secondes : rien n'a été enregistré à moitié.",
    passager=True,
)
ECRITURE_IMPOSSIBLE = _req(
    "REQ-094",
    503,
    "Écriture impossible",
    "Le serveur ne peut rien écrire pour le moment : un disque est plein, en panne ou en lecture "
    "seule.",
    "Réessayez plus tard : rien n'a été enregistré à moitié. Si le refus dure, prévenez "
    "l'exploitant.",
    passager=True,
)
