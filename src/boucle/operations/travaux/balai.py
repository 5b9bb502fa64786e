"""Balai: sweeping what nobody may see: lines and lots of dead attempts and of ended imports."""

from __future__ import annotations

from boucle import faults
from boucle.compta.etat import VISIBLES, Etat
from boucle.operations.atelier import Atelier
from boucle.operations.sources import pieces_jointes
from boucle.store.base import traversees
from boucle.store.livre import balayage
from boucle.store.travaux import queue
from boucle.values import AUCUN, Perimetre

TRANCHE_LIGNES = 10_000
TOUR_LIGNES = 50_000
"""An import that waits goes before the rest of a long sweep."""

_IMPORTS = 20


def sweep(atelier: Atelier) -> int:
    """Sweep by slices as far as one turn goes; give how many lines went."""
    store = atelier.store
    with store.lecture(AUCUN) as conn:
        todo = traversees.A_BALAYER.cabinets(conn, limite=_IMPORTS)
    total = 0
    for cabinet_id in todo:
        with store.lecture(Perimetre(cabinet_id, 0)) as conn:
            rows = queue.to_sweep(conn, cabinet_id, _IMPORTS)
        for row in rows:
            perimetre = Perimetre(cabinet_id, row.dossier_id)
            kept = row.tentative if Etat(row.etat) in VISIBLES else None
            total += _sweep_one(atelier, perimetre, row.import_id, -1 if kept is None else kept)
            if total >= TOUR_LIGNES:
                return total
    return total


def _sweep_one(atelier: Atelier, perimetre: Perimetre, import_id: int, sauf: int) -> int:
    total = 0
    # First: were it cut here, the lines that are left bring the sweep back.
    atelier.lots.delete(perimetre, import_id, sauf)
    pieces_jointes.sweep(atelier.store, perimetre, import_id, sauf)
    while total < TOUR_LIGNES:
        with atelier.store.transaction(perimetre) as conn:
            gone = balayage.sweep_slice(conn, perimetre, import_id, sauf, TRANCHE_LIGNES)
            if not gone:
                balayage.sweep_sums(conn, perimetre, import_id, sauf)
                queue.swept(conn, perimetre, import_id, kept=sauf >= 0)
                return total
            faults.point("balayage.tranche")
        total += gone
    return total
