"""EtablissementComplet: the establishments of a dossier, all fields, to be read only."""

from dataclasses import replace

from boucle.resources.etablissement_comptable import RESOURCE as ETABLISSEMENT

RESOURCE = replace(
    ETABLISSEMENT,
    nom="etablissementComplet",
    chemin="etablissementComplet",
    titre="Établissement complet",
    vue_de=ETABLISSEMENT.nom,
    verbes=("GET",),
    ecarts=("Champs après `raisonsociale` complétés : la liste publiée est coupée.",),
)
