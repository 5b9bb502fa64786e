"""Piece: what makes several lines one écriture: its key, and how the key was found.

A FEC has one key for the whole file: EcritureNum, PieceRef where no line has a number, the day
where none has a piece either. Any other format has one a line: within a journal, a line goes with
those of its number; without a number, with those of its piece (refPiece); without a piece, with
those of its reference; with none of the three, with those of its day. No Python runs per line.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from boucle.compta.bilan import CLE_JOUR, CLE_NUM, CLE_PIECE, CLE_REFERENCE
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import fic

_COLONNES = {"num": CLE_NUM, "piece_ref": CLE_PIECE, "reference": CLE_REFERENCE, "date": CLE_JOUR}
"""Columns of a saisie that may gather a line, the first that is not blank being taken."""
_NOMS = tuple(_COLONNES)


def choose_cle(*, numeros: bool, pieces: bool, lignes: bool) -> str:
    """Choose what gathers the lines of a FEC; each: some line has a number, a piece, is there."""
    if numeros or not (pieces or lignes):
        return CLE_NUM
    return CLE_PIECE if pieces else CLE_JOUR


def num_of(jour: date | None) -> str:
    """Give the number of the écriture of a day, where nothing else gathers the lines."""
    return f"{jour:%Y%m%d}" if jour else ""


class Cles:
    """Give its key to each line of each block, and remember which keys were taken."""

    def __init__(self) -> None:
        self._lignes = dict.fromkeys(_NOMS, 0)

    @property
    def premiere(self) -> str:
        """The first in order of the keys that gathered a line; the number when no line was read."""
        return next((_COLONNES[nom] for nom, n in self._lignes.items() if n), CLE_NUM)

    def read(self, saisie: pl.DataFrame) -> pl.Series:
        """Give the key of each line of a block; '' where not even the day is known."""
        if not (saisie["num"] == "").any():
            self._lignes["num"] += saisie.height
            return saisie["num"]
        jour = pl.col("date").cast(pl.Date).dt.strftime("%Y%m%d").fill_null("")
        texte, rang = jour, pl.lit(len(_NOMS) - 1, pl.Int32)
        for place, nom in reversed(list(enumerate(_NOMS[:-1]))):
            said = pl.col(nom) != ""
            texte = pl.when(said).then(nom).otherwise(texte)
            rang = pl.when(said).then(pl.lit(place, pl.Int32)).otherwise(rang)
        found = saisie.select(texte.alias("num"), rang.alias("rang"))
        for place, count in found["rang"].value_counts().iter_rows():
            self._lignes[_NOMS[place]] += count
        return found["num"]

    def tell(self, collecte: Collecte, nom: Callable[[str], str]) -> None:
        """Say what gathered the lines of a file that does not number all of them (FIC-062).

        nom: gives the name of a column in the file.
        """
        if not any(n for key, n in self._lignes.items() if key != "num"):
            return
        cles = ", ".join(f"{nom(key)} ({n})" for key, n in self._lignes.items() if n)
        collecte.add(Anomalie(fic.CLES_ECRITURE, slots={"cles": cles}))
