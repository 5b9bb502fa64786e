"""Axe: the analytic axes of a dossier; each has a section of waiting of its own."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Texte
from boucle.schema.resource import Compagne, Niveau, Resource

RESOURCE = Resource(
    nom="axe",
    chemin="axe",
    titre="Axe analytique",
    article="L'axe",
    tag="Paramètres comptables",
    niveau=Niveau.DOSSIER,
    cle="code",
    acces=Acces(lire=0, ecrire=0),
    compagne=Compagne(
        "section", "SECA@{cle}", "axe_id", {"description": "SECTION D'ATTENTE {cle}"}
    ),
    champs=(
        Code("code", "Code", requis=True, max=17, fige=True, complete=True),
        Texte("description", "Libellé", max=100, complete=True),
        Booleen("ferme", "Fermé", complete=True),
    ),
    exemple={"code": "CHANTIER", "description": "Chantiers"},
    ecarts=(
        "Aucune page publiée : champs repris de `section`.",
        "Créer un axe crée sa section d'attente `SECA@<code>`, comme dans l'exemple publié ; "
        "elle part avec lui.",
    ),
)
