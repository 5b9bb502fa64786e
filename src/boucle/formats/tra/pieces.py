"""Pieces: which movements make one écriture, when a file may number them, or not, or begin again.

A piece has no line of its own. Lines with a piece number: those that follow one another in a
journal with the same number, until the day changes while they balance. Lines without: those of a
journal, a day and a nature, until they balance; where they never do, until the reference changes.
A number that comes back on another day (numbering by month, or one number for all) makes another
piece, whose key bears the day too.

Source: vendor's notice of the TRA file (a piece is a run of lines of one journal, date and
nature, numbered on every line or on none); behaviour of known readers for the balance.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, tra
from boucle.values import day_of

Entiers = NDArray[np.int64]
Masque = NDArray[np.bool_]
SANS_JOUR = -(1 << 31)


class Memoire:
    """Remember the first value of each key, a few bytes each."""

    def __init__(self) -> None:
        self._cles = np.zeros(0, np.uint64)
        self._valeurs = np.zeros(0, np.int64)

    def note(self, cles: NDArray[np.uint64], valeurs: Entiers) -> Entiers:
        """Give the first value ever noted for each key, those of this call included, in order."""
        found, first, back = np.unique(cles, return_index=True, return_inverse=True)
        places = np.searchsorted(self._cles, found)
        known = np.zeros(found.size, np.bool_)
        inside = places < self._cles.size
        known[inside] = self._cles[places[inside]] == found[inside]
        values = valeurs[first]
        values[known] = self._valeurs[places[known]]
        self._cles = np.insert(self._cles, places[~known], found[~known])
        self._valeurs = np.insert(self._valeurs, places[~known], values[~known])
        return values[back]


class Pieces:
    """Give its key to each general line."""

    def __init__(self, collecte: Collecte) -> None:
        self._collecte = collecte
        self._jours, self._lignes = Memoire(), Memoire()
        self._sans: Anomalie | None = None
        self._avec = False

    def first_rows(self, rows: pl.DataFrame, *, whole: bool) -> Entiers:
        """Give the rows where a piece begins; rows: general lines, from the beginning of one.

        whole: nothing follows that could still balance the last piece.
        """
        numbered = (rows["numero"] != "").to_numpy()
        jour = rows["date"].fill_null(SANS_JOUR).to_numpy()
        ecart = (rows["debit"] - rows["credit"]).fill_null(0).to_numpy()
        same_num = _same(rows, ("journal", "numero"))
        same_day = _same(rows, ("journal", "TYPE_PIECE", "ETABLISSEMENT")) & _kept(jour)
        runs = ~np.where(numbered, same_num, same_day & ~np.roll(numbered, 1))
        runs[0] = True
        solde = _running(ecart, runs)
        null_before = np.concatenate([[True], solde[:-1] == 0])
        starts = runs | (numbered & null_before & ~_kept(jour))
        after_balance = null_before & np.concatenate([[False], ecart[:-1] != 0])
        starts |= ~numbered & after_balance
        more = self._by_reference(rows, starts, solde, numbered)
        if not whole:
            more[np.flatnonzero(starts)[-1] :] = False
        return np.flatnonzero(starts | more)

    @staticmethod
    def _by_reference(
        rows: pl.DataFrame, starts: Masque, solde: Entiers, numbered: Masque
    ) -> Masque:
        """Cut by their references the lines without number that never balance."""
        rank = np.cumsum(starts) - 1
        lasts = np.flatnonzero(np.concatenate([starts[1:], [True]]))
        open_ones = (solde[lasts] != 0)[rank]
        found: Masque = open_ones & ~numbered & ~_same(rows, ("piece_ref",))
        return found

    def name(self, rows: pl.DataFrame, debuts: Entiers, *, suite: bool = False) -> pl.Series:
        """Give the key of each row; debuts: as `first_rows` gives them. Notes what was met.

        suite: the first piece is the end of one whose beginning was given already.
        Gives TRA-039 (some lines have no number) and TRA-040 (a piece comes back).
        """
        heads = rows[debuts].select("n", "journal", "numero", "date")
        jours = heads["date"].fill_null(SANS_JOUR).cast(pl.Int64).to_numpy()
        numbered = (heads["numero"] != "").to_numpy()
        at = np.flatnonzero(numbered)
        first_jours = jours.copy()
        cles = _hashes(heads["journal"], heads["numero"])
        first_jours[at] = self._jours.note(cles[at], jours[at])
        names = [
            _named(numero, jour, jour != first, n)
            for numero, jour, first, n in zip(
                heads["numero"].to_list(), jours.tolist(), first_jours.tolist(),
                heads["n"].to_list(), strict=True,
            )
        ]
        nums = pl.Series("num", names, dtype=pl.String)
        self._judge_returns(heads, nums, at, suite)
        self._judge_numbers(rows)
        sizes = np.diff(debuts, append=rows.height)
        return nums.gather(np.repeat(np.arange(debuts.size), sizes))

    def _judge_returns(
        self, heads: pl.DataFrame, nums: pl.Series, at: Entiers, suite: bool
    ) -> None:
        lignes = heads["n"].to_numpy()
        firsts = lignes.copy()
        firsts[at] = self._lignes.note(_hashes(heads["journal"], nums)[at], lignes[at])
        back = np.flatnonzero(firsts != lignes)
        if suite:
            back = back[back > 0]
        room = self._collecte.room(tra.PIECE_REVENUE)
        for row in back[:room].tolist():
            self._collecte.add(Anomalie(
                tra.PIECE_REVENUE, ligne=int(lignes[row]),
                slots={"num": nums[row], "journal": heads["journal"][row],
                       "autre_ligne": int(firsts[row])},
            ))
        self._collecte.count(tra.PIECE_REVENUE, max(0, back.size - room))

    def _judge_numbers(self, rows: pl.DataFrame) -> None:
        blank = rows["numero"] == ""
        without = int(blank.sum())
        self._avec = self._avec or without < rows.height
        if not without:
            return
        if self._sans is None:
            ligne = int(rows["n"].filter(blank)[0])
            self._sans = Anomalie(tra.NUMEROS_MELES, ligne=ligne, slots={"nombre": 0})
        self._sans.slots["nombre"] += without

    def finish(self) -> None:
        """Say that some lines have no number when others have one."""
        if self._sans is not None and self._avec:
            self._collecte.add(self._sans)


def _same(rows: pl.DataFrame, names: tuple[str, ...]) -> Masque:
    """True where a row has the same texts as the row before; False for the first one."""
    same = np.ones(rows.height, np.bool_)
    for name in names:
        column = rows[name]
        same[1:] &= (column[1:] == column[:-1]).to_numpy()
    same[0] = False
    return same


def _kept(values: Entiers) -> Masque:
    return np.concatenate([[True], values[1:] == values[:-1]])


def _running(ecart: Entiers, runs: Masque) -> Entiers:
    """Add up within each run."""
    total = np.cumsum(ecart)
    before = (total - ecart)[runs]
    found: Entiers = total - before[np.cumsum(runs) - 1]
    return found


def _hashes(journal: pl.Series, num: pl.Series) -> NDArray[np.uint64]:
    joined: NDArray[np.uint64] = (journal + "\x1f" + num).hash().to_numpy()
    return joined


def _named(numero: str, jour: int, again: bool, n: int) -> str:
    if not numero:
        return f"L{n}"
    if not again or jour == SANS_JOUR:
        return numero
    return f"{numero}-{day_of(jour):%Y%m%d}"
