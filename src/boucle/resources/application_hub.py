"""ApplicationHub: the applications of the Hub that the firm may open to dossiers and contacts."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="applicationHub",
    chemin="applicationHub",
    titre="Application du Hub",
    article="L'application",
    tag="Collaboratif",
    niveau=Niveau.CABINET,
    cle="code",
    acces=Acces(lire=0, ecrire=3, commun=True),
    champs=(
        Code("code", "Code de l'offre", requis=True, max=60, complete=True),
        Texte("libelle", "Libellé", max=150, complete=True),
        Texte(
            "cle",
            "Clé publique de l'application",
            max=60,
            indexe=True,
            complete=True,
            colonne="cle_publique",
        ),
        Booleen("actif", "Active", defaut=True, complete=True),
    ),
    exemple={"code": "LOOP-COLLABORATIF", "libelle": "Offre collaborative"},
    ecarts=("Ressource à nous : le catalogue du Hub n'est pas publié.",),
)
