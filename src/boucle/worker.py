"""Worker: the door through which waiting imports come in, whatever process holds it.

Any number may run, on any number of machines, on one PostgreSQL; on SQLite, on one machine.
"""

from __future__ import annotations

import threading

from boucle.config import Config
from boucle.operations.atelier import Atelier
from boucle.operations.tour import Suite, turn

# How long to wait before looking again, by what the last turn gave, in milliseconds.
_PAUSES_MS = {Suite.CONTINUER: 0, Suite.ATTENDRE: 100, Suite.PANNE: 5_000}


class Worker:
    """Run imports one after the other, in as many threads as asked."""

    def __init__(self, atelier: Atelier) -> None:
        self._atelier = atelier
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._loop, name=f"import-{rank}", daemon=True)
            for rank in range(max(1, atelier.config.travailleurs))
        ]

    def start(self) -> None:
        """Start to take imports."""
        self._atelier.children.warm_up()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ask the threads to stop after the import they hold."""
        self._stop.set()
        self._atelier.wake()

    def join(self) -> None:
        """Wait for the threads to stop."""
        for thread in self._threads:
            thread.join()

    def _loop(self) -> None:
        while not self._stop.is_set():
            pause_ms = _PAUSES_MS[turn(self._atelier)]
            if pause_ms:
                self._atelier.awake.wait(pause_ms / 1_000)
                self._atelier.awake.clear()


def run(config: Config) -> None:
    """Run a worker until the process is stopped."""
    atelier = Atelier.open(config)
    worker = Worker(atelier)
    worker.start()
    try:
        worker.join()
    finally:
        atelier.close()
