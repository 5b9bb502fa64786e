"""MouvementBancaire: the lines of bank statements, as a connector sends them."""

from decimal import Decimal

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Jour, Nombre, Reference, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="mouvementBancaire",
    chemin="bankAccountEvents/public/mouvements",
    alias=("bankAccountEvents_public_mouvements",),
    titre="Mouvement bancaire",
    article="Le mouvement",
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
        Jour("dateOperation", "Date d'opération", requis=True, complete=True),
        Jour("dateValeur", "Date de valeur", complete=True),
        Texte("libelle", "Libellé", max=200, complete=True),
        Nombre(
            "montant",
            "Montant, négatif au débit",
            minimum=-Decimal(10**11),
            maximum=Decimal(10**11),
            requis=True,
            complete=True,
        ),
        Texte("devise", "Devise", max=3, defaut="EUR", complete=True),
        Texte("reference", "Référence de la banque", max=100, complete=True),
    ),
    exemple={
        "compteBancaire": "BQ1",
        "identifiant": "op-1",
        "dateOperation": "2025-01-31",
        "libelle": "VIR CLIENT",
        "montant": "120.50",
    },
    ecarts=("Le nom publié est coupé (`post_bankAccountEvents_pub…`) : chemin et champs à nous.",),
)
