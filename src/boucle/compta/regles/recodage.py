"""Recodage: letters that were read in another charset before they came here, by what is left.

The octets of a UTF-8 letter, read one by one as Windows shows them, make `Ã©`, `Â°`, `â€™`; those
of MS-DOS make a comma or a caret in the middle of a word in small letters; what could not be read
at all makes U+FFFD. No French text, nor any name that we know of, holds one of these.
"""

from __future__ import annotations

import re

import polars as pl

_SUITE = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a"
_UTF8 = f"[\u00c2\u00c3\u00c5][{_SUITE}\u20ac\u2122]|\u00e2[\u0080\u20ac][{_SUITE}\u2122\u009d]"
_EURO = "\u00e2[\u201a\u0082]\u00ac"
_DOS = "[a-z][\u201a\u0192\u02c6\u2021\u0160\u0090][a-z\\s,.;]|[a-z]\u201c[a-z]"
MOTIF = f"{_UTF8}|{_EURO}|{_DOS}|\ufffd"
_DEBUT = "[\u00c2\u00c3\u00c5\u00e2\u201a\u201c\u0192\u02c6\u2021\u0160\u0090\ufffd]"
"""A character that every odd text holds: few right ones do."""


def find_recodees(textes: pl.Series) -> pl.Series:
    """Tell which texts hold such letters."""
    doubtful = textes.str.contains(_DEBUT)
    if not doubtful.any():
        return doubtful
    return doubtful & textes.str.contains(MOTIF)


def is_recode(texte: str) -> bool:
    """True for one text that holds such letters."""
    return re.search(MOTIF, texte) is not None
