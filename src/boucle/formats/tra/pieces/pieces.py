"""Pieces: which movements make one écriture, when a file may number them, or not, or begin again.

A piece has no line of its own. Lines with a piece number: those that follow one another in a
journal with the same number, until the day changes while they balance. Lines without: those of a
journal, a day and a nature, until they balance; where they never do, until the reference changes.
A number that comes back on another day (numbering by month, or one number for all) makes another
piece, whose key bears the day too. A piece too long to wait for its end goes on from block to
block under the key that it began with; it is not cut by its references.

Source: vendor's notice of the TRA file (a piece is a run of lines of one journal, date and
nature, numbered on every line or on none); behaviour of known readers for the balance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.tra.pieces.doublons import Doublons, hash_lignes
from boucle.formats.tra.pieces.memoire import Entiers, Memoire

Masque = NDArray[np.bool_]
SANS_JOUR = -(1 << 31)
NUMERO = "journal et NUMEROPIECE"
SANS_NUMERO = "journal, jour et nature jusqu'à l'équilibre"
_IDENTITE = ("journal", "numero", "TYPE_PIECE", "ETABLISSEMENT")


class _Ouverte(NamedTuple):
    """A piece whose beginning was given: what its next line must be like, where it stands.

    identite: journal, numero, nature, etablissement.
    """

    identite: tuple[str, ...]
    jour: int
    solde: int
    num: str


class Pieces:
    """Give its key to each general line."""

    def __init__(self, collecte: Collecte) -> None:
        self._collecte = collecte
        self._jours, self._lignes = Memoire(), Memoire()
        self._doublons = Doublons(collecte)
        self._ouverte: _Ouverte | None = None
        self._sans: Anomalie | None = None
        self._avec = False

    @property
    def cle(self) -> str:
        """What gathered the lines, in words."""
        if self._sans is None:
            return NUMERO
        return f"{NUMERO}, à défaut {SANS_NUMERO}" if self._avec else SANS_NUMERO

    def first_rows(self, rows: pl.DataFrame, *, whole: bool) -> tuple[Entiers, bool]:
        """Give the rows where a piece begins, and whether the first one goes on.

        rows: general lines, from the beginning of a piece or where the one before was cut.
        whole: nothing follows that could still balance the last piece.
        """
        ouverte = self._ouverte
        jour = rows["date"].fill_null(SANS_JOUR).to_numpy().astype(np.int64)
        ecart = _ecarts(rows)
        numbered = (rows["numero"] != "").to_numpy()
        same_num = _same(rows, ("journal", "numero"))
        same_day = _same(rows, ("journal", "TYPE_PIECE", "ETABLISSEMENT")) & _kept(jour)
        runs = ~np.where(numbered, same_num, same_day & ~np.roll(numbered, 1))
        suite = ouverte is not None and _goes_on(ouverte, rows, int(jour[0]))
        if suite:
            assert ouverte is not None
            # What its first lines were worth is put on the first one of these.
            ecart = ecart.copy()
            ecart[0] += ouverte.solde
        runs[0] = True
        solde = _running(ecart, runs)
        null_before = np.concatenate([[True], solde[:-1] == 0])
        starts = runs | (numbered & null_before & ~_kept(jour))
        after_balance = null_before & np.concatenate([[False], ecart[:-1] != 0])
        starts |= ~numbered & after_balance
        more = self._by_reference(rows, starts, solde, numbered)
        begun = np.flatnonzero(starts)
        if not whole:
            more[begun[-1] :] = False
        if suite:
            more[: begun[1] if begun.size > 1 else more.size] = False
        return np.flatnonzero(starts | more), suite

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

    def name(self, rows: pl.DataFrame, debuts: Entiers, *, suite: bool, ouverte: bool) -> pl.Series:
        """Give the key of each row; debuts, suite: as `first_rows` gives them.

        ouverte: the last piece goes on after these rows. Gives TRA-039 (some lines have no
        number), TRA-040 (a piece comes back), TRA-052 and TRA-053 (a piece is there twice).
        """
        heads = rows[debuts].select("n", *_IDENTITE, "date", "piece_ref")
        nums = self._names(heads)
        if suite:
            assert self._ouverte is not None
            nums[0] = self._ouverte.num
        self._judge(rows, heads.with_columns(nums), debuts, suite, ouverte)
        self._judge_numbers(rows)
        sizes = np.diff(debuts, append=rows.height)
        before = self._ouverte if suite and debuts.size == 1 else None
        self._ouverte = None
        if ouverte:
            last = rows[int(debuts[-1]) :]
            solde = int(_ecarts(last).sum()) + (before.solde if before else 0)
            self._ouverte = _leave_open(last, solde, nums[-1])
        return nums.gather(np.repeat(np.arange(debuts.size), sizes))

    def _names(self, heads: pl.DataFrame) -> pl.Series:
        jours = heads["date"].fill_null(SANS_JOUR).cast(pl.Int64).to_numpy()
        at = np.flatnonzero((heads["numero"] != "").to_numpy())
        firsts = jours.copy()
        firsts[at] = self._jours.note(_hashes(heads["journal"], heads["numero"])[at], jours[at])
        again = pl.Series((jours != firsts) & (jours != SANS_JOUR))
        day = pl.col("date").cast(pl.Date).dt.strftime("%Y%m%d")
        return heads.select(
            pl.when(pl.col("numero") == "")
            .then(pl.format("L{}", "n"))
            .when(again)
            .then(pl.format("{}-{}", "numero", day))
            .otherwise("numero")
            .alias("num")
        ).to_series()

    def _judge(
        self, rows: pl.DataFrame, heads: pl.DataFrame, debuts: Entiers, suite: bool, ouverte: bool
    ) -> None:
        """Look for pieces that come back; the two that blocks cut are not compared."""
        lignes = heads["n"].to_numpy()
        cles = _hashes(heads["journal"], heads["num"])
        at = np.flatnonzero((heads["numero"] != "").to_numpy())
        firsts = lignes.copy()
        firsts[at] = self._lignes.note(cles[at], lignes[at])
        back = firsts != lignes
        whole = np.ones(debuts.size, np.bool_)
        if suite:
            back[0] = whole[0] = False
        if ouverte:
            whole[-1] = False
        doubles = self._doublons.judge(rows, heads, debuts, whole, firsts, hash_lignes(rows))
        self._tell_returns(heads, np.flatnonzero(back & ~doubles), firsts)

    def _tell_returns(self, heads: pl.DataFrame, back: Entiers, firsts: Entiers) -> None:
        room = self._collecte.room(tra.PIECE_REVENUE)
        for row in back[:room].tolist():
            self._collecte.add(
                Anomalie(
                    tra.PIECE_REVENUE,
                    ligne=heads["n"][row],
                    slots={
                        "num": heads["num"][row],
                        "journal": heads["journal"][row],
                        "autre_ligne": int(firsts[row]),
                    },
                )
            )
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


def _goes_on(ouverte: _Ouverte, rows: pl.DataFrame, jour: int) -> bool:
    """Tell that a row goes on with the piece that was open before it."""
    own = tuple(rows[nom][0] for nom in _IDENTITE)
    if own[1]:
        same = own[:2] == ouverte.identite[:2]
        return same and (jour == ouverte.jour or ouverte.solde != 0)
    return own == ouverte.identite and jour == ouverte.jour and ouverte.solde != 0


def _leave_open(rows: pl.DataFrame, solde: int, num: str) -> _Ouverte:
    jour = rows["date"][-1]
    identite = tuple(rows[nom][-1] for nom in _IDENTITE)
    return _Ouverte(identite, SANS_JOUR if jour is None else int(jour), solde, num)


def _ecarts(rows: pl.DataFrame) -> Entiers:
    found: Entiers = (rows["debit"] - rows["credit"]).fill_null(0).to_numpy()
    return found


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
