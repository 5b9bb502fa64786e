"""Compte: the general accounts of a dossier."""

from typing import Any

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Entier, NumeroCompte, Reference, Texte
from boucle.schema.resource import Niveau, Resource


def _class(valeurs: dict[str, Any]) -> None:
    """Give an account without a class the one its number begins with."""
    first = valeurs["numero"][:1]
    if valeurs["type"] is None and first in "123456789" and first:
        valeurs["type"] = int(first)


RESOURCE = Resource(
    nom="compte",
    chemin="compte",
    titre="Compte général",
    article="Le compte",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="numero",
    acces=Acces(lire=0, ecrire=0),
    derive=_class,
    champs=(
        NumeroCompte("numero", "Numéro", requis=True),
        Texte("libelle", "Libellé", max=100),
        Entier(
            "type",
            "Classe",
            minimum=1,
            maximum=9,
            description="Par défaut, le premier chiffre du numéro.",
        ),
        Booleen("collectif", "Collectif"),
        Booleen("lettrable", "Lettrable"),
        Booleen("pointable", "Pointable"),
        Booleen("centralisable", "Centralisable"),
        Booleen("analytique", "Ventilation analytique admise"),
        Booleen("ferme", "Fermé"),
        Reference(
            "compteContrepartie",
            "Compte de contrepartie",
            cible="compte",
            alias=("compteContrepatrie", "comptecontrepartie"),
        ),
        Reference("compteBanque", "Compte bancaire", cible="compteBancaire"),
        Reference("tva", "TVA", cible="tva", complete=True),
    ),
    exemple={
        "numero": "60640000",
        "libelle": "Fournitures administratives",
        "type": 6,
        "analytique": True,
    },
    ecarts=(
        "`compteContrepartie` : l'exemple de 2021 écrit `compteContrepatrie`, la table "
        "`comptecontrepartie` ; les trois sont lus, `compteContrepartie` est rendu.",
        "`type` va jusqu'à 9 : les classes 8 et 9 existent au plan comptable général.",
        "`codeDossier` est celui du dossier client, non `cabinet` comme l'imprime la table.",
        "Champs après `tva` non connus : la liste publiée est coupée.",
    ),
)
