"""Ouverture: the depot that a configuration names, on this disk or in an object storage."""

from __future__ import annotations

from boucle.config import Config
from boucle.store.fichiers.depot import Depot


def open_depot(config: Config) -> Depot:
    """Open the place that `config.fichiers` names. Raises ValueError for an unknown scheme."""
    if not config.fichiers:
        from boucle.store.fichiers.depot_local import DepotLocal

        return DepotLocal(config)
    if not config.fichiers.startswith(("az://", "abfss://", "s3://")):
        raise ValueError(f"BOUCLE_FICHIERS: {config.fichiers!r} is neither az:// nor s3://")
    from boucle.store.fichiers.depot_objets import DepotObjets

    return DepotObjets(config)
