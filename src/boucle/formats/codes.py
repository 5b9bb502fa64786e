"""Codes: what a spreadsheet does to codes, seen in a whole column.

A code taken for a number loses its zeros in front, gains `.0`, or becomes `1,2E+05`. One value
shows it at once; the zeros are shown by the other codes of the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import perso

_MOIS = (
    "janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec|"
    "jan|feb|mar|apr|may|jun|jul|aug|sep"
)
_ABIME = (
    r"^[0-9]+(?:[.,][0-9]+)?E\+[0-9]+$|^[0-9]+[.,]0+$|"
    # What French and English spreadsheets make of `2-1`, `2/1/24` and `1-24`.
    rf"(?i)^(?:[0-9]{{1,2}}[-/ ])?(?:{_MOIS})\.?(?:[-/ ](?:[0-9]{{2}}|[0-9]{{4}}))?$"
)
_CHIFFRES = re.compile(r"[0-9]+", re.ASCII)


@dataclass(slots=True)
class _Court:
    """The shortest code of digits met: where it first stands, and what it is."""

    ligne: int
    lu: str


class Codes:
    """Watch one column of codes; nom, champ: how it is named in an anomalie.

    tableur: whether it may come of a spreadsheet, where unequal lengths say something.
    """

    def __init__(
        self, nom: str, champ: int | None, collecte: Collecte, *, tableur: bool = True
    ) -> None:
        self._tableur = tableur
        self._nom, self._champ, self._collecte = nom, champ, collecte
        self._chiffres = True
        self._court: _Court | None = None
        self._longue = self._zeros = 0

    def read(self, textes: pl.Series, n: pl.Series) -> None:
        """Look at the codes of a block, cut of their blanks."""
        first = pl.DataFrame({"lu": textes, "n": n}).unique("lu", keep="first", maintain_order=True)
        first = first.filter(pl.col("lu") != "")
        odd = first.filter(pl.col("lu").str.contains(_ABIME) & pl.col("lu").str.contains("[0-9]"))
        for lu, ligne in odd.iter_rows():
            self._collecte.add(
                Anomalie(perso.CODE_ABIME, ligne=ligne, colonne=self._nom, champ=self._champ, lu=lu)
            )
        digits = first.filter(pl.col("lu").str.contains(r"^[0-9]+$"))
        self._chiffres &= digits.height == first.height
        if not digits.height:
            return
        sizes = digits["lu"].str.len_bytes()
        self._longue = max(self._longue, int(str(sizes.max())))
        zeros = sizes.filter(digits["lu"].str.starts_with("0"))
        if zeros.len():
            self._zeros = max(self._zeros, int(str(zeros.max())))
        lu, ligne = digits.row(sizes.arg_min() or 0)
        if self._court is None or len(lu) < len(self._court.lu):
            self._court = _Court(ligne, lu)

    def finish(self) -> Iterator[Anomalie]:
        """Tell what the whole column shows."""
        court = self._court
        if court is None or len(court.lu) == self._longue:
            return
        if self._zeros > len(court.lu) and not court.lu.startswith("0"):
            yield Anomalie(
                perso.ZEROS_PERDUS,
                ligne=court.ligne,
                colonne=self._nom,
                champ=self._champ,
                lu=court.lu,
                slots={"longueur": self._zeros},
            )
        elif self._tableur and self._chiffres and not self._zeros:
            yield Anomalie(
                perso.CODES_INEGAUX,
                ligne=court.ligne,
                colonne=self._nom,
                champ=self._champ,
                lu=court.lu,
                slots={"longueur": self._longue, "courte": len(court.lu)},
            )
