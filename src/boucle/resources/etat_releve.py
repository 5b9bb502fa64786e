"""EtatReleve: how far each bank account is reconciled with its statements."""

from decimal import Decimal

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Jour, Nombre, Reference
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="etatReleve",
    chemin="initPointage_etatReleveCompte",
    alias=("initPointage/etatReleve",),
    titre="État des relevés",
    article="L'état de relevé",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="objectId",
    acces=Acces(lire=0, ecrire=0),
    champs=(
        Reference(
            "compteBancaire", "Compte bancaire", cible="compteBancaire", requis=True, complete=True
        ),
        Jour("dateReleve", "Date du relevé", requis=True, complete=True),
        Nombre(
            "solde",
            "Solde du relevé",
            minimum=-Decimal(10**11),
            maximum=Decimal(10**11),
            complete=True,
        ),
        Nombre(
            "soldePointe",
            "Solde pointé",
            minimum=-Decimal(10**11),
            maximum=Decimal(10**11),
            complete=True,
        ),
        Booleen("pointe", "Entièrement pointé", complete=True),
    ),
    exemple={
        "compteBancaire": "BQ1",
        "dateReleve": "2025-01-31",
        "solde": "1520.40",
        "pointe": False,
    },
    ecarts=(
        "Le nom publié est coupé (`get_initPointage_etatReleveC…`) : chemin, champs et "
        "écritures à nous.",
    ),
)
