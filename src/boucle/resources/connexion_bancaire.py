"""ConnexionBancaire: the state of the connections to banks, as a connector sends them."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Choix, Jour, Reference, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="connexionBancaire",
    chemin="bankAccountEvents/public/connexions",
    alias=("bankAccountEvents_public_connexions",),
    titre="Connexion bancaire",
    article="La connexion",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="identifiant",
    acces=Acces(lire=0, ecrire=0),
    verbes=("GET", "POST"),
    champs=(
        Texte("identifiant", "Identifiant chez l'émetteur", max=100, requis=True, complete=True),
        Reference(
            "compteBancaire", "Compte bancaire", cible="compteBancaire", requis=True, complete=True
        ),
        Choix(
            "etat",
            "État",
            defaut="active",
            complete=True,
            valeurs={"active": "active", "expiree": "à renouveler", "coupee": "coupée"},
        ),
        Jour("date", "Depuis le", complete=True),
        Texte("message", "Message de la banque", max=500, complete=True),
    ),
    exemple={
        "compteBancaire": "BQ1",
        "identifiant": "cnx-1",
        "etat": "active",
        "date": "2025-01-31",
    },
    ecarts=("Le nom publié est coupé (`post_bankAccountEvents_pub…`) : chemin et champs à nous.",),
)
