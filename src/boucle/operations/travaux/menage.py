"""Menage: what a worker with nothing to import sweeps once an hour: files, keys, events."""

from __future__ import annotations

from boucle import clock
from boucle.operations.atelier import Atelier
from boucle.operations.nouvelles import evenements, notifications
from boucle.operations.sources import quota
from boucle.operations.sources.limites import now_ms
from boucle.store.acces import idempotence
from boucle.store.base import traversees
from boucle.store.base.engine import Store
from boucle.store.fichiers.depot import VALIDITE
from boucle.values import AUCUN, Perimetre

TRANCHE_CLES = 1_000
_CABINETS = 100
_PAUSE_MS = 3_600_000
_next_ms = 0


def clean(atelier: Atelier) -> None:
    """Sweep what is past, if it was not done by this process in the hour."""
    global _next_ms
    if now_ms() < _next_ms:
        return
    _next_ms = now_ms() + _PAUSE_MS
    sweep_files(atelier)
    sweep_keys(atelier.store)
    evenements.sweep(atelier.store)
    notifications.sweep(atelier.store)


def sweep_files(atelier: Atelier) -> int:
    """Sweep deposits twice as old as their address, that no import asked for; give how many went.

    Their room is given back to the quota of their cabinet. Twice: a file PUT in the last minute
    leaves its partner a day to ask for its import.
    """
    avant = clock.now() - 2 * VALIDITE
    gone = atelier.depot.sweep(avant)
    quota.sweep(atelier.store, avant)
    return gone


def sweep_keys(store: Store) -> int:
    """Forget the idempotency keys that are no longer honoured, by slices; give how many went."""
    total = 0
    while True:
        with store.lecture(AUCUN) as conn:
            todo = traversees.AUX_CLES_PERIMEES.cabinets(
                conn, avant=clock.now() - idempotence.GARDE, limite=_CABINETS
            )
        if not todo:
            return total
        for cabinet_id in todo:
            with store.lecture(Perimetre(cabinet_id, 0)) as conn:
                outdated = idempotence.outdated(conn, cabinet_id)
            for perimetre in outdated:
                with store.transaction(perimetre) as conn:
                    total += idempotence.forget(conn, perimetre, TRANCHE_CLES)
