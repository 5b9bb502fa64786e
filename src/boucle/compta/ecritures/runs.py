"""Ecritures: lines gathered by (journal, key) over a whole file, without keeping the lines.

A run is a stretch of lines that follow one another with the same key and the same date: one run
for most écritures, several when a file is sorted otherwise or when a block ends in the middle.
Only runs are remembered, a few bytes each; whatever is said of an écriture is said of all its
runs, so nothing depends on where blocks were cut.

A key is a whole number of 64 bits: journal and number when the number is plain, else a hash with
its top bit set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boucle.compta.ecritures.compact import Compact
from boucle.compta.ecritures.lettrages import mix
from boucle.compta.ecritures.reprises import Reprise, RunsRanges, find_reprises

Entiers = NDArray[np.int64]
Cles = NDArray[np.uint64]

NUM_BITS = 40
HASH_BIT = np.uint64(1 << 63)
_NOMBRE = np.uint64((1 << NUM_BITS) - 1)
_TRANCHE = 1 << 16
SANS_DATE = -(1 << 31)
"""Day of a line whose date is not known."""


def make_cles(journaux: Entiers, nombres: Entiers, hashes: Cles) -> Cles:
    """Make the key of each run: nombres is the plain number (under 2**40), or -1 for a text."""
    plain = journaux.astype(np.uint64) << np.uint64(NUM_BITS) | nombres.astype(np.uint64)
    if (nombres >= 0).all():
        return plain
    hashed = mix(hashes ^ mix(journaux.astype(np.uint64) + np.uint64(1))) | HASH_BIT
    return np.where(nombres >= 0, plain, hashed)


class Groupe(NamedTuple):
    """One écriture that something must be said of: its lines, debit less credit."""

    premiere: int
    derniere: int
    ecart: int


@dataclass(slots=True)
class Groupes:
    """Écritures side by side: a column per field of `Groupe`, and their key."""

    cles: Cles
    colonnes: Entiers

    def __len__(self) -> int:
        return self.cles.size

    def where(self, mask: NDArray[np.bool_]) -> Groupes:
        """Keep some of them."""
        return Groupes(self.cles[mask], self.colonnes[:, mask])

    def first(self, n: int) -> list[Groupe]:
        """Give the first ones."""
        return [Groupe(*column) for column in self.colonnes[:, :n].T.tolist()]


class DatesMelees(NamedTuple):
    """An écriture with several dates; ligne: the first whose date is not the first one."""

    ligne: int
    premiere: int
    derniere: int
    jour_min: int
    jour_max: int


@dataclass(slots=True)
class Constat:
    """What the écritures of a file add up to, each in file order.

    explained: écritures that do not balance, or have one line, because of a line that could not
    be read; causes: that line for each of them. cles, lignes: of every run, by line; premiers:
    those that are the first of their écriture, None when all are. reprises: numbers taken again
    in their journal, where they were looked for.
    """

    ecritures: int
    desequilibres: Groupes
    une_ligne: Groupes
    explained: Groupes
    causes: Entiers
    dates: list[DatesMelees]
    cles: Cles
    lignes: Compact
    premiers: NDArray[np.bool_] | None
    reprises: list[Reprise]


class Ecritures:
    """Remember runs, block by block."""

    def __init__(self) -> None:
        self.cles = Compact(np.uint64)
        self.lignes = Compact()
        self.tailles = Compact()
        self._jours = Compact()
        self._odd = Compact()
        self._ecarts = Compact()
        self._sans_cle = Compact()
        self._sans_montant = Compact()

    def fold(
        self, cles: Cles, lignes: Entiers, tailles: Entiers, jours: Entiers, ecarts: Entiers
    ) -> None:
        """Add runs: key, first line, number of lines, day, debit less credit of what was read."""
        odd = np.flatnonzero(ecarts)
        self._odd.append(odd + self.cles.size)
        self._ecarts.append(ecarts[odd])
        self.cles.append(cles)
        self.lignes.append(lignes)
        self.tailles.append(tailles)
        self._jours.append(jours)

    def poison(self, sans_cle: Entiers, sans_montant: Entiers) -> None:
        """Note lines that may explain why an écriture does not balance: those that could not be
        given to any écriture, and those whose amount could not be read."""
        self._sans_cle.append(sans_cle)
        self._sans_montant.append(sans_montant)

    def finish(self, *, reprises: bool = False) -> Constat:
        """Judge every écriture; reprises: a key is a number, that must not be taken again."""
        return _Bilan(
            self.cles.whole(),
            self.lignes,
            self.tailles,
            self._jours,
            self._odd.whole(),
            self._ecarts.whole(),
        ).judge(self._sans_cle.whole(), self._sans_montant.whole(), reprises)


class _Bilan:
    """All the runs of a file, side by side."""

    def __init__(
        self,
        cles: Cles,
        lignes: Compact,
        tailles: Compact,
        jours: Compact,
        odd: Entiers,
        ecarts: Entiers,
    ) -> None:
        self.cles, self.lignes, self.tailles, self.jours = cles, lignes, tailles, jours
        self.odd, self.ecarts = odd, ecarts

    def judge(self, sans_cle: Entiers, sans_montant: Entiers, reprises: bool) -> Constat:
        multi = self._find_multi()
        single = np.ones(self.cles.size, np.bool_)
        single[multi] = False
        order = multi[np.argsort(self.cles[multi], kind="stable")]
        starts = _starts(self.cles[order])
        runs, table = self._judge_single(single)
        dates: list[DatesMelees] = []
        taken: list[Reprise] = []
        if order.size:
            judged = np.full(starts.size, reprises)
            if reprises:
                keys = self.cles[order[starts]]
                judged &= self._causes(keys, sans_cle, sans_montant) < 0
            more, other = self._judge_multi(order, starts, dates, taken, judged)
            runs, table = np.concatenate([runs, more]), np.concatenate([table, other], axis=1)
        by_line = np.argsort(table[0], kind="stable")
        found = Groupes(self.cles[runs[by_line]], table[:, by_line])
        causes = self._causes(found.cles, sans_cle, sans_montant)
        free = causes < 0
        gap = found.colonnes[2] != 0
        premiers = single
        premiers[order[starts]] = True
        return Constat(
            int(premiers.sum()),
            found.where(free & gap),
            found.where(free & ~gap),
            found.where(~free),
            causes[~free],
            dates,
            self.cles,
            self.lignes,
            premiers if order.size else None,
            taken,
        )

    def _find_multi(self) -> Entiers:
        """Find the runs whose key comes back."""
        if self._in_order():
            again = np.concatenate([[False], self.cles[1:] == self.cles[:-1], [False]])
            return np.flatnonzero(again[1:] | again[:-1])
        ordered = np.sort(self.cles)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        del ordered
        if not twice.size:
            return np.zeros(0, np.int64)
        twice = twice[_starts(twice)]
        found = []
        for start in range(0, self.cles.size, _TRANCHE):
            some = self.cles[start : start + _TRANCHE]
            at = np.minimum(np.searchsorted(twice, some), twice.size - 1)
            found.append(np.flatnonzero(twice[at] == some) + start)
        return np.concatenate(found)

    def _in_order(self) -> bool:
        """True when numbers never go down, and one that stays is of the same key: the runs of a
        key then follow one another. So are most files, which need no sorting."""
        for start in range(0, self.cles.size, _TRANCHE):
            some = self.cles[start : start + _TRANCHE + 1]
            if (some >= HASH_BIT).any():
                return False
            nombres = some & _NOMBRE
            if not ((nombres[1:] > nombres[:-1]) | (some[1:] == some[:-1])).all():
                return False
        return True

    def _judge_single(self, single: NDArray[np.bool_]) -> tuple[Entiers, Entiers]:
        """Judge the écritures made of one run: unbalanced, or one balanced line."""
        alone = single[self.odd]
        one = single & self.tailles.equal(1)
        one[self.odd] = False
        lone = np.flatnonzero(one)
        runs = np.concatenate([self.odd[alone], lone])
        ecarts = np.concatenate([self.ecarts[alone], np.zeros(lone.size, np.int64)])
        lignes = self.lignes.gather(runs)
        return runs, np.stack([lignes, lignes + self.tailles.gather(runs) - 1, ecarts])

    def _judge_multi(
        self,
        order: Entiers,
        starts: Entiers,
        dates: list[DatesMelees],
        taken: list[Reprise],
        judged: NDArray[np.bool_],
    ) -> tuple[Entiers, Entiers]:
        """Judge the écritures of several runs, which `order` puts side by side."""
        ecarts = np.zeros(order.size, np.int64)
        if self.odd.size:
            at = np.minimum(np.searchsorted(self.odd, order), self.odd.size - 1)
            hit = self.odd[at] == order
            ecarts[hit] = self.ecarts[at[hit]]
        sums = np.add.reduceat(ecarts, starts)
        lignes, tailles = self.lignes.gather(order), self.tailles.gather(order)
        sizes = np.add.reduceat(tailles, starts)
        lasts = np.maximum.reduceat(lignes + tailles - 1, starts)
        jours = self.jours.gather(order)
        runs = RunsRanges(order, starts, lignes, tailles, ecarts, jours, SANS_DATE)
        found, explained = find_reprises(runs, judged)
        taken += found
        self._judge_dates(jours, lignes, starts, lasts, dates, explained)
        odd = np.flatnonzero((sums != 0) | (sizes == 1))
        return order[starts[odd]], np.stack([lignes[starts[odd]], lasts[odd], sums[odd]])

    def _judge_dates(
        self,
        jours: Entiers,
        lignes: Entiers,
        starts: Entiers,
        lasts: Entiers,
        dates: list[DatesMelees],
        explained: NDArray[np.bool_],
    ) -> None:
        known = jours != SANS_DATE
        bounds = np.iinfo(np.int64)
        low = np.minimum.reduceat(np.where(known, jours, bounds.max), starts)
        high = np.maximum.reduceat(np.where(known, jours, bounds.min), starts)
        ends = np.append(starts[1:], jours.size)
        for g in np.flatnonzero((low < high) & ~explained).tolist():
            a, b = int(starts[g]), int(ends[g])
            places, days = lignes[a:b][known[a:b]], jours[a:b][known[a:b]]
            ligne = int(places[np.flatnonzero(days != days[0])[0]])
            dates.append(
                DatesMelees(ligne, int(lignes[a]), int(lasts[g]), int(low[g]), int(high[g]))
            )
        dates.sort()

    def _causes(self, cles: Cles, sans_cle: Entiers, sans_montant: Entiers) -> Entiers:
        """Give the first line that poisons each écriture, -1 for none."""
        causes = np.full(cles.size, -1, np.int64)
        if not cles.size or not sans_cle.size + sans_montant.size:
            return causes
        lignes = self.lignes.whole()
        own = np.searchsorted(lignes, sans_montant, side="right") - 1
        after = np.searchsorted(lignes, sans_cle)
        runs = np.concatenate([own, after - 1, after])
        lines = np.concatenate([sans_montant, sans_cle, sans_cle])
        inside = (runs >= 0) & (runs < self.cles.size)
        keys, lines = self.cles[runs[inside]], lines[inside]
        if not keys.size:
            return causes
        order = np.lexsort((lines, keys))
        keys, lines = keys[order], lines[order]
        at = np.minimum(np.searchsorted(keys, cles), keys.size - 1)
        hit = keys[at] == cles
        causes[hit] = lines[at[hit]]
        return causes


def _starts(ordered: Cles) -> Entiers:
    """Where each new value begins in a sorted array."""
    if not ordered.size:
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
