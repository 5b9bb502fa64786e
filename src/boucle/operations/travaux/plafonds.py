"""Plafonds: the time and the memory that reading one file may take, and who holds it to them.

The child counts its own CPU, which the kernel ends; its parent watches the clock and the memory
that it really holds. A child that oversteps one is not started again: it would do the same.
"""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.donnees.imp import (
    CALCUL_EXCESSIF,
    LECTURE_TROP_LONGUE,
    MEMOIRE_EXCESSIVE,
)
from boucle.operations.sources.limites import now_ms

SANS_MEMOIRE = 77
"""Status of a child to which the system refused memory."""
_REGARD_MS = 100


@dataclass(frozen=True, slots=True)
class Plafonds:
    """The bounds of one reading."""

    duree_s: int = 3_600
    calcul_s: int = 1_800
    memoire_octets: int = 4 << 30

    @classmethod
    def of(cls, config: Config) -> Plafonds:
        """Take them from the settings."""
        return cls(config.import_duree_s, config.import_calcul_s, config.import_memoire_octets)

    def bind(self) -> None:
        """Have the kernel hold this process to them, from now on."""
        import resource  # Not on Windows, where no child is started.

        used = resource.getrusage(resource.RUSAGE_SELF)
        calcul_s = int(used.ru_utime + used.ru_stime) + self.calcul_s
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (calcul_s, calcul_s + 1))
        # Mapped is not held: twice as much leaves the watch below the time to see it.
        octets = 2 * self.memoire_octets
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (octets, octets))

    def judge_status(self, status: int) -> None:
        """Refuse CALCUL_EXCESSIF or MEMOIRE_EXCESSIVE where a child's end says so."""
        if status in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
            raise Refus(CALCUL_EXCESSIF, secondes=self.calcul_s)
        if status == SANS_MEMOIRE:
            raise Refus(MEMOIRE_EXCESSIVE, octets=self.memoire_octets)


@dataclass(slots=True)
class Veille:
    """Watch one child, from its start; `look` is cheap enough to be called at each word of it."""

    plafonds: Plafonds
    pid: int
    debut_ms: int = field(default_factory=now_ms)
    vu_ms: int = 0

    def look(self) -> None:
        """Refuse LECTURE_TROP_LONGUE or MEMOIRE_EXCESSIVE."""
        now = now_ms()
        if now - self.vu_ms < _REGARD_MS:
            return
        self.vu_ms = now
        if now - self.debut_ms > self.plafonds.duree_s * 1_000:
            raise Refus(LECTURE_TROP_LONGUE, secondes=self.plafonds.duree_s)
        if held_octets(self.pid) > self.plafonds.memoire_octets:
            raise Refus(MEMOIRE_EXCESSIVE, octets=self.plafonds.memoire_octets)


def held_octets(pid: int) -> int:
    """Give the memory that a process holds now; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_bytes().split()[1])
    except (OSError, IndexError, ValueError):  # Gone, or another system than Linux.
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
