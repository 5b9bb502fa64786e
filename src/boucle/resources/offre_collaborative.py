"""OffreCollaborative: a Hub application opened to a dossier, for one contact or for the dossier."""

from boucle.schema.acces import Acces
from boucle.schema.champs.champs import Jour, Reference
from boucle.schema.resource import Niveau, Resource

RESOURCE = Resource(
    nom="offreCollaborative",
    chemin="applicationDossier",
    alias=("collaborativeOffer",),
    titre="Offre ouverte",
    article="L'offre",
    tag="Collaboratif",
    niveau=Niveau.CABINET,
    cle="objectId",
    acces=Acces(lire=0, ecrire=0, dossier="dossier"),
    champs=(
        Reference(
            "dossier",
            "Dossier client",
            cible="dossierClient",
            forme="code",
            requis=True,
            colonne="dossier_client_id",
            complete=True,
        ),
        Reference(
            "application",
            "Application",
            cible="applicationHub",
            forme="code",
            requis=True,
            complete=True,
        ),
        Reference(
            "interlocuteur",
            "Interlocuteur",
            cible="interlocuteur",
            forme="code",
            complete=True,
            description="Vide : l'offre vaut pour le dossier.",
        ),
        Jour("dateDebut", "Ouverte le", complete=True),
    ),
    exemple={"dossier": "1119089", "application": "LOOP-COLLABORATIF"},
    ecarts=("Chemin et champs à nous. Les appels publiés `/collaborativeOffer/…` écrivent ici.",),
)
