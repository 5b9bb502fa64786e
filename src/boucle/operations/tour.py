"""Tour: one turn of a worker: an import if one waits, else a sweep."""

from __future__ import annotations

import logging
from enum import Enum, auto

from boucle.errors import Refus
from boucle.operations.atelier import Atelier
from boucle.operations.balai import sweep
from boucle.operations.menage import clean
from boucle.operations.pipeline import run_import
from boucle.store import queue
from boucle.store.engine import is_passing_exception

_LOG = logging.getLogger("boucle.worker")


class Suite(Enum):
    """What a worker does after a turn."""

    CONTINUER = auto()
    ATTENDRE = auto()
    PANNE = auto()


def turn(atelier: Atelier) -> Suite:
    """Do what there is to do. A worker outlives any failure: it is logged, and it waits a while."""
    try:
        tache = queue.claim(atelier.store, atelier.moi, atelier.config.bail_s)
        if tache is not None:
            run_import(atelier, tache)
            return Suite.CONTINUER
        clean(atelier)
        return Suite.CONTINUER if sweep(atelier.store) else Suite.ATTENDRE
    except Refus as refus:
        _LOG.warning("store out of reach: %s", refus)
    except Exception as error:
        if is_passing_exception(error):
            _LOG.warning("store failed, will try again: %s", type(error).__name__)
        else:
            _LOG.exception("worker turn failed")
    return Suite.PANNE
