"""Lettrages: do the lines that share a lettrage code cancel one another?

A group is a code under one compte and one tiers. A group that balances may be reopened a million
lines later: of those nothing is kept but their key and first line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boucle.compta.compact import Compact

Entiers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_PENDING_MAX = 60_000


class Ouvert(NamedTuple):
    """A group that does not balance: its first line, its debits less its credits."""

    ligne: int
    ecart: int


class Lettrages:
    """Fold the lettered lines, block by block."""

    def __init__(self) -> None:
        self._parts: list[tuple[Hashes, Entiers]] = []
        self._fermes, self._fermes_lignes = Compact(np.uint64), Compact()
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
        if self._pending > max(_PENDING_MAX, self._parts[0][0].size):
            self._merge()

    def _merge(self) -> None:
        """Bring the groups together, and put those that balance aside."""
        keys = np.concatenate([part[0] for part in self._parts])
        data = np.concatenate([part[1] for part in self._parts], axis=1)
        self._parts.clear()
        keys, data = _gather(keys, data)
        plus, minus, lignes, inconnus = data
        closed = (plus == minus) & (plus > 0) & (inconnus == 0)
        self._fermes.append(keys[closed])
        self._fermes_lignes.append(lignes[closed])
        self._parts.append((keys[~closed], data[:, ~closed]))
        self._pending = 0

    def finish(self) -> None:
        """Close the accounts; `find_ouverts` may then be asked."""
        if not self._parts:
            return
        self._merge()
        keys, data = self._parts[0]
        fermes, lignes = self._fermes.whole(), self._fermes_lignes.whole()
        if not keys.size or not fermes.size:
            return
        at = np.minimum(np.searchsorted(keys, fermes), keys.size - 1)
        again = keys[at] == fermes
        # A group that was closed before it was reopened has both sides, whatever is left of it.
        np.minimum.at(data[2], at[again], lignes[again].astype(np.int64))
        np.add.at(data[0], at[again], 1)
        np.add.at(data[1], at[again], 1)

    def find_ouverts(self, *, un_cote: bool, first: int) -> tuple[list[Ouvert], int]:
        """Give the first groups left open, by first line, and how many there are.

        un_cote: those that have one side only, or those that have both.
        """
        if not self._parts:
            return [], 0
        debits, credits, lignes, inconnus = self._parts[0][1]
        alone = (debits == 0) | (credits == 0)
        rows = np.flatnonzero((debits != credits) & (inconnus == 0) & (alone == un_cote))
        n = rows.size
        rows = rows[np.argsort(lignes[rows], kind="stable")][:first]
        table = (lignes[rows].tolist(), (debits - credits)[rows].tolist())
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
