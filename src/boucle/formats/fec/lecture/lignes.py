"""Lignes de bloc: the rows of a parsed block once dictionaries and amounts are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boucle.compta.bilan import CLE_JOUR
from boucle.compta.ecritures.runs import SANS_DATE, make_cles
from boucle.formats.fec.lecture.colonnes import Bloc, Numeros
from boucle.formats.fec.lecture.grille import Grille
from boucle.formats.fec.lecture.lexique import Lexique

Entiers = NDArray[np.int64]
Masque = NDArray[np.bool_]


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


@dataclass(slots=True)
class Runs:
    """Runs of rows of one écriture and one date; those of no écriture are not `rattachees`."""

    debuts: Entiers
    tailles: Entiers
    journal: Entiers
    numeros: Numeros
    cles: NDArray[np.uint64]
    rattachees: Masque


def make_lignes(bloc: Bloc, base: int, grille: Grille, lexique: Lexique) -> Lignes:
    """Look everything up; base: physical line of the first line of the block."""
    size = bloc.rangs.size
    journal, sans_journal = _codes(bloc, lexique, "JournalCode", size)
    compte, sans_compte = _codes(bloc, lexique, "CompteNum", size)
    tiers, sans_tiers = _codes(bloc, lexique, "CompAuxNum", size)
    if "EcritureDate" in lexique:
        jour = lexique["EcritureDate"].look_up("jour", bloc.codes["EcritureDate"])
    else:
        jour = np.full(size, SANS_DATE, np.int64)
    debit, credit, chiffrees = _amounts(bloc, grille, lexique, size)
    ecart = debit - credit
    if not chiffrees.all():
        ecart[~chiffrees] = 0
    runs = _runs(bloc, grille, lexique, journal, sans_journal)
    rattachees = np.repeat(runs.rattachees, runs.tailles)
    return Lignes(
        bloc.rangs + base, journal, sans_journal, compte, sans_compte, tiers, sans_tiers, jour,
        jour != SANS_DATE, debit, credit, ecart, chiffrees, rattachees, runs,
    )


def _codes(bloc: Bloc, lexique: Lexique, nom: str, size: int) -> tuple[Entiers, Masque]:
    """Give the number of the code of each row, and which rows have no code."""
    if nom in lexique:
        words, codes = lexique[nom], bloc.codes[nom]
        return words.look_up("rang", codes), words.look_up("vide", codes).astype(np.bool_)
    code = lexique.grille.journal_defaut if nom == "JournalCode" else ""
    return np.full(size, lexique.registres[nom].rank(code), np.int64), np.full(size, not code)


def _amounts(
    bloc: Bloc, grille: Grille, lexique: Lexique, size: int
) -> tuple[Entiers, Entiers, Masque]:
    if grille.montant_sens:
        return _sided_amounts(bloc, lexique, size)
    sides = []
    known = np.ones(size, np.bool_)
    for side in (bloc.debit, bloc.credit):
        if side is None:
            sides.append(np.zeros(size, np.int64))
            known[:] = False
            continue
        sides.append(side.valeurs)
        if side.inconnus is not None:
            known &= ~side.inconnus
    return sides[0], sides[1], known


def _sided_amounts(bloc: Bloc, lexique: Lexique, size: int) -> tuple[Entiers, Entiers, Masque]:
    zero = np.zeros(size, np.int64)
    if bloc.debit is None or "Sens" not in lexique:
        return zero, zero.copy(), np.zeros(size, np.bool_)
    sens = lexique["Sens"].look_up("sens", bloc.codes["Sens"])
    known = sens != 0
    if bloc.debit.inconnus is not None:
        known &= ~bloc.debit.inconnus
    montant = np.where(known, bloc.debit.valeurs, 0)
    return np.where(sens > 0, montant, 0), np.where(sens < 0, montant, 0), known


def _runs(
    bloc: Bloc, grille: Grille, lexique: Lexique, journal: Entiers, sans_journal: Masque
) -> Runs:
    debuts = bloc.debuts
    tailles = np.diff(debuts, append=bloc.rangs.size)
    journaux = journal[debuts]
    numeros = bloc.numeros
    if grille.cle == CLE_JOUR or numeros is None:
        numeros = _day_numeros(bloc, lexique, debuts)
    cles = make_cles(journaux, numeros.nombres, numeros.hashes)
    return Runs(
        debuts, tailles, journaux, numeros, cles, ~numeros.vides & ~sans_journal[debuts]
    )


def _day_numeros(bloc: Bloc, lexique: Lexique, debuts: Entiers) -> Numeros:
    """Take the day as the number, where nothing else gathers the lines."""
    none = np.zeros(0, np.uint64)
    if "EcritureDate" not in lexique:
        return Numeros(np.zeros(debuts.size, np.int64), none, np.ones(debuts.size, np.bool_))
    codes = bloc.codes["EcritureDate"][debuts]
    words = lexique["EcritureDate"]
    return Numeros(
        words.look_up("amj", codes), none, words.look_up("jour", codes) == SANS_DATE
    )
