"""Indices: what each block adds to the hints on amounts, to the days, to the doubtful comptes."""

from __future__ import annotations

import numpy as np

from boucle.compta.codes.registre import Registre
from boucle.compta.compte import is_attente
from boucle.compta.ecritures.compact import Compact
from boucle.compta.ecritures.journees import Journees
from boucle.compta.regles.chiffres import Chiffres
from boucle.formats.fec.lecture.lignes import Lignes


class Indices:
    """Fold the blocks. douteux: waiting accounts of which a line could not be read, each with
    the first such line. deux_cotes: lines with a debit and an equal credit."""

    def __init__(self) -> None:
        self.chiffres, self.journees = Chiffres(), Journees()
        self.deux_cotes = Compact()
        self.douteux: dict[str, int] = {}

    def fold(self, lignes: Lignes, comptes: Registre) -> None:
        """Take a block."""
        self.chiffres.fold(lignes.n, lignes.ecart)
        equal = (lignes.debit == lignes.credit) & (lignes.debit != 0) & lignes.chiffrees
        if equal.any():
            self.deux_cotes.append(lignes.n[equal])
        whole = lignes.completes
        if whole.all():
            debuts = lignes.runs.debuts
            self.journees.fold(lignes.jour[debuts], np.add.reduceat(lignes.ecart, debuts))
            return
        self.journees.fold(lignes.jour[whole], lignes.ecart[whole])
        rows = np.flatnonzero(~whole & ~lignes.sans_compte)
        rangs, first = np.unique(lignes.compte[rows], return_index=True)
        for rang, at in zip(rangs.tolist(), first.tolist(), strict=True):
            if is_attente(comptes.codes[rang]):
                self.douteux.setdefault(comptes.codes[rang], int(lignes.n[rows[at]]))
