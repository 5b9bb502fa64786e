"""Soldes: sums of debit and credit by compte, journal and month, and by day, block by block."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from boucle.compta.bilan import Solde

_MOIS_BITS = 17
"""Months of the years 1 to 9999. With the numbers of journaux and comptes, 58 bits in all."""
_JOURNAL_BITS = 24
_PENDING_MAX = 400_000

Entiers = NDArray[np.int64]


class Soldes:
    """Add up the lines of one import; what is kept is one row per (compte, journal, month)."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.int64]] = []
        self._pending = 0

    def fold(
        self, comptes: Entiers, journaux: Entiers, mois: Entiers, debits: Entiers, credits: Entiers
    ) -> None:
        """Add lines: numbers of compte and journal, month as year × 12 + month - 1, centimes."""
        if not comptes.size:
            return
        keys = ((comptes << _JOURNAL_BITS | journaux) << _MOIS_BITS) | mois
        order = _order(comptes, journaux, mois, keys)
        self._parts.append(_sum_by(order, keys, debits, credits, np.ones_like(keys)))
        self._pending += self._parts[-1].shape[1]
        if self._pending > _PENDING_MAX and len(self._parts) > 1:
            self._merge()

    def _merge(self) -> None:
        if len(self._parts) > 1:
            whole = np.concatenate(self._parts, axis=1)
            self._parts = [_sum_by(np.argsort(whole[0], kind="stable"), *whole)]
        # What is left after a merge is not pending any more: the next merge waits for news.
        self._pending = 0

    def finish(self, comptes: Sequence[str], journaux: Sequence[str]) -> list[Solde]:
        """Give the rows with their codes, sorted."""
        self._merge()
        if not self._parts:
            return []
        keys, debits, credits, lignes = self._parts[0]
        mois = keys & ((1 << _MOIS_BITS) - 1)
        journal = (keys >> _MOIS_BITS) & ((1 << _JOURNAL_BITS) - 1)
        compte = keys >> (_MOIS_BITS + _JOURNAL_BITS)
        rows = zip(
            *(a.tolist() for a in (compte, journal, mois, debits, credits, lignes)), strict=True
        )
        return sorted(
            Solde(comptes[c], journaux[j], f"{m // 12:04d}-{m % 12 + 1:02d}", d, k, n)
            for c, j, m, d, k, n in rows
        )


class Journees:
    """Add up the lines of each day; a day that balances takes no room."""

    def __init__(self) -> None:
        self._jours = np.zeros(0, np.int64)
        self._ecarts = np.zeros(0, np.int64)

    def fold(self, jours: Entiers, ecarts: Entiers) -> None:
        """Add lines, or sums of lines of one day: days since 1970-01-01, centimes."""
        rows = np.flatnonzero(ecarts)
        if not rows.size:
            return
        jours = np.concatenate([self._jours, jours[rows]])
        ecarts = np.concatenate([self._ecarts, ecarts[rows]])
        order = np.argsort(jours, kind="stable")
        jours = jours[order]
        starts = np.flatnonzero(np.diff(jours, prepend=jours[0] - 1))
        sums = np.add.reduceat(ecarts[order], starts)
        odd = sums != 0
        self._jours, self._ecarts = jours[starts][odd], sums[odd]

    def finish(self) -> dict[int, int]:
        """Give the days that do not balance, in order, with their gaps."""
        return dict(zip(self._jours.tolist(), self._ecarts.tolist(), strict=True))


def _order(comptes: Entiers, journaux: Entiers, mois: Entiers, keys: Entiers) -> Entiers:
    """Sort the rows by key; on 16 bits the sort of the library is linear."""
    low = int(mois.min())
    if int(journaux.max()) > 255 or int(mois.max()) - low > 255 or int(comptes.max()) > 65_535:
        return np.argsort(keys, kind="stable")
    inner = np.argsort((journaux << 8 | mois - low).astype(np.uint16), kind="stable")
    return inner[np.argsort(comptes.astype(np.uint16)[inner], kind="stable")]


def _sum_by(order: Entiers, keys: Entiers, *values: Entiers) -> NDArray[np.int64]:
    """Sum each column by key: one row of keys, then one row per column."""
    sorted_keys = keys[order]
    starts = np.flatnonzero(np.diff(sorted_keys, prepend=sorted_keys[0] - 1))
    return np.stack([sorted_keys[starts], *(np.add.reduceat(v[order], starts) for v in values)])
