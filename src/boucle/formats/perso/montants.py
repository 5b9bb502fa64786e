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

from boucle.values import CENTIMES_MAX

_BLANCS = " \u00a0\u202f\u2009"
_BRUIT = Decimal("1e-7")
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
        self._deux = rf"^-?[0-9]{{1,11}}{mark}[0-9]{{2}}$"
        self._un = rf"^-?[0-9]{{1,11}}{mark}[0-9]$"
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
        found, rest = _whole(textes, self._deux, self.decimale, 1)
        self._prouve |= rest.len() < textes.len() and bool(found.is_not_null().any())
        if not (rest != "").any():
            return Lus(found, {})
        for pattern, factor in ((self._un, 10), (r"^-?[0-9]{1,11}$", 100)):
            more, _ = _whole(textes, pattern, self.decimale, factor)
            self._prouve |= factor == 10 and bool(more.is_not_null().any())
            found = found.fill_null(more)
        left = textes.filter(found.is_null() & (textes != "")).unique(maintain_order=True)
        odd = {text: self._read_odd(text) for text in left.to_list()}
        values = {text: one.centimes for text, one in odd.items() if one.centimes is not None}
        if values:
            found = found.fill_null(
                textes.replace_strict(
                    list(values), list(values.values()), default=None, return_dtype=pl.Int64
                )
            )
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
        fraction = (part or "").rstrip("0")
        digits = entier.replace(blanc, "") if blanc else entier
        if len(fraction) > 2:
            return Odd(None, trois=False)
        centimes = int(digits) * 100 + int(fraction.ljust(2, "0"))
        if centimes > CENTIMES_MAX:
            return Odd(None, trois=False)
        return Odd(-centimes if sign == "-" else centimes, trois)


def _whole(
    textes: pl.Series, pattern: str, decimale: str, factor: int
) -> tuple[pl.Series, pl.Series]:
    """Read the texts of one shape, in units of 1/factor centime; give the others too."""
    clean = textes.str.contains(pattern)
    digits = textes.set(~clean, None).str.replace(decimale, "", literal=True)
    return digits.cast(pl.Int64) * factor, textes.filter(~clean)


def _read_nombres(textes: pl.Series) -> tuple[pl.Series, dict[str, Odd]]:
    """Read the numbers of a workbook, as columns where they have two decimals at most."""
    found = pl.repeat(None, textes.len(), dtype=pl.Int64, eager=True)
    for pattern, factor in (
        (r"^-?[0-9]{1,11}\.[0-9]{2}$", 1),
        (r"^-?[0-9]{1,11}\.[0-9]$", 10),
        (r"^-?[0-9]{1,11}$", 100),
    ):
        found = found.fill_null(_whole(textes, pattern, ".", factor)[0])
    left = textes.filter(found.is_null() & (textes != "")).unique(maintain_order=True).to_list()
    values = [read_nombre(text) for text in left]
    if left:
        found = found.fill_null(
            textes.replace_strict(left, values, default=None, return_dtype=pl.Int64)
        )
    odd = [text for text, value in zip(left, values, strict=True) if value is None]
    return found, {text: Odd(None, trois=False) for text in odd}


def read_nombre(text: str) -> int | None:
    """Read the shortest writing of a workbook's number as centimes; None when finer or too large.

    A workbook computes in binary: a difference below a ten-millionth is its noise.
    """
    if len(text) > _LONGUEUR_MAX or _NOMBRE.fullmatch(text) is None:
        return None
    number = Decimal(text)
    if abs(number) * 100 > CENTIMES_MAX:
        return None
    kept = number.quantize(Decimal("0.01"))
    return int(kept * 100) if abs(number - kept) <= _BRUIT else None
