"""Decimales: whether any amount of a file has decimals.

Where none has, their mark may be lost, or they are centimes: it is read in euros, and said.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from boucle.errors import Anomalie
from boucle.errors.donnees import lig


class Decimales:
    """Watch whether any amount of a file is written with decimals; one for all its columns."""

    def __init__(self) -> None:
        self._vues = False
        self._entier: tuple[int, str, str, int | None] | None = None

    def read(
        self, textes: pl.Series, centimes: pl.Series, n: pl.Series, nom: str, champ: int | None
    ) -> None:
        """Look at a column of a block; nom, champ: how it is named in an anomalie."""
        if self._vues:
            return
        said = (centimes != 0).fill_null(False)
        if (said & textes.str.contains("[.,][0-9]")).any():
            self._vues = True
        elif self._entier is None and said.any():
            at = said.arg_max() or 0
            self._entier = int(n[at]), textes[at], nom, champ

    def finish(self) -> Iterator[Anomalie]:
        """Tell that no amount has decimals: they may be lost, or be centimes."""
        if self._vues or self._entier is None:
            return
        ligne, lu, nom, champ = self._entier
        yield Anomalie(
            lig.MONTANTS_ENTIERS,
            ligne=ligne,
            colonne=nom,
            champ=champ,
            lu=lu,
            corrige=f"{lu.lstrip('-')},00",
        )
