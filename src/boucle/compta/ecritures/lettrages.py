"""Lettrages: do the lines that share a lettrage code cancel one another, and under whom?

A group is a code under one compte and one tiers. Groups of one code that only cancel one another
are told as one fault, unless they are all of one tiers, whose comptes may be lettered together. A
group that balances may be reopened a million lines later: of those nothing is kept but their key,
their place (compte and tiers) and their first line. A key is its code and its place, scrambled: the
code comes back out of it, and takes no room.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boucle.compta.ecritures.compact import Compact

Entiers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Masque = NDArray[np.bool_]

_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_I1, _I2 = np.uint64(0x96DE1B173F119089), np.uint64(0x319642B2D24D8EC3)
_TIERS_BITS = 40
"""A place is the number of the compte, then that of the tiers on so many bits."""
_PENDING_MAX = 60_000
GROUPES_MIN = 10
"""Groups below which nothing is said of codes that serve twice."""


class Ouvert(NamedTuple):
    """A group that does not balance: its first line, its debits less its credits."""

    ligne: int
    ecart: int


class Partage(NamedTuple):
    """A code of several groups: where it is told, and the first line of another of them."""

    ligne: int
    autre_ligne: int


def name_groupe(compte: str, tiers: str) -> str:
    """Name the holder of a group in a sentence: `411000 DUPONT`."""
    return f"{compte} {tiers}".strip()


class Lettrages:
    """Fold the lettered lines, block by block."""

    def __init__(self) -> None:
        self._parts: list[tuple[Hashes, Entiers]] = []
        self._fermes, self._places, self._lignes = Compact(np.uint64), Compact(), Compact()
        self._pending = 0
        self._reunis: Masque = np.zeros(0, np.bool_)
        self._across: Masque = np.zeros(0, np.bool_)
        self._ouverts: Hashes = np.zeros(0, np.uint64)

    def fold(
        self,
        codes: Hashes,
        comptes: Entiers,
        tiers: Entiers,
        ecarts: Entiers,
        lignes: Entiers,
        inconnus: Masque,
    ) -> None:
        """Add lines that bear a code, given by a hash of its text.

        ecarts: debit less credit; inconnus: an amount of the line could not be read.
        """
        if not codes.size:
            return
        places = comptes.astype(np.int64) << _TIERS_BITS | tiers
        keys = mix(codes ^ mix(places.view(np.uint64)))
        sides = np.maximum(ecarts, 0), np.maximum(-ecarts, 0)
        data = np.stack([*sides, lignes, places << 1 | inconnus])
        self._parts.append(_gather(keys, data))
        self._pending += self._parts[-1][0].size
        if self._pending > max(_PENDING_MAX, self._parts[0][0].size):
            self._merge()

    def _merge(self) -> None:
        """Bring the groups together, and put those that balance aside."""
        keys = np.concatenate([part[0] for part in self._parts])
        data = np.concatenate([part[1] for part in self._parts], axis=1)
        self._parts.clear()
        keys, data = _gather(keys, data)
        plus, minus = data[:2]
        closed = (plus == minus) & (plus > 0) & ~_lost(data)
        self._store(keys[closed], data[:, closed])
        self._parts.append((keys[~closed], data[:, ~closed]))
        self._pending = 0

    def finish(self, sans_tiers: int = -1) -> None:
        """Close the accounts; the groups may then be asked for.

        sans_tiers: the number that stands for no tiers.
        """
        if not self._parts:
            return
        self._merge()
        self._reopen()
        self._unite(sans_tiers)

    def _reopen(self) -> None:
        """Give back both sides to the groups that were closed before they were reopened."""
        keys, data = self._parts[0]
        fermes, lignes = self._fermes.whole(), self._lignes.whole()
        if not keys.size or not fermes.size:
            return
        at = np.minimum(np.searchsorted(keys, fermes), keys.size - 1)
        again = keys[at] == fermes
        np.minimum.at(data[2], at[again], lignes[again].astype(np.int64))
        np.add.at(data[0], at[again], 1)
        np.add.at(data[1], at[again], 1)

    def _unite(self, sans_tiers: int) -> None:
        """Find the open groups that cancel the other ones of their code, and those across tiers."""
        keys, data = self._parts[0]
        debits, credits = data[:2]
        self._ouverts = _read_codes(keys, data[3] >> 1)
        self._reunis = np.zeros(keys.size, np.bool_)
        self._across = np.zeros(keys.size, np.bool_)
        rows = np.flatnonzero((debits != credits) | _lost(data))
        if rows.size < 2:
            return
        tiers = (data[3][rows] >> 1) & ((1 << _TIERS_BITS) - 1)
        order = np.lexsort((tiers, self._ouverts[rows]))
        rows, tiers = rows[order], tiers[order]
        starts = _starts(self._ouverts[rows])
        sizes = np.diff(starts, append=rows.size)
        sums = np.add.reduceat((debits - credits)[rows], starts)
        lost = np.logical_or.reduceat(_lost(data)[rows], starts)
        cancel = (sums == 0) & ~lost & (sizes > 1)
        low, high = tiers[starts], tiers[starts + sizes - 1]
        across = cancel & ((low != high) | (low == sans_tiers))
        self._reunis[rows] = np.repeat(cancel, sizes)
        self._across[rows] = np.repeat(across, sizes)

    def find_ouverts(self, *, un_cote: bool, first: int) -> tuple[list[Ouvert], int]:
        """Give the first groups left open, by first line, and how many there are.

        un_cote: those that have one side only, or those that have both. Groups of one code that
        cancel one another are not among them.
        """
        if not self._parts:
            return [], 0
        data = self._parts[0][1]
        debits, credits, lignes = data[:3]
        alone = (debits == 0) | (credits == 0)
        still = (debits != credits) & ~_lost(data) & ~self._reunis
        rows = np.flatnonzero(still & (alone == un_cote))
        n = rows.size
        rows = rows[np.argsort(lignes[rows], kind="stable")][:first]
        table = (lignes[rows].tolist(), (debits - credits)[rows].tolist())
        return [Ouvert(*row) for row in zip(*table, strict=True)], n

    def find_reunis(self, *, first: int) -> tuple[list[Partage], int]:
        """Give the first codes that balance only across tiers, and how many there are.

        ligne: first line of the code; autre_ligne: that of its next group.
        """
        if not self._parts:
            return [], 0
        lignes = self._parts[0][1][2]
        found = _first_two(self._ouverts[self._across], lignes[self._across])
        return [Partage(*row) for row in sorted(found.tolist())[:first]], len(found)

    def find_reemploi(self) -> tuple[Partage | None, int]:
        """Give the first code used for several groups in a file where most are not, and how many.

        ligne: first line of the second group of the code; autre_ligne: that of the first one.
        Where most groups share their code, codes are those of each tiers: nothing is given.
        """
        if not self._parts:
            return None, 0
        self._store(*self._parts[0])
        twice = _repeated(np.concatenate([np.zeros(0, np.uint64), *self._codes()]))
        if not twice.size:
            return None, 0
        places = [_among(codes, twice) for codes in self._codes()]
        rows = np.flatnonzero(np.concatenate(places))
        alone = self._fermes.size - rows.size
        groupes, lignes = self._fermes.gather(rows), self._lignes.gather(rows)
        codes = _read_codes(groupes, self._places.gather(rows))
        # A group that was closed, then reopened, is one group: its first line stands.
        order = np.lexsort((lignes, groupes))
        kept = order[_starts(groupes[order])]
        kept = kept[~np.isin(codes[kept], self._ouverts[self._reunis])]
        codes, lignes = codes[kept], lignes[kept]
        shared = np.flatnonzero(_among(codes, _repeated(codes.copy())))
        total = alone + codes.size
        if not shared.size or total < GROUPES_MIN or 2 * shared.size >= total:
            return None, 0
        found = _first_two(codes[shared], lignes[shared])[:, ::-1].tolist()
        return Partage(*min(found)), len(found)

    def _store(self, keys: Hashes, data: Entiers) -> None:
        """Remember groups by their key, place and first line alone."""
        self._fermes.append(keys)
        self._places.append(data[3] >> 1)
        self._lignes.append(data[2])

    def _codes(self) -> Iterator[Hashes]:
        """Give the codes of the groups remembered, block by block."""
        for keys, places in zip(self._fermes.blocks(), self._places.blocks(), strict=True):
            yield _read_codes(keys, places)


def _read_codes(keys: Hashes, places: Entiers) -> Hashes:
    """Take the hash of the code out of a key."""
    return unmix(keys) ^ mix(places.view(np.uint64))


def _lost(data: Entiers) -> Masque:
    """Tell which groups have an amount that could not be read."""
    lost: Masque = (data[3] & 1) > 0
    return lost


def _starts(values: NDArray[np.generic]) -> Entiers:
    """Give the places where a sorted column changes."""
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))


def _repeated(values: Hashes) -> Hashes:
    """Give the values that stand several times, sorted; the array given is spoiled."""
    values.sort()
    twice: Hashes = values[1:][values[1:] == values[:-1]]
    return twice


def _among(values: Hashes, wanted: Hashes) -> Masque:
    """Tell which values are among a sorted few."""
    if not wanted.size:
        return np.zeros(values.size, np.bool_)
    places = np.minimum(np.searchsorted(wanted, values), wanted.size - 1)
    among: Masque = wanted[places] == values
    return among


def _first_two(codes: NDArray[np.generic], lignes: Entiers) -> Entiers:
    """Give the two lowest lines of each code; every code has two."""
    if not codes.size:
        return np.zeros((0, 2), np.int64)
    order = np.lexsort((lignes, codes))
    starts = _starts(codes[order])
    return np.stack([lignes[order[starts]], lignes[order[starts + 1]]], axis=1)


def _gather(keys: Hashes, data: Entiers) -> tuple[Hashes, Entiers]:
    # In any order within a group: nothing below depends on it, and it is four times as fast.
    order = np.argsort(keys)
    keys = keys[order]
    starts = _starts(keys)
    # The last bit of a place says that an amount is lost: the greatest one says it for all.
    debits, credits, lignes, places = data
    return keys[starts], np.stack(
        [
            np.add.reduceat(debits[order], starts),
            np.add.reduceat(credits[order], starts),
            np.minimum.reduceat(lignes[order], starts),
            np.maximum.reduceat(places[order], starts),
        ]
    )


def mix(values: Hashes) -> Hashes:
    """Spread 64 bits (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _M1
    values = (values ^ (values >> np.uint64(27))) * _M2
    return values ^ (values >> np.uint64(31))


def unmix(values: Hashes) -> Hashes:
    """Give back the 64 bits that `mix` spread."""
    values = (values ^ (values >> np.uint64(31)) ^ (values >> np.uint64(62))) * _I2
    values = (values ^ (values >> np.uint64(27)) ^ (values >> np.uint64(54))) * _I1
    found: Hashes = values ^ (values >> np.uint64(30)) ^ (values >> np.uint64(60))
    return found
