"""Montants: a column of amounts in the notation of a model, as centimes.

The clean ones are read as columns; each other text is read once. One kind of blank may stand
between groups of three digits. A mark followed by three digits alone is not read on its word: it
may part thousands. Other amounts of the column, with one or two decimals, decide; it is then told.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from boucle.compta.montant import count, count_nombre, read_autres, read_colonne

_BLANCS = " \u00a0\u202f\u2009"
_NOMBRE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_LONGUEUR_MAX = 60


class Odd(NamedTuple):
    """A text that is not plainly an amount. centimes: None when it cannot be read for certain.

    trois: a mark and three digits, whatever was decided of it.
    """

    centimes: int | None
    trois: bool


class Lus(NamedTuple):
    """What a column says. centimes: null where blank or unreadable; odd: the texts to tell."""

    centimes: pl.Series
    odd: dict[str, Odd]


class Montants:
    """Read one column of a file, block by block; remembers whether its mark is proved."""

    def __init__(self, decimale: str) -> None:
        mark = re.escape(decimale)
        self.decimale = decimale
        self._odd = re.compile(
            rf"([+-]?)([0-9]{{1,3}}(?:([{_BLANCS}])[0-9]{{3}}(?:\3[0-9]{{3}})*)?|[0-9]{{1,13}})"
            rf"(?:{mark}([0-9]{{1,20}}))?",
            re.ASCII,
        )
        self._prouve = False
        self._seen: dict[str, int | None] = {}

    def read(self, textes: pl.Series, nombres: pl.Series | None) -> Lus:
        """Read cells, cut of their blanks; nombres: which are numbers of a workbook, if any."""
        if nombres is not None and nombres.any():
            return self._read_mixed(textes, nombres)
        found = read_colonne(textes, self.decimale, 2)
        self._prouve |= bool(found.is_not_null().any())
        if not (found.is_null() & (textes != "")).any():
            return Lus(found, {})
        un = read_colonne(textes, self.decimale, 1)
        self._prouve |= bool(un.is_not_null().any())
        found = found.fill_null(un).fill_null(read_colonne(textes, self.decimale, 0))
        odd: dict[str, Odd] = {}

        def read_odd(text: str) -> int | None:
            odd[text] = self._read_odd(text)
            return odd[text].centimes

        found, _ = read_autres(found, textes, read_odd)
        return Lus(
            found, {text: one for text, one in odd.items() if one.centimes is None or one.trois}
        )

    def _read_mixed(self, textes: pl.Series, nombres: pl.Series) -> Lus:
        written = pl.Series(textes.name, textes).set(nombres, "")
        lus = self.read(written, None)
        found, odd = _read_nombres(textes.set(~nombres, ""))
        return Lus(lus.centimes.fill_null(found), {**lus.odd, **odd})

    def _read_odd(self, text: str) -> Odd:
        found = self._odd.fullmatch(text) if len(text) <= _LONGUEUR_MAX else None
        if found is None:
            return Odd(None, trois=False)
        sign, entier, blanc, part = found.groups()
        trois = (
            part is not None
            and len(part) == 3
            and blanc is None
            and len(entier) <= 3
            and entier[0] != "0"
        )
        if trois and not self._prouve:
            return Odd(None, trois=True)
        value = count(entier.replace(blanc, "") if blanc else entier, part or "")
        if not isinstance(value, int):
            return Odd(None, trois=False)
        return Odd(-value if sign == "-" else value, trois)


def _read_nombres(textes: pl.Series) -> tuple[pl.Series, dict[str, Odd]]:
    """Read the numbers of a workbook, as columns where they have two decimals at most."""
    found = pl.repeat(None, textes.len(), dtype=pl.Int64, eager=True)
    for decimales in (2, 1, 0):
        found = found.fill_null(read_colonne(textes, ".", decimales))
    found, odd = read_autres(found, textes, read_nombre)
    return found, {text: Odd(None, trois=False) for text in odd}


def read_nombre(text: str) -> int | None:
    """Read the shortest writing of a workbook's number as centimes; None when finer or too large.

    A workbook computes in binary, and leaves its noise.
    """
    if len(text) > _LONGUEUR_MAX or _NOMBRE.fullmatch(text) is None:
        return None
    value = count_nombre(Decimal(text))
    return value if isinstance(value, int) else None
