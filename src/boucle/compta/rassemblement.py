"""Rassemblement: the sums and the groups of a file, folded block by block, for every format.

Each reader looks up its own columns, at its own speed, and gives them as `Lignes`; what is kept of
them, and what they add up to, is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from boucle.compta.bilan import Bilan, Tiers
from boucle.compta.codes.registre import Registre
from boucle.compta.compte import is_attente
from boucle.compta.ecritures.compact import Compact
from boucle.compta.ecritures.lettrages import Lettrages
from boucle.compta.ecritures.runs import SANS_DATE, Ecritures
from boucle.compta.ecritures.soldes import Journees, Soldes
from boucle.compta.regles.chiffres import Chiffres
from boucle.values import day_of

Entiers = NDArray[np.int64]
Masque = NDArray[np.bool_]
_AUCUNE = np.zeros(0, np.int64)


@dataclass(slots=True)
class Runs:
    """Runs of rows of one écriture and one date; those of no écriture are not `rattachees`."""

    debuts: Entiers
    tailles: Entiers
    cles: NDArray[np.uint64]
    rattachees: Masque


@dataclass(slots=True)
class Lignes:
    """One value per row. n: physical line. journal, compte, tiers: numbers in their registers.

    rattachees: the row is known to belong to an écriture. chiffrees: both amounts are known;
    debit and credit are 0 where not known, ecart is 0 unless both are.
    """

    n: Entiers
    journal: Entiers
    sans_journal: Masque
    compte: Entiers
    sans_compte: Masque
    tiers: Entiers
    sans_tiers: Masque
    jour: Entiers
    datees: Masque
    debit: Entiers
    credit: Entiers
    ecart: Entiers
    chiffrees: Masque
    rattachees: Masque
    runs: Runs

    @property
    def completes(self) -> Masque:
        """Rows that can enter a lot."""
        return self.rattachees & self.chiffrees & self.datees & ~self.sans_compte


class Lettrees(NamedTuple):
    """The rows that bear a lettrage, and a hash of it."""

    rows: Entiers
    codes: NDArray[np.uint64]


class Rassemblement:
    """What the lines taken so far add up to.

    deux_cotes: lines with a debit and an equal credit. douteux: waiting accounts of which a line
    could not be read, each with the first such line. comptes_tiers: compte of the first line of
    each tiers.
    """

    def __init__(self, journaux: Registre, comptes: Registre, tiers: Registre) -> None:
        self.journaux, self.comptes, self.tiers = journaux, comptes, tiers
        self.ecritures, self.lettrages, self.soldes = Ecritures(), Lettrages(), Soldes()
        self.chiffres, self.journees = Chiffres(), Journees()
        self.deux_cotes = Compact()
        self.douteux: dict[str, int] = {}
        self.lignes = self.debit = self.credit = 0
        self.jour_min, self.jour_max = -SANS_DATE, SANS_DATE
        self.comptes_tiers: list[int] = []

    def fold(self, lignes: Lignes, lettrees: Lettrees, mois: Entiers) -> None:
        """Take the next lines of the file; mois: year × 12 + month - 1 of each dated one."""
        whole = lignes.completes
        self._count(lignes)
        self._note_tiers(lignes)
        self._fold_ecritures(lignes)
        rows = lettrees.rows
        if rows.size:
            self.lettrages.fold(
                lettrees.codes,
                lignes.compte[rows],
                lignes.tiers[rows],
                lignes.ecart[rows],
                lignes.n[rows],
                ~lignes.chiffrees[rows],
            )
        columns = (lignes.compte, lignes.journal, mois, lignes.debit, lignes.credit)
        if whole.all():
            self.soldes.fold(*columns)
        elif whole.any():
            self.soldes.fold(*(column[whole] for column in columns))
        self._fold_indices(lignes, whole)

    def lose(self, perdues: Entiers) -> None:
        """Note lines that could not be read at all: they may explain why an écriture beside them
        does not balance."""
        self.ecritures.poison(perdues, _AUCUNE)

    def _count(self, lignes: Lignes) -> None:
        self.lignes += lignes.n.size
        self.debit += int(lignes.debit.sum())
        self.credit += int(lignes.credit.sum())
        days = lignes.jour if lignes.datees.all() else lignes.jour[lignes.datees]
        if days.size:
            self.jour_min = min(self.jour_min, int(days.min()))
            self.jour_max = max(self.jour_max, int(days.max()))

    def _note_tiers(self, lignes: Lignes) -> None:
        known = len(self.comptes_tiers)
        if len(self.tiers.codes) == known:
            return
        rows = np.flatnonzero(lignes.tiers >= known)
        _, first = np.unique(lignes.tiers[rows], return_index=True)
        self.comptes_tiers += lignes.compte[rows[first]].tolist()

    def _fold_ecritures(self, lignes: Lignes) -> None:
        runs = lignes.runs
        keep = runs.rattachees
        debuts = runs.debuts[keep]
        ecarts = np.add.reduceat(lignes.ecart, runs.debuts)
        self.ecritures.fold(
            runs.cles[keep], lignes.n[debuts], runs.tailles[keep], lignes.jour[debuts], ecarts[keep]
        )
        if lignes.rattachees.all() and lignes.chiffrees.all():
            return
        self.ecritures.poison(
            lignes.n[~lignes.rattachees], lignes.n[lignes.rattachees & ~lignes.chiffrees]
        )

    def _fold_indices(self, lignes: Lignes, whole: Masque) -> None:
        self.chiffres.fold(lignes.n, lignes.ecart)
        equal = (lignes.debit == lignes.credit) & (lignes.debit != 0) & lignes.chiffrees
        if equal.any():
            self.deux_cotes.append(lignes.n[equal])
        if whole.all():
            debuts = lignes.runs.debuts
            self.journees.fold(lignes.jour[debuts], np.add.reduceat(lignes.ecart, debuts))
            return
        self.journees.fold(lignes.jour[whole], lignes.ecart[whole])
        rows = np.flatnonzero(~whole & ~lignes.sans_compte)
        rangs, first = np.unique(lignes.compte[rows], return_index=True)
        for rang, at in zip(rangs.tolist(), first.tolist(), strict=True):
            if is_attente(self.comptes.codes[rang]):
                self.douteux.setdefault(self.comptes.codes[rang], int(lignes.n[rows[at]]))

    def add_up(self) -> Bilan:
        """Give what the lines add up to: totals, days, codes, labels, soldes."""
        bilan = Bilan(lignes=self.lignes, debit=self.debit, credit=self.credit)
        if self.jour_min <= self.jour_max:
            bilan.date_min, bilan.date_max = day_of(self.jour_min), day_of(self.jour_max)
        bilan.journaux, bilan.comptes = self.journaux.labels(), self.comptes.labels()
        comptes = self.comptes.codes
        table = zip(self.tiers.codes, self.tiers.libelles, self.comptes_tiers, strict=True)
        bilan.tiers = {code: Tiers(lib, comptes[rang]) for code, lib, rang in table if code}
        bilan.libelles = [
            *self.journaux.variantes,
            *self.comptes.variantes,
            *self.tiers.variantes,
        ]
        bilan.soldes = self.soldes.finish(comptes, self.journaux.codes)
        return bilan
