"""TiersClient: the third parties of a dossier that are customers."""

from boucle.resources._vue import view
from boucle.resources.tiers import RESOURCE as TIERS

RESOURCE = view(TIERS, nom="tiersClient", titre="Tiers client", type=0)
