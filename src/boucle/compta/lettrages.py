"""Lettrages: do the lines that share a lettrage code cancel one another?

A group is a code under one compte and one tiers. Groups are kept whole until the end: a group
that balances today may be reopened a million lines later.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Entiers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_PENDING_MAX = 300_000


class Ouvert(NamedTuple):
    """A group that does not balance: its first line, its sums."""

    ligne: int
    debit: int
    credit: int


class Lettrages:
    """Fold the lettered lines, block by block."""

    def __init__(self) -> None:
        self._parts: list[tuple[Hashes, Entiers]] = []
        self._pending = 0

    def fold(
        self, codes: Hashes, comptes: Entiers, tiers: Entiers, debits: Entiers, credits: Entiers,
        lignes: Entiers, inconnus: NDArray[np.bool_],
    ) -> None:
        """Add lines that bear a code, given by a hash of its text; inconnus: an amount of the
        line could not be read."""
        if not codes.size:
            return
        places = mix(comptes.astype(np.uint64) + np.uint64(2)) ^ (
            tiers.astype(np.uint64) + np.uint64(2)
        )
        keys = mix(codes ^ mix(places))
        data = np.stack([debits, credits, lignes, inconnus.astype(np.int64)])
        self._parts.append(_gather(keys, data))
        self._pending += self._parts[-1][0].size
        if self._pending > _PENDING_MAX:
            self._merge()

    def _merge(self) -> None:
        if len(self._parts) > 1:
            keys = np.concatenate([part[0] for part in self._parts])
            data = np.concatenate([part[1] for part in self._parts], axis=1)
            self._parts.clear()
            self._parts.append(_gather(keys, data))
        self._pending = 0

    def finish(self, *, un_cote: bool, first: int) -> tuple[list[Ouvert], int]:
        """Give the first groups left open, by first line, and how many there are.

        un_cote: those that have one side only, or those that have both.
        """
        if len(self._parts) > 1:
            self._merge()
        if not self._parts:
            return [], 0
        debits, credits, lignes, inconnus = self._parts[0][1]
        alone = (debits == 0) | (credits == 0)
        rows = np.flatnonzero((debits != credits) & (inconnus == 0) & (alone == un_cote))
        n = rows.size
        rows = rows[np.argsort(lignes[rows], kind="stable")][:first]
        table = (lignes[rows].tolist(), debits[rows].tolist(), credits[rows].tolist())
        return [Ouvert(*row) for row in zip(*table, strict=True)], n


def _gather(keys: Hashes, data: Entiers) -> tuple[Hashes, Entiers]:
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    debits, credits, lignes, inconnus = data
    return keys[starts], np.stack([
        np.add.reduceat(debits[order], starts),
        np.add.reduceat(credits[order], starts),
        np.minimum.reduceat(lignes[order], starts),
        np.maximum.reduceat(inconnus[order], starts),
    ])


def mix(values: Hashes) -> Hashes:
    """Spread 64 bits (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _M1
    values = (values ^ (values >> np.uint64(27))) * _M2
    return values ^ (values >> np.uint64(31))
