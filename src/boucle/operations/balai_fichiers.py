"""Balai fichiers: sweeping deposits that no import asked for while their address was valid."""

from __future__ import annotations

from boucle import clock
from boucle.operations.atelier import Atelier
from boucle.operations.limites import now_ms
from boucle.store.depot import VALIDITE

_PAUSE_MS = 3_600_000
_next_ms = 0


def sweep_files(atelier: Atelier) -> int:
    """Sweep deposits twice as old as their address, once an hour; give how many went.

    Twice: a file PUT in the last minute leaves its partner a day to ask for its import.
    """
    global _next_ms
    if now_ms() < _next_ms:
        return 0
    _next_ms = now_ms() + _PAUSE_MS
    return atelier.depot.sweep(clock.now() - 2 * VALIDITE)
