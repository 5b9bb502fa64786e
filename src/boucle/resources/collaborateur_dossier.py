"""CollaborateurDossier: the client dossiers of one person of the firm."""

from dataclasses import replace

from boucle.resources.dossier_client import RESOURCE as DOSSIER_CLIENT

_NOMS = (
    "codeDossier",
    "raisonSociale",
    "nom",
    "prenom",
    "nomUsuel",
    "siren",
    "maitreDossier",
    "groupeTravail",
)

RESOURCE = replace(
    DOSSIER_CLIENT,
    nom="collaborateurDossier",
    chemin="collaborateurDossier",
    alias=("CollaborateurCabinet/dossiers",),
    titre="Dossiers d'un collaborateur",
    tag="Collaboratif",
    description="Dossiers dont le collaborateur est le maître.",
    verbes=("GET",),
    vue_de="dossierClient",
    champs=tuple(champ for champ in DOSSIER_CLIENT.champs if champ.nom in _NOMS),
    filtre_obligatoire=("maitreDossier",),
    regles=(),
    exemple={"codeDossier": "1119089", "maitreDossier": "manon@cabinet.example"},
    ecarts=("Chemin et champs à nous : la page ne montre que le titre « Liste dossiers ».",),
)
