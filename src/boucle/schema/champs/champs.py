"""Champs: the kinds of fields a declaration may use, under one name."""

from boucle.schema.champs.champ import Champ, Faux, Objet, Usage, described, shown, snake
from boucle.schema.champs.champ_jour import Instant, Jour
from boucle.schema.champs.champ_lien import Lien, Liste, Reference
from boucle.schema.champs.champ_nombre import Booleen, Entier, Enum, Nombre
from boucle.schema.champs.champ_texte import Choix, Code, NumeroCompte, Texte

__all__ = [
    "Booleen",
    "Champ",
    "Choix",
    "Code",
    "Entier",
    "Enum",
    "Faux",
    "Instant",
    "Jour",
    "Lien",
    "Liste",
    "Nombre",
    "NumeroCompte",
    "Objet",
    "Reference",
    "Texte",
    "Usage",
    "described",
    "shown",
    "snake",
]
