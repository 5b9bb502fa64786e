"""Memoire: the first value of each key of a long file, a few bytes each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Cles = NDArray[np.uint64]
Entiers = NDArray[np.int64]


class Memoire:
    """Remember the first value noted for each key.

    Keys are kept sorted in a few runs, each at least twice as long as the next one: a file of a
    million keys is not sorted again for each block.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[Cles, Entiers]] = []

    def note(self, cles: Cles, valeurs: Entiers) -> Entiers:
        """Give the first value ever noted for each key, those of this call included, in order."""
        found, first, back = np.unique(cles, return_index=True, return_inverse=True)
        values, fresh = valeurs[first], np.ones(found.size, np.bool_)
        for run, kept in self._runs:
            places = np.searchsorted(run, found)
            places[places == run.size] = 0
            known = run[places] == found
            values[known] = kept[places[known]]
            fresh &= ~known
        if fresh.any():
            self._add(found[fresh], values[fresh])
        return values[back]

    def _add(self, cles: Cles, valeurs: Entiers) -> None:
        while self._runs and self._runs[-1][0].size <= 2 * cles.size:
            before, kept = self._runs.pop()
            cles, valeurs = np.concatenate([before, cles]), np.concatenate([kept, valeurs])
            order = np.argsort(cles, kind="stable")
            cles, valeurs = cles[order], valeurs[order]
        self._runs.append((cles, valeurs))
