"""Numerotation: is the sequence of écriture numbers continuous, for the file or per journal?

Source: LPF art. A47 A-1, VII-1°, zone 3; BOI-CF-IOR-60-40-20 §40 and §100. A number is a prefix
and the digits that end it. The sequence is that of the file or that of each journal, whichever
has fewer faults. A file where most numbers are faults has no sequence at all, and says so once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boucle.compta.ecritures.reprises import Reprise
from boucle.compta.ecritures.runs import HASH_BIT, NUM_BITS

Entiers = NDArray[Any]

FICHIER, JOURNAL = "fichier", "journal"
_SUITE_MIN = 10
_TRANCHE = 1 << 16


class Saut(NamedTuple):
    """A gap: line of the number that follows it, the numbers before and after it."""

    ligne: int
    prefixe: int
    avant: int
    apres: int


class Retour(NamedTuple):
    """A number that is repeated (autre_ligne > 0) or lower than the one before it."""

    ligne: int
    prefixe: int
    precedent: int
    autre_ligne: int


@dataclass(slots=True)
class Suite:
    """What is wrong in the numbering; nombre: how many numbers were followed.

    mode: '' when nothing could be followed. defauts: when they are too many to be listed,
    sans_suite is True and the lists are empty.
    """

    mode: str = ""
    nombre: int = 0
    defauts: int = 0
    sans_suite: bool = False
    sauts: list[Saut] = field(default_factory=list)
    repetitions: list[Retour] = field(default_factory=list)
    reculs: list[Retour] = field(default_factory=list)

    def repeat(self, reprises: list[Reprise]) -> None:
        """Add the numbers taken again in their own journal, whatever the mode."""
        again = [Retour(reprise.ligne, 0, 0, reprise.autre_ligne) for reprise in reprises]
        self.repetitions = sorted(self.repetitions + again)


def read_cles(cles: NDArray[np.uint64]) -> tuple[Entiers, Entiers]:
    """Take journal and number out of the keys of plain numbers."""
    journaux = cles >> np.uint64(NUM_BITS)
    journaux &= np.uint64((1 << 31) - 1)
    return journaux.astype(np.int32), _read_nombres(cles)


def _read_nombres(cles: NDArray[np.uint64]) -> Entiers:
    return (cles & np.uint64((1 << NUM_BITS) - 1)).view(np.int64)


def follow_plain(cles: NDArray[np.uint64]) -> Suite | None:
    """Follow the plain numbers of écritures; None unless each is one more than the last.

    cles: those of all the runs; a key that follows itself is the same écriture. It is the case
    of most files, and needs little memory.
    """
    nombre = 1
    for start in range(0, cles.size, _TRANCHE):
        some = cles[start : start + _TRANCHE + 1]
        if (some >= HASH_BIT).any():
            return None
        other = some[1:] != some[:-1]
        steps = np.diff(_read_nombres(some))[other]
        if (steps != 1).any():
            return None
        nombre += steps.size
    return Suite(FICHIER, nombre)


def check_numerotation(
    journaux: Entiers, prefixes: Entiers, nombres: Entiers, lignes: Entiers
) -> Suite:
    """Judge the numbers of distinct écritures, given in order of first line.

    prefixes: a number for each distinct prefix.
    """
    if not nombres.size:
        return Suite()
    plain = not prefixes.any()
    whole = _Groupes(np.zeros_like(journaux) if plain else prefixes, nombres)
    suite = Suite(FICHIER, nombres.size, whole.gaps + whole.repeats)
    groups = whole
    if suite.defauts:
        per_journal = _Groupes(_pair(journaux, prefixes), nombres)
        if per_journal.gaps < suite.defauts:
            suite.mode, suite.defauts, groups = JOURNAL, per_journal.gaps, per_journal
    if 2 * suite.defauts > suite.nombre and suite.nombre >= _SUITE_MIN:
        suite.sans_suite = True
        return suite
    groups.list_sauts(prefixes, lignes, suite)
    groups.list_retours(prefixes, lignes, suite)
    return suite


def _pair(journaux: Entiers, prefixes: Entiers) -> Entiers:
    return journaux.astype(np.int64) << 31 | prefixes


class _Groupes:
    """Numbers by group, in order; numbers met twice in a group count once, the first one."""

    def __init__(self, groupes: Entiers, nombres: Entiers) -> None:
        self.groupes, self.nombres = groupes, nombres
        increasing = not groupes.any() and bool((nombres[1:] > nombres[:-1]).all())
        self.order = np.arange(nombres.size) if increasing else np.lexsort((nombres, groupes))
        g, n = groupes[self.order], nombres[self.order]
        same = g[1:] == g[:-1]
        step = n[1:] - n[:-1]
        self._again = np.concatenate([[False], same & (step == 0)])
        self._gap = np.concatenate([[False], same & (step > 1)])
        self.repeats = int(self._again.sum())
        self.gaps = int(self._gap.sum())
        self._sorted = n

    def list_sauts(self, prefixes: Entiers, lignes: Entiers, suite: Suite) -> None:
        """List the gaps, by line."""
        at = np.flatnonzero(self._gap)
        after = self.order[at]
        table = zip(
            lignes[after].tolist(),
            prefixes[after].tolist(),
            self._sorted[at - 1].tolist(),
            self._sorted[at].tolist(),
            strict=True,
        )
        suite.sauts = sorted(Saut(*row) for row in table)

    def list_retours(self, prefixes: Entiers, lignes: Entiers, suite: Suite) -> None:
        """List repeated numbers and numbers that go back, by line."""
        first_of = np.maximum.accumulate(np.where(self._again, 0, np.arange(self.order.size)))
        kept = np.ones(self.order.size, np.bool_)
        for at in np.flatnonzero(self._again).tolist():
            again, first = self.order[at], self.order[first_of[at]]
            kept[again] = False
            if suite.mode == FICHIER:
                suite.repetitions.append(
                    Retour(int(lignes[again]), int(prefixes[again]), 0, int(lignes[first]))
                )
        suite.repetitions.sort()
        rows = np.flatnonzero(kept)
        if self.groupes.any():
            rows = rows[np.argsort(self.groupes[rows], kind="stable")]
        g, n = self.groupes[rows], self.nombres[rows]
        back = np.flatnonzero((g[1:] == g[:-1]) & (n[1:] < n[:-1])) + 1
        table = zip(
            lignes[rows[back]].tolist(),
            prefixes[rows[back]].tolist(),
            n[back - 1].tolist(),
            strict=True,
        )
        suite.reculs = sorted(Retour(*row, 0) for row in table)
