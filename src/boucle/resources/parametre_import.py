"""ParametreImport: how a dossier wants its imports; one row per dossier."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Choix, Entier, NumeroCompte
from boucle.schema.resource import SEULE, Niveau, Resource

RESOURCE = Resource(
    nom="parametreImport",
    chemin="parametreImport",
    titre="Réglages d'import",
    article="Le réglage d'import",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle=SEULE,
    acces=Acces(lire=0, ecrire=3),
    verbes=("GET", "POST", "PUT"),
    approvisionne=True,
    complete=True,
    champs=(
        Booleen(
            "attenteValidation",
            "Attendre la validation",
            defaut=True,
            description="Les imports des partenaires attendent qu'une personne les valide.",
        ),
        Choix(
            "desequilibre",
            "Écriture déséquilibrée",
            defaut="refuser",
            valeurs={
                "refuser": "refuser le fichier",
                "compteAttente": "équilibrer par le compte d'attente",
            },
        ),
        NumeroCompte("compteAttente", "Compte d'attente", defaut="47100000"),
        Booleen(
            "creerExercice",
            "Créer l'exercice absent",
            description="Un exercice que le fichier annonce est créé au lieu d'être refusé.",
        ),
        Entier(
            "longueurCompte",
            "Longueur des comptes",
            minimum=0,
            maximum=17,
            defaut=0,
            description="0 : les numéros sont gardés tels qu'envoyés.",
        ),
        Choix(
            "doublon",
            "Fichier déjà importé",
            defaut="avertir",
            valeurs={"avertir": "prévenir", "refuser": "refuser le fichier"},
        ),
    ),
    exemple={
        "attenteValidation": True,
        "desequilibre": "compteAttente",
        "compteAttente": "47100000",
        "longueurCompte": 8,
    },
    ecarts=("Ressource propre à Boucle : l'API publiée règle cela à l'écran.",),
)
