"""TiersDivers: the third parties of a dossier that are other third parties."""

from boucle.resources._vue import view
from boucle.resources.tiers import RESOURCE as TIERS

RESOURCE = view(TIERS, nom="tiersDivers", titre="Tiers divers", type=4)
