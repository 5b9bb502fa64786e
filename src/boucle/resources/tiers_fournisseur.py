"""TiersFournisseur: the third parties of a dossier that are suppliers."""

from boucle.resources._vue import view
from boucle.resources.tiers import RESOURCE as TIERS

RESOURCE = view(TIERS, nom="tiersFournisseur", titre="Tiers fournisseur", type=1)
