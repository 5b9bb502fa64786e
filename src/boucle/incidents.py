"""Incidents: what a process says of a panne: one line, then how often it came again.

A full disk or a base that is down fails each request and each turn of a worker: one line tells it
all, thousands would take what is left of the disk. Each process says it for itself.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

RAPPEL_S = 60


@dataclass(slots=True)
class _Dit:
    le_s: int
    encore: int = 0


_DITS: dict[str, _Dit] = {}
_LOCK = threading.Lock()


def say(log: logging.Logger, cle: str, message: str, *values: object) -> None:
    """Log an incident as a warning, unless one of the same cle was said less than a minute ago.

    What was left unsaid meanwhile is counted by the next line. cle: the code of the kind of panne,
    whoever meets it. Values are put on one line.
    """
    now_s = int(time.monotonic())
    with _LOCK:
        known = _DITS.get(cle)
        if known is not None and now_s - known.le_s < RAPPEL_S:
            known.encore += 1
            return
        encore = known.encore if known is not None else 0
        _DITS[cle] = _Dit(now_s)
    suite = f" ({encore} more since the last line)" if encore else ""
    told = " ".join((message % values).split()) if values else message
    log.warning("%s%s", told, suite)


def forget() -> None:
    """Say again what was said: for a process that is asked to begin anew, as a test does."""
    with _LOCK:
        _DITS.clear()
