"""FicheIdentification: the identification sheet of an accounting dossier; one per dossier."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Choix, Entier, Enum, Jour, Texte
from boucle.schema.champs.controle import TVA_INTRA
from boucle.schema.regles import siren_with_nic
from boucle.schema.resource import SEULE, Niveau, Resource

RESOURCE = Resource(
    nom="ficheIdentification",
    chemin="ficheIdentification",
    titre="Fiche d'identification",
    article="La fiche d'identification",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle=SEULE,
    acces=Acces(lire=0, ecrire=0),
    verbes=("GET", "POST", "PUT"),
    approvisionne=True,
    champs=(
        Texte("raisonSociale", "Raison sociale", max=150, complete=True),
        i.complete(i.SIREN_CHAMP),
        i.complete(i.NIC_CHAMP),
        i.complete(i.NAF_CHAMP),
        i.complete(i.FORME_JURIDIQUE),
        Texte(
            "numTva", "Numéro de TVA intracommunautaire", max=14, controle=TVA_INTRA, complete=True
        ),
        Enum(
            "regimeFiscal",
            "Régime fiscal",
            complete=True,
            valeurs={1: "BIC", 2: "BNC", 3: "BA", 4: "IS", 5: "Revenus fonciers"},
        ),
        Enum(
            "regimeTva",
            "Régime de TVA",
            complete=True,
            valeurs={1: "Réel normal", 2: "Réel simplifié", 3: "Franchise", 4: "Mini-réel"},
        ),
        Choix(
            "tenue",
            "Tenue",
            complete=True,
            valeurs={
                "engagement": "comptabilité d'engagement",
                "tresorerie": "comptabilité de trésorerie",
            },
        ),
        Jour("dateDebutActivite", "Début d'activité", complete=True),
        Entier("moisCloture", "Mois de clôture", minimum=1, maximum=12, complete=True),
        *map(i.complete, i.ADRESSE),
        i.complete(i.TELEPHONE),
        i.complete(i.EMAIL_CHAMP),
    ),
    regles=(siren_with_nic,),
    exemple={
        "raisonSociale": "FT FRANCE",
        "siren": "424722130",
        "nic": "00079",
        "tenue": "engagement",
        "moisCloture": 12,
    },
    ecarts=("Aucune page publiée : chemin et champs à nous.",),
)
