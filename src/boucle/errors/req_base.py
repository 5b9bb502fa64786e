"""REQ, base: what keeps a program and its database from working together."""

from __future__ import annotations

from boucle.errors.kind import Gravite, Kind, Portee

BASE_A_MIGRER = Kind(
    code="REQ-092", gravite=Gravite.BLOQUANT, portee=Portee.REQUETE,
    titre="Base à migrer",
    message="La base est à la version {version} ; le programme attend {attendue}.",
    remede="Sauvegardez la base, puis lancez `boucle migrer`.", statut=503,
)
BASE_TROP_RECENTE = Kind(
    code="REQ-093", gravite=Gravite.BLOQUANT, portee=Portee.REQUETE,
    titre="Base trop récente",
    message="La base est à la version {version}, que ce programme ne connaît pas.",
    remede="Lancez la version du programme qui a migré cette base ; il n'y a pas de retour en "
    "arrière.", statut=503,
)
