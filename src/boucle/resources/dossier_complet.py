"""DossierComplet: the SIREN and the legal form of a client dossier."""

from dataclasses import replace

from boucle.resources.dossier_client import RESOURCE as DOSSIER_CLIENT

RESOURCE = replace(
    DOSSIER_CLIENT,
    nom="dossierComplet",
    chemin="dossierComplet",
    titre="Dossier complet",
    description="SIREN et forme juridique du dossier, tous les dossiers avec codeDossier=cabinet.",
    verbes=("GET", "PUT"),
    vue_de="dossierClient",
    ancre="codeDossier",
    champs=tuple(
        champ for champ in DOSSIER_CLIENT.champs if champ.nom in ("siren", "formeJuridique")
    ),
    regles=(),
    exemple={"siren": "424722130", "formeJuridique": "SA"},
    ecarts=(
        "`codeDossier` est celui d'un dossier client, ou `cabinet` pour tous ; clé Advanced "
        "dans les deux cas.",
    ),
)
