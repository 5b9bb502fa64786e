"""Section: the analytic sections of an axis."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Reference, Texte
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="section",
    chemin="section",
    titre="Section analytique",
    article="La section",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=0),
    champs=(
        Code("code", "Code", requis=True, max=35),
        Texte("description", "Libellé", max=100),
        Booleen("ferme", "Fermée"),
        Reference("axe", "Axe", cible="axe", requis=True),
    ),
    exemple={"code": "NANTES-01", "description": "Chantier de Nantes", "axe": "CHANTIER"},
    ecarts=("POST, PUT et DELETE servis comme les autres ressources : seul GET a une page.",),
)
