"""Engagement: the engagement letters of the firm with its clients."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Booleen, Code, Jour, Reference, Texte
from boucle.schema.regles import ordered
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="engagement",
    chemin="engagement",
    titre="Engagement",
    article="L'engagement",
    tag="Paramètres cabinet",
    niveau=Niveau.CABINET,
    cle="codeIBS",
    acces=Acces(lire=0, ecrire=0, dossier="entite"),
    chemins_verbes={"PUT": "POST engagement/modification"},
    champs=(
        Code("codeIBS", "Numéro de mission", requis=True, colonne="code_ibs"),
        Texte("description", "Libellé", max=200),
        Texte("profitCenter", "Centre de profit", max=100),
        Texte("maitreDossier", "Responsable de l'engagement", max=254),
        Reference("entite", "Dossier client", cible="dossierClient", forme="code"),
        Texte("entiteIbsId", "Identifiant du dossier client", max=36),
        Jour("dateDebut", "Premier jour"),
        Jour("dateFin", "Dernier jour"),
        Booleen("actif", "Actif", defaut=True, complete=True),
    ),
    regles=(ordered("date_debut", "date_fin", champ_debut="dateDebut", champ_fin="dateFin"),),
    exemple={
        "codeIBS": "CEGID003",
        "description": "Mission de présentation",
        "dateDebut": "2025-01-01",
        "dateFin": "2025-12-31",
    },
    ecarts=(
        "La modification publiée est un POST dont le chemin n'est pas connu : "
        "`POST /engagement/modification`, et `PUT /engagement` comme ailleurs.",
        "DELETE ajouté. `actif` ajouté : la liste publiée est coupée.",
    ),
)
