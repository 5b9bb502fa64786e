"""Doublons: pieces that are there twice, line for line.

Under one number, in one journal and on one day, a piece written again would double its amounts:
it is refused. Without a number two pieces alike may be two purchases alike: they are told, when
they follow each other or bear the same reference.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import tra
from boucle.formats.tra.pieces.memoire import Entiers, Memoire

Hashes = NDArray[np.uint64]
Masque = NDArray[np.bool_]
_CONTENU = ("compte", "tiers", "piece_ref", "libelle", "debit", "credit", "devise", "TYPE_PIECE")
_MOTS = np.uint64(0x9E3779B97F4A7C15)
_ESSAIS = 3
"""How many lines like the first one of a piece may be tried as the first one of its copy."""


class Doublons:
    """Compare whole pieces by their lines, whatever the order of these."""

    def __init__(self, collecte: Collecte) -> None:
        self._collecte = collecte
        self._contenus, self._sans_numero = Memoire(), Memoire()
        self._derniere: tuple[int, int] | None = None

    def judge(
        self,
        rows: pl.DataFrame,
        heads: pl.DataFrame,
        debuts: Entiers,
        whole: Masque,
        firsts: Entiers,
        lignes: Hashes,
    ) -> Masque:
        """Tell the pieces that are there twice; give those that a number makes certain.

        heads: first line of each piece, with its key. whole: pieces that no block cuts. firsts:
        first line of the first piece of the same key. lignes: hash of each row.
        """
        with np.errstate(over="ignore"):
            sums: Hashes = np.add.reduceat(lignes * _MOTS, debuts)
            sums ^= np.diff(debuts, append=rows.height).astype(np.uint64)
        numbered = (heads["numero"] != "").to_numpy()
        cles = (heads["journal"] + "\x1f" + heads["num"]).hash().to_numpy()
        known = sums.copy()
        at = np.flatnonzero(numbered & whole)
        known[at] = self._contenus.note(cles[at], sums[at].view(np.int64)).view(np.uint64)
        back = firsts != heads["n"].to_numpy()
        doubles: Masque = numbered & whole & back & (known == sums)
        self._tell(tra.PIECE_DOUBLE, heads, np.flatnonzero(doubles), firsts)
        self._judge_runs(rows, heads, debuts, numbered & whole, lignes)
        self._judge_unnumbered(heads, sums, ~numbered & whole)
        return doubles

    def _judge_runs(
        self,
        rows: pl.DataFrame,
        heads: pl.DataFrame,
        debuts: Entiers,
        wanted: Masque,
        lignes: Hashes,
    ) -> None:
        """Look for a piece written again just after itself: both make one run of lines."""
        sizes = np.diff(debuts, append=rows.height)
        gaps: Entiers = (rows["debit"] - rows["credit"]).fill_null(0).to_numpy()
        before = np.cumsum(gaps) - gaps
        again = (lignes == np.repeat(lignes[debuts], sizes)) & np.repeat(wanted, sizes)
        again &= before == np.repeat(before[debuts], sizes)
        again[debuts] = False
        rows_again = np.flatnonzero(again)
        pieces = np.searchsorted(debuts, rows_again, side="right") - 1
        for piece in np.unique(pieces).tolist():
            debut, size = int(debuts[piece]), int(sizes[piece])
            at = int(np.searchsorted(pieces, piece))
            for row in rows_again[at : at + _ESSAIS].tolist():
                if row >= debut + size:
                    break
                if _repeats(lignes[debut : debut + size], row - debut):
                    self._collecte.add(
                        Anomalie(
                            tra.PIECE_DOUBLE,
                            ligne=rows["n"][row],
                            slots={
                                "num": heads["num"][piece],
                                "journal": heads["journal"][piece],
                                "autre_ligne": heads["n"][piece],
                            },
                        )
                    )
                    break

    def _judge_unnumbered(self, heads: pl.DataFrame, sums: Hashes, wanted: Masque) -> None:
        at = np.flatnonzero(wanted)
        if not at.size:
            self._derniere = None
            return
        days = heads["date"].fill_null(-1).cast(pl.Int64).to_numpy().astype(np.uint64)
        cles = (sums ^ heads["journal"].hash().to_numpy()) + days * _MOTS
        lignes = heads["n"].to_numpy()
        firsts = lignes.copy()
        firsts[at] = self._sans_numero.note(cles[at], lignes[at])
        before = np.concatenate([[0], cles[:-1]]).astype(np.uint64)
        if self._derniere is not None:
            before[0] = self._derniere[0]
        named = (heads["piece_ref"] != "").to_numpy()
        doubles = wanted & (firsts != lignes) & (named | (cles == before))
        self._tell(tra.PIECE_REPETEE, heads, np.flatnonzero(doubles), firsts)
        self._derniere = (int(cles[-1]), int(lignes[-1])) if wanted[-1] else None

    def _tell(self, kind: Kind, heads: pl.DataFrame, pieces: Entiers, firsts: Entiers) -> None:
        room = self._collecte.room(kind)
        for row in pieces[:room].tolist():
            self._collecte.add(
                Anomalie(
                    kind,
                    ligne=heads["n"][row],
                    slots={
                        "num": heads["num"][row],
                        "journal": heads["journal"][row],
                        "autre_ligne": int(firsts[row]),
                    },
                )
            )
        self._collecte.count(kind, max(0, pieces.size - room))


def hash_lignes(rows: pl.DataFrame) -> Hashes:
    """Give a number to each line: the same for lines alike."""
    found: Hashes = rows.select(_CONTENU).hash_rows().to_numpy()
    return found


def _repeats(lignes: Hashes, periode: int) -> bool:
    if lignes.size % periode:
        return False
    own = lignes.reshape(-1, periode)
    return bool((own == own[0]).all())
