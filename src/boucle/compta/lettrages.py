"""Lettrages: do the lines that share a lettrage code cancel one another, and under whom?

A group is a code under one compte and one tiers. Groups of one code that only cancel one another
are told as one fault, unless they are all of one tiers, whose comptes may be lettered together. A
group that balances may be reopened a million lines later: of those nothing is kept but their key,
their code and their first line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boucle.compta.compact import Compact

Entiers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Masque = NDArray[np.bool_]

_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
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
        self._fermes, self._codes = Compact(np.uint64), Compact(np.uint64)
        self._lignes = Compact()
        self._pending = 0
        self._reunis: Masque = np.zeros(0, np.bool_)
        self._across: Masque = np.zeros(0, np.bool_)

    def fold(
        self, codes: Hashes, comptes: Entiers, tiers: Entiers, debits: Entiers, credits: Entiers,
        lignes: Entiers, inconnus: Masque,
    ) -> None:
        """Add lines that bear a code, given by a hash of its text; inconnus: an amount of the
        line could not be read."""
        if not codes.size:
            return
        places = mix(comptes.astype(np.uint64) + np.uint64(2)) ^ (
            tiers.astype(np.uint64) + np.uint64(2)
        )
        keys = mix(codes ^ mix(places))
        data = np.stack([
            debits, credits, lignes, inconnus.astype(np.int64), codes.view(np.int64), tiers
        ])
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
        plus, minus, lignes, inconnus, codes, _ = data
        closed = (plus == minus) & (plus > 0) & (inconnus == 0)
        self._fermes.append(keys[closed])
        self._codes.append(codes[closed].view(np.uint64))
        self._lignes.append(lignes[closed])
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
        debits, credits, _, inconnus, codes, tiers = self._parts[0][1]
        self._reunis = np.zeros(codes.size, np.bool_)
        self._across = np.zeros(codes.size, np.bool_)
        rows = np.flatnonzero((debits != credits) | (inconnus > 0))
        if rows.size < 2:
            return
        rows = rows[np.lexsort((tiers[rows], codes[rows]))]
        starts = _starts(codes[rows])
        sizes = np.diff(starts, append=rows.size)
        sums = np.add.reduceat((debits - credits)[rows], starts)
        lost = np.maximum.reduceat(inconnus[rows], starts)
        cancel = (sums == 0) & (lost == 0) & (sizes > 1)
        low, high = tiers[rows][starts], tiers[rows][starts + sizes - 1]
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
        debits, credits, lignes, inconnus = self._parts[0][1][:4]
        alone = (debits == 0) | (credits == 0)
        still = (debits != credits) & (inconnus == 0) & ~self._reunis
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
        _, _, lignes, _, codes, _ = self._parts[0][1]
        found = _first_two(codes[self._across], lignes[self._across])
        return [Partage(*row) for row in sorted(found.tolist())[:first]], len(found)

    def find_reemploi(self) -> tuple[Partage | None, int]:
        """Give the first code used for several groups in a file where most are not, and how many.

        ligne: first line of the second group of the code; autre_ligne: that of the first one.
        Where most groups share their code, codes are those of each tiers: nothing is given.
        """
        if not self._parts:
            return None, 0
        keys, data = self._parts[0]
        codes = np.concatenate([self._codes.whole().view(np.int64), data[4]])
        rows = _repeated(codes)
        if not rows.size:
            return None, 0
        alone = codes.size - rows.size
        codes = codes[rows]
        lignes = np.concatenate([self._lignes.whole().astype(np.int64), data[2]])[rows]
        groupes = np.concatenate([self._fermes.whole(), keys])[rows]
        # A group that was closed, then reopened, is one group: its first line stands.
        order = np.lexsort((lignes, groupes))
        kept = order[_starts(groupes[order])]
        kept = kept[~np.isin(codes[kept], data[4][self._reunis])]
        codes, lignes = codes[kept], lignes[kept]
        shared = _repeated(codes)
        total = alone + codes.size
        if not shared.size or total < GROUPES_MIN or 2 * shared.size >= total:
            return None, 0
        found = _first_two(codes[shared], lignes[shared])[:, ::-1].tolist()
        return Partage(*min(found)), len(found)


def _starts(values: NDArray[np.generic]) -> Entiers:
    """Give the places where a sorted column changes."""
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))


def _repeated(values: Entiers) -> Entiers:
    """Give the rows whose value is that of another row."""
    if values.size < 2:
        return np.zeros(0, np.int64)
    order = np.argsort(values)
    same = values[order][1:] == values[order][:-1]
    rows: Entiers = order[np.concatenate([same, [False]]) | np.concatenate([[False], same])]
    return rows


def _first_two(codes: Entiers, lignes: Entiers) -> Entiers:
    """Give the two lowest lines of each code; every code has two."""
    if not codes.size:
        return np.zeros((0, 2), np.int64)
    order = np.lexsort((lignes, codes))
    starts = _starts(codes[order])
    return np.stack([lignes[order[starts]], lignes[order[starts + 1]]], axis=1)


def _gather(keys: Hashes, data: Entiers) -> tuple[Hashes, Entiers]:
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = _starts(keys)
    debits, credits, lignes, inconnus, codes, tiers = data
    return keys[starts], np.stack([
        np.add.reduceat(debits[order], starts),
        np.add.reduceat(credits[order], starts),
        np.minimum.reduceat(lignes[order], starts),
        np.maximum.reduceat(inconnus[order], starts),
        codes[order[starts]],
        tiers[order[starts]],
    ])


def mix(values: Hashes) -> Hashes:
    """Spread 64 bits (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _M1
    values = (values ^ (values >> np.uint64(27))) * _M2
    return values ^ (values >> np.uint64(31))
