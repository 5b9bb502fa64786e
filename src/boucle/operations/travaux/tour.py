"""Tour: one turn of a worker: an import if one waits in its lanes, else a sweep."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from enum import Enum, auto
from typing import TypeVar

from boucle.compta.voie import TOUTES, Voie
from boucle.errors import Refus
from boucle.errors.pannes import panne_of
from boucle.incidents import say
from boucle.operations.atelier import Atelier
from boucle.operations.imports.demandes_decision import carry_out
from boucle.operations.travaux.balai import sweep
from boucle.operations.travaux.menage import clean
from boucle.operations.travaux.pipeline import run_import
from boucle.store.travaux import queue
from boucle.store.travaux.queue import Tache

_LOG = logging.getLogger("boucle.worker")
_T = TypeVar("_T")


class Suite(Enum):
    """What a worker does after a turn."""

    CONTINUER = auto()
    ATTENDRE = auto()
    PANNE = auto()


def turn(atelier: Atelier) -> Suite:
    """Do what there is to do, in whatever lane."""
    settle(atelier)
    found = seek(atelier)
    if isinstance(found, Tache):
        return lead(atelier, found)
    return tidy(atelier) if found is Suite.ATTENDRE else found


def seek(
    atelier: Atelier, voies: Sequence[Voie] = TOUTES, sauf: Collection[int] = ()
) -> Tache | Suite:
    """Take the next import of these lanes, but of none of these cabinets; or say what to do."""
    config, tournee = atelier.config, atelier.tournee
    return _outlive(
        lambda: (
            queue.claim(atelier.store, atelier.moi, config.bail_s, voies, tournee, sauf)
            or Suite.ATTENDRE
        )
    )


def lead(atelier: Atelier, tache: Tache) -> Suite:
    """Take an import as far as it goes."""

    def run() -> Suite:
        run_import(atelier, tache)
        return Suite.CONTINUER

    return _outlive(run)


def settle(atelier: Atelier) -> Suite:
    """Carry out the decisions that are due; CONTINUER when there were some."""
    return _outlive(lambda: Suite.CONTINUER if carry_out(atelier) else Suite.ATTENDRE)


def tidy(atelier: Atelier) -> Suite:
    """Sweep what nobody may see, or will ask for, any more; CONTINUER when more may be left."""

    def run() -> Suite:
        clean(atelier)
        return Suite.CONTINUER if sweep(atelier) else Suite.ATTENDRE

    return _outlive(run)


def _outlive(act: Callable[[], _T]) -> _T | Suite:
    """Act. A worker outlives any failure: it is logged, and it waits a while."""
    try:
        return act()
    except Refus as refus:
        say(_LOG, refus.kind.code, "store out of reach: %s", refus)
    except Exception as error:
        if (kind := panne_of(error)) is not None:
            say(_LOG, kind.code, "store failed, will try again: %s", error)
        else:
            _LOG.exception("worker turn failed")
    return Suite.PANNE
