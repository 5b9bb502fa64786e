"""Worker: the door through which waiting imports come in, whatever process holds it.

Any number may run, on any number of machines, on one PostgreSQL; on SQLite, on one machine. Each
process has three teams of threads: the places that were asked for, which take any file; one place
more that takes small files only, so that one never waits behind large ones; and those that bring
files in from URLs, since a slow host must hold no place where files are read.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence

from boucle.compta.voie import Voie
from boucle.config import Config
from boucle.operations.atelier import Atelier
from boucle.operations.travaux.tour import Suite, lead, seek, settle, tidy

# How long to wait before looking again, by what the last look gave, in milliseconds.
_PAUSES_MS = {Suite.ATTENDRE: 100, Suite.PANNE: 5_000}
_DECISIONS_MS = {Suite.CONTINUER: 0, Suite.ATTENDRE: 500, Suite.PANNE: 5_000}

RAPATRIEMENTS = 8
RAPATRIEMENTS_PAR_CABINET = 2
"""A cabinet whose hosts are slow leaves places to the others."""


class Equipe:
    """Threads that look into the same lanes.

    par_cabinet: how many of them may work for one cabinet at a time; 0: any number.
    """

    def __init__(self, voies: Sequence[Voie], par_cabinet: int = 0) -> None:
        self.voies = voies
        # One looks at a time: the others, had they looked too, would have found the same.
        self.looking = threading.Lock()
        self._par_cabinet = par_cabinet
        self._busy: Counter[int] = Counter()
        self._counting = threading.Lock()

    @property
    def sauf(self) -> list[int]:
        """The cabinets that have all the threads they may have."""
        with self._counting:
            most = self._par_cabinet
            return [cabinet_id for cabinet_id, n in self._busy.items() if most and n >= most]

    def count(self, cabinet_id: int, one: int) -> None:
        """Count a thread more, or less, for a cabinet."""
        with self._counting:
            self._busy[cabinet_id] += one
            self._busy = +self._busy


class Worker:
    """Run imports, in as many threads as asked, and a few that cost nothing while they wait."""

    def __init__(self, atelier: Atelier) -> None:
        self._atelier = atelier
        self._stop = threading.Event()
        # Large ones first: small ones have a place of their own, and come next.
        anything = Equipe((Voie.GRANDE, Voie.PETITE))
        small = Equipe((Voie.PETITE,))
        remote = Equipe((Voie.DISTANTE,), RAPATRIEMENTS_PAR_CABINET)
        places = [anything] * max(1, atelier.config.travailleurs)
        self._threads = [
            threading.Thread(
                target=self._loop,
                args=(equipe, equipe is anything),
                name=f"import-{rank}",
                daemon=True,
            )
            for rank, equipe in enumerate([*places, small, *[remote] * RAPATRIEMENTS])
        ]
        # A decision that is due waits behind no import.
        self._threads.append(threading.Thread(target=self._settle, name="decisions", daemon=True))

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

    def _loop(self, equipe: Equipe, tidies: bool) -> None:
        while not self._stop.is_set():
            with equipe.looking:
                found = seek(self._atelier, equipe.voies, equipe.sauf)
                if not isinstance(found, Suite):
                    equipe.count(found.perimetre.cabinet_id, 1)
            if not isinstance(found, Suite):
                suite = lead(self._atelier, found)
                equipe.count(found.perimetre.cabinet_id, -1)
            elif tidies and found is Suite.ATTENDRE:
                suite = tidy(self._atelier)
            else:
                suite = found
            if suite is not Suite.CONTINUER:
                with equipe.looking:
                    self._pause(suite)

    def _settle(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(_DECISIONS_MS[settle(self._atelier)] / 1_000)

    def _pause(self, suite: Suite) -> None:
        with self._atelier.awake:
            if not self._stop.is_set():
                self._atelier.awake.wait(_PAUSES_MS[suite] / 1_000)


def run(config: Config) -> None:
    """Run a worker until the process is stopped."""
    atelier = Atelier.open(config)
    worker = Worker(atelier)
    worker.start()
    try:
        worker.join()
    finally:
        atelier.close()
