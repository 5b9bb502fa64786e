"""Errors: the catalogue of faults, and the three shapes that carry them."""

from boucle.errors.anomalie import Anomalie, Consequence
from boucle.errors.familles import KINDS, kind_of
from boucle.errors.kind import Gravite, Kind, Niveau, Portee
from boucle.errors.rapport.rapport import ANOMALIES_MAX, Rapport
from boucle.errors.refus import Refus

__all__ = [
    "ANOMALIES_MAX",
    "KINDS",
    "Anomalie",
    "Consequence",
    "Gravite",
    "Kind",
    "Niveau",
    "Portee",
    "Rapport",
    "Refus",
    "kind_of",
]
