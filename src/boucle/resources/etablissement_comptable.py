"""EtablissementComptable: the establishments of a dossier, named by their SIRET."""

from boucle.resources import _identite as i
from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Enum, Texte
from boucle.schema.champs.controle import SIRET
from boucle.schema.resource import Niveau, Resource

TYPES = {1: "Principal-siège social", 2: "Secondaire", 3: "Principal", 4: "Siège social"}

RESOURCE = Resource(
    nom="etablissementComptable",
    chemin="etablissementComptable",
    titre="Établissement comptable",
    article="L'établissement",
    tag="Paramètres comptables établissements",
    niveau=Niveau.DOSSIER,
    cle="siret",
    acces=Acces(lire=0, ecrire=0),
    champs=(
        Texte(
            "siret", "SIRET", max=14, controle=SIRET, requis=True, alias=("SIRET",), complete=True
        ),
        Code("code", "Code", max=17, complete=True),
        Enum("type", "Type", valeurs=TYPES, defaut=1),
        i.nature(),
        Texte("prenom", "Prénom", max=35),
        Texte("name", "Nom", max=35, alias=("nom",), colonne="nom"),
        Texte(
            "raisonsociale",
            "Raison sociale",
            max=150,
            alias=("raisonSociale",),
            colonne="raison_sociale",
        ),
        i.complete(i.NAF_CHAMP),
        *map(i.complete, i.ADRESSE),
        i.complete(i.TELEPHONE),
        i.complete(i.EMAIL_CHAMP),
        Booleen("actif", "Actif", defaut=True, complete=True),
    ),
    exemple={
        "siret": "35600000000048",
        "type": 1,
        "nature": 2,
        "raisonsociale": "FT FRANCE",
        "codePostal": "75016",
        "localite": "PARIS",
    },
    ecarts=(
        "Champs publiés d'`etablissementComplet` seulement ; les trois chemins servent les mêmes "
        "établissements.",
        "Un établissement est nommé par son SIRET, obligatoire et unique dans le dossier.",
    ),
)
