"""TiersSalarie: the third parties of a dossier that are employees."""

from boucle.resources._vue import view
from boucle.resources.tiers import RESOURCE as TIERS

RESOURCE = view(TIERS, nom="tiersSalarie", titre="Tiers salarié", type=2)
