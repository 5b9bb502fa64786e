"""Exercice: the accounting periods of a dossier, also served as `periode`."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Enum, Jour, Texte
from boucle.schema.regles import at_most, ordered
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="exercice",
    chemin="exercice",
    alias=("periode",),
    titre="Exercice comptable",
    article="L'exercice",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=3),
    intervalle=("dateDebut", "dateFin"),
    champs=(
        Code("code", "Code", requis=True, max=35, complete=True),
        Texte("libelle", "Libellé", max=100, complete=True),
        Jour("dateDebut", "Premier jour", requis=True, colonne="debut", complete=True),
        Jour("dateFin", "Dernier jour", requis=True, colonne="fin", complete=True),
        Booleen("clos", "Clos", description="Plus aucune écriture n'y entre.", complete=True),
        Enum("type", "Type", valeurs={1: "Bilan", 2: "Situation"}, defaut=1, complete=True),
    ),
    regles=(
        ordered("debut", "fin", champ_debut="dateDebut", champ_fin="dateFin"),
        at_most("debut", "fin", champ_fin="dateFin", mois_max=24),
    ),
    exemple={
        "code": "EXERCICE 2025",
        "libelle": "Exercice 2025",
        "dateDebut": "2025-01-01",
        "dateFin": "2025-12-31",
        "clos": False,
        "type": 1,
    },
    ecarts=("Aucune page publiée : chemin `/exercice`, avec `/periode` pour autre nom.",),
)
