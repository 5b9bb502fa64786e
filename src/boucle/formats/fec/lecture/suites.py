"""Suites: the opening journals, and the écriture numbers that are not plain, over the blocks."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.codes.plan import is_a_nouveau
from boucle.compta.codes.registre import Registre
from boucle.compta.ecritures.compact import Compact
from boucle.compta.ecritures.runs import SANS_DATE
from boucle.formats.fec.lecture.lignes import Lignes, Runs

Entiers = NDArray[np.int64]


class ANouveau:
    """Do the opening entries come first, and at one date?

    tardif: first line of theirs that comes after another journal, 0 for none. perime: a journal
    turned out to be one of theirs by a label read after its first lines: what was found before
    does not hold, and the file is to be folded again, now that all labels are known.
    """

    def __init__(self, flags: NDArray[np.bool_] | None = None) -> None:
        self.jour_min, self.jour_max = -SANS_DATE, SANS_DATE
        self.present = self.perime = False
        self.tardif = 0
        self._other = False
        self.flags = np.zeros(0, np.bool_) if flags is None else flags
        self._labelled = -1

    def fold(self, lignes: Lignes, journaux: Registre) -> None:
        """Take a block."""
        flags = self._judge(journaux)
        opening = flags[lignes.journal]
        if not opening.any():
            self._other = self._other or not lignes.sans_journal.all()
            return
        self.present = True
        days = lignes.jour[opening & lignes.datees]
        if days.size:
            self.jour_min = min(self.jour_min, int(days.min()))
            self.jour_max = max(self.jour_max, int(days.max()))
        others = ~opening & ~lignes.sans_journal
        late = opening & (np.logical_or.accumulate(others) | self._other)
        self._other = self._other or bool(others.any())
        if not self.tardif and late.any():
            self.tardif = int(lignes.n[np.flatnonzero(late)[0]])

    def _judge(self, journaux: Registre) -> NDArray[np.bool_]:
        """Tell which journals are opening ones, by their code or the first label read."""
        labelled = sum(1 for libelle in journaux.libelles if libelle)
        if self.flags.size != len(journaux.codes) or labelled != self._labelled:
            before, self._labelled = self.flags, labelled
            self.flags = np.array(
                [
                    bool(code) and is_a_nouveau(code, libelle)
                    for code, libelle in zip(journaux.codes, journaux.libelles, strict=True)
                ],
                np.bool_,
            )
            self.perime = self.perime or bool((self.flags[: before.size] & ~before).any())
        return self.flags


class NumerosTextes:
    """Numbers written with letters or leading zeros: run, journal, prefix, digits."""

    def __init__(self) -> None:
        self.prefixes: list[str] = [""]
        self._rangs = {"": 0}
        self.runs, self.journaux = Compact(), Compact()
        self.places, self.nombres = Compact(), Compact()

    def fold(self, runs: Runs, already: int) -> None:
        """Take the runs of a block; already: how many runs were kept before it."""
        numeros = runs.numeros
        if numeros.queues is None or numeros.prefixes is None:
            return
        rows = np.flatnonzero((numeros.nombres < 0) & (numeros.queues >= 0) & runs.rattachees)
        if not rows.size:
            return
        rank = np.cumsum(runs.rattachees) - 1
        self.runs.append(rank[rows] + already)
        self.journaux.append(runs.journal[rows])
        self.places.append(self._rank(numeros.prefixes.gather(rows)))
        self.nombres.append(numeros.queues[rows])

    def _rank(self, prefixes: pl.Series) -> Entiers:
        ranks = []
        for prefixe in prefixes.to_list():
            rang = self._rangs.get(prefixe)
            if rang is None:
                rang = self._rangs[prefixe] = len(self.prefixes)
                self.prefixes.append(prefixe)
            ranks.append(rang)
        return np.array(ranks, np.int64)
