"""Journees: debit less credit of each day of a file, folded block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Entiers = NDArray[np.int64]


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
