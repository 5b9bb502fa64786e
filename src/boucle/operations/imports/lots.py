"""Lots: taking the lot that a child wrote, judged by its parent, before its import is published.

A file written before the row that names it: a crash between the two leaves a file that no row
names, and that the sweep of its attempt takes away. An import never fails for its lot: without
one its lines are read from the database.
"""

from __future__ import annotations

import logging
import stat
from pathlib import Path

from boucle.errors import Refus
from boucle.errors.pannes import panne_of
from boucle.incidents import say
from boucle.operations.atelier import Atelier
from boucle.operations.travaux.echange import Constat
from boucle.store.livre import lot_lu
from boucle.store.livre.feuillets import Totaux
from boucle.store.livre.lot_ecrit import NOM
from boucle.store.livre.lots_gardes import LotGarde
from boucle.store.travaux.queue import Tache

OCTETS_LIGNE_MAX = 2_000
"""A line of a lot is some 14 octets: a file that has so many is not what it should be."""

_LOG = logging.getLogger("boucle.lots")


def take(atelier: Atelier, tache: Tache, constat: Constat, folder: Path) -> LotGarde | None:
    """Keep the lot that a child left in its folder; None when there is none that is sound."""
    path, bilan = folder / NOM, constat.bilan
    try:
        there = path.lstat()
    except FileNotFoundError:
        return None
    try:
        regular = stat.S_ISREG(there.st_mode) and there.st_nlink == 1
        if (
            not regular
            or there.st_size > OCTETS_LIGNE_MAX * bilan.lignes
            or not lot_lu.sound(path, Totaux(bilan.lignes, bilan.debit, bilan.credit))
        ):
            _LOG.warning("lot of import %s left: it is not that of its lines", tache.import_id)
            return None
        lot = atelier.lots.keep(tache.perimetre, tache.import_id, tache.jeton, path)
    except lot_lu.FAUTES as error:
        kind = panne_of(error)
        cle = f"lot {tache.import_id}" if kind is None else kind.code
        say(_LOG, cle, "lot of import %s not kept: %s", tache.import_id, error)
        return None
    except Refus as refus:
        say(_LOG, refus.kind.code, "lot of import %s not kept: %s", tache.import_id, refus)
        return None
    return lot
