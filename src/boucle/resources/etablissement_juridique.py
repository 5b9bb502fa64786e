"""EtablissementJuridique: the establishments of a dossier, by their legal side."""

from dataclasses import replace

from boucle.resources.etablissement_comptable import RESOURCE as ETABLISSEMENT

RESOURCE = replace(
    ETABLISSEMENT,
    nom="etablissementJuridique",
    chemin="etablissementJuridique",
    titre="Établissement juridique",
    vue_de=ETABLISSEMENT.nom,
    champs=tuple(champ for champ in ETABLISSEMENT.champs if champ.nom not in ("code", "actif")),
    ecarts=("Mêmes établissements que `etablissementComptable`, sans `code` ni `actif`.",),
)
