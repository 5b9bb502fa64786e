"""Groupe: the work groups of the firm."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Code, Reference, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="groupe",
    chemin="groupe",
    titre="Groupe de travail",
    article="Le groupe",
    tag="Paramètres cabinet",
    niveau=Niveau.CABINET,
    cle="code",
    acces=Acces(lire=0, ecrire=3, commun=True),
    champs=(
        Code("code", "Code", requis=True, max=100),
        Texte("description", "Libellé", max=100),
        Reference("agence", "Agence", cible="AgenceCabinet", forme="code"),
    ),
    exemple={"code": "LOOP-DOSSIER-CABINET", "description": "Dossiers du cabinet"},
    ecarts=("La page montre la liste dans `data` ; nous rendons un tableau nu, comme ailleurs.",),
)
