"""Journal: the journals of a dossier."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Enum, Reference, Texte
from boucle.schema.resource import Niveau, Resource

TYPES = {
    1: "Achat",
    2: "OD",
    3: "A-Nouveau",
    4: "Banque",
    5: "Caisse",
    6: "Ecart de Change",
    7: "Régularisation",
    8: "Vente",
}

RESOURCE = Resource(
    nom="journal",
    chemin="journal",
    titre="Journal",
    article="Le journal",
    tag="Paramètres comptables journaux",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=0),
    reserve={"AN": "journal des à-nouveaux, tenu par le serveur"},
    champs=(
        Code("code", "Code", requis=True, max=17),
        Texte("libelle", "Libellé", max=100),
        Enum("type", "Type", valeurs=TYPES, defaut=2),
        Reference(
            "compteContrepartie",
            "Compte de contrepartie",
            cible="compte",
            alias=("compteContrepatrie", "comptecontrepartie"),
        ),
        Enum(
            "typeContrepartie",
            "Type de contrepartie",
            defaut=1,
            valeurs={1: "Libre", 2: "A l'écriture", 3: "Pied de journal"},
        ),
        Booleen("repriseDateOp", "Reprise de la date d'opération"),
        Booleen("ferme", "Fermé", complete=True),
    ),
    exemple={"code": "AC", "libelle": "Achats", "type": 1, "typeContrepartie": 1},
    ecarts=(
        "`typeContrepartie` : déclaré booléen sur la page, dont les valeurs sont 1, 2, 3 ; "
        "nous suivons les valeurs.",
        "Champs après `repriseDateOp` complétés : la liste publiée est coupée.",
    ),
)
