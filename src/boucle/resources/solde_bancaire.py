"""SoldeBancaire: the balances announced by banks, as a connector sends them."""

from decimal import Decimal

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Jour, Nombre, Reference, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="soldeBancaire",
    chemin="bankAccountEvents/public/soldes",
    alias=("bankAccountEvents_public_soldes",),
    titre="Solde bancaire",
    article="Le solde",
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
        Jour("date", "Date", requis=True, complete=True),
        Nombre(
            "montant",
            "Solde",
            minimum=-Decimal(10**11),
            maximum=Decimal(10**11),
            requis=True,
            complete=True,
        ),
        Texte("devise", "Devise", max=3, defaut="EUR", complete=True),
    ),
    exemple={
        "compteBancaire": "BQ1",
        "identifiant": "solde-1",
        "date": "2025-01-31",
        "montant": "1520.40",
    },
    ecarts=("Le nom publié est coupé (`post_bankAccountEvents_pub…`) : chemin et champs à nous.",),
)
