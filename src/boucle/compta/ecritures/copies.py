"""Copies: écritures whose every line is there twice, as when somebody pastes them again.

Of each run of lines the exclusive or of its lines' hashes is kept; over a whole écriture it is
zero when each line is there an even number of times, wherever its lines stand and in any order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.ecritures.compact import Compact

Entiers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
LIGNES_MIN = 4
"""Two lines alike do not balance: that is told of them."""

_CONTENU = (
    "date", "compte", "tiers", "libelle", "piece_ref", "reference", "debit", "credit", "devise",
)  # fmt: skip


class Copie(NamedTuple):
    """One such écriture: its first and last lines, and how many it has."""

    premiere: int
    derniere: int
    nombre: int


class Copies:
    """Remember runs, in the order in which `Ecritures` is given them."""

    def __init__(self) -> None:
        self._sommes = Compact(np.uint64)

    def fold(self, saisie: pl.DataFrame, debuts: Entiers, kept: NDArray[np.bool_]) -> None:
        """Add the runs of a block that begin on these rows; kept: those that are of an écriture."""
        hashes: Hashes = saisie.select(_CONTENU).hash_rows().to_numpy()
        self._sommes.append(np.bitwise_xor.reduceat(hashes, debuts)[kept])

    def find(self, cles: Hashes, lignes: Entiers, tailles: Entiers) -> list[Copie]:
        """Give the écritures, in file order; cles, lignes, tailles: of the same runs."""
        if not cles.size:
            return []
        order = np.argsort(cles, kind="stable")
        ordered = cles[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        sommes = np.bitwise_xor.reduceat(self._sommes.whole()[order], starts)
        nombres = np.add.reduceat(tailles[order], starts)
        dernieres = np.maximum.reduceat(lignes[order] + tailles[order] - 1, starts)
        hit = np.flatnonzero((sommes == 0) & (nombres >= LIGNES_MIN))
        premieres = lignes[order[starts[hit]]]
        columns = np.stack([premieres, dernieres[hit], nombres[hit]])
        return [Copie(*row) for row in columns[:, np.argsort(premieres)].T.tolist()]
