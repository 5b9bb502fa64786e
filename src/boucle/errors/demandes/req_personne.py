"""REQ, personne: what signing in and the rights of persons refuse."""

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


CONNEXION_REFUSEE = _req(
    "REQ-330",
    401,
    "Connexion refusée",
    "Adresse ou mot de passe incorrect.",
    "Vérifiez l'adresse et le mot de passe. Si votre adresse sert dans plusieurs cabinets, "
    "donnez aussi le code du cabinet. Mot de passe oublié : demandez un lien à l'administrateur "
    "du cabinet.",
)
CODE_REFUSE = _req(
    "REQ-331",
    401,
    "Code refusé",
    "Ce code n'est pas le bon, ou il a déjà servi.",
    "Attendez le code suivant de votre application, ou prenez un code de secours.",
)
CONNEXION_RALENTIE = _req(
    "REQ-332",
    429,
    "Trop d'essais",
    "Trop d'essais de connexion se suivent.",
    "Réessayez dans {delai} : avant, aucun essai ne sera regardé.",
    passager=True,
)
CONNEXION_OCCUPEE = _req(
    "REQ-333",
    503,
    "Connexions nombreuses",
    "Trop de personnes se connectent au même moment : votre essai n'a pas été regardé.",
    "Réessayez dans quelques secondes.",
    passager=True,
)
MOT_DE_PASSE_FAIBLE = _req(
    "REQ-334",
    400,
    "Mot de passe trop facile",
    "Ce mot de passe est refusé : {raison}.",
    "Prenez au moins 12 signes, par exemple quatre mots sans rapport entre eux.",
)
SESSION_FINIE = _req(
    "REQ-335",
    401,
    "Session terminée",
    "Votre session est terminée : ce que vous venez de demander n'a pas été fait.",
    "Connectez-vous de nouveau, puis recommencez.",
)
LIEN_PERIME = _req(
    "REQ-336",
    404,
    "Lien périmé",
    "Ce lien n'existe pas, a déjà servi ou a plus de 24 heures.",
    "Demandez un nouveau lien à l'administrateur du cabinet.",
)
PERSONNE_INCONNUE = _req(
    "REQ-337",
    404,
    "Personne inconnue",
    "Cette personne n'est pas connue dans le cabinet.",
    "Repartez de la liste des personnes.",
)
ADRESSE_PRISE = _req(
    "REQ-338",
    409,
    "Adresse déjà connue",
    "L'adresse {email} est déjà celle d'une personne du cabinet.",
    "Ouvrez sa fiche, ou donnez une autre adresse.",
)
DERNIER_ADMINISTRATEUR = _req(
    "REQ-339",
    409,
    "Dernier administrateur",
    "{nom} est la seule personne active de profil 5 ouverte à tous les dossiers : sans elle, "
    "personne ne pourrait plus régler les droits.",
    "Donnez d'abord le profil 5 et tous les dossiers à une autre personne.",
)
FACTEUR_DEMANDE = _req(
    "REQ-340",
    403,
    "Second facteur demandé",
    "À partir du profil 3, la connexion demande un second facteur.",
    "Enregistrez votre application de codes sur la page « Second facteur ».",
)
