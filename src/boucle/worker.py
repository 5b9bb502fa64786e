"""Worker: the door through which waiting imports come in, whatever process holds it.

Any number may run, on any number of machines, on one PostgreSQL; on SQLite, on one machine.
"""

from __future__ import annotations

import logging
import threading

from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.atelier import Atelier
from boucle.operations.balai import sweep
from boucle.operations.pipeline import run_import
from boucle.store import queue
from boucle.store.engine import is_passing_exception

_LOG = logging.getLogger("boucle.worker")
ATTENTE_S = 0.05
_ATTENTE_PANNE_S = 5.0


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
            try:
                pause = 0.0 if self._turn() else ATTENTE_S
            except Refus as refus:
                _LOG.warning("store out of reach: %s", refus)
                pause = _ATTENTE_PANNE_S
            except Exception as error:
                if not is_passing_exception(error):
                    _LOG.exception("worker turn failed")
                pause = _ATTENTE_PANNE_S
            if pause:
                self._atelier.awake.wait(pause)
                self._atelier.awake.clear()

    def _turn(self) -> bool:
        tache = queue.claim(self._atelier.store, self._atelier.moi, self._atelier.config.bail_s)
        if tache is None:
            return sweep(self._atelier.store) > 0
        run_import(self._atelier, tache)
        return True


def run(config: Config) -> None:
    """Run a worker until the process is stopped."""
    atelier = Atelier.open(config)
    worker = Worker(atelier)
    worker.start()
    try:
        worker.join()
    finally:
        atelier.close()
