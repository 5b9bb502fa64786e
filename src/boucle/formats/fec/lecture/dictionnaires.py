"""Dictionnaires: what each distinct text of a column means, read once and looked up by code.

Codes come from several threads: a later block may bring lower codes than an earlier one, so a
bit per code says which are known, never their order.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.formats.fec.forme.cellules import BLANCS

_PEU = 200

Codes = NDArray[np.intp]
Entiers = NDArray[np.int64]


class Dictionnaire:
    """Tables of whole numbers, one per property of a text."""

    def __init__(
        self, proprietes: tuple[str, ...], read: Callable[[str], tuple[int, ...]]
    ) -> None:
        self._read = read
        self._known = np.zeros(1024, np.bool_)
        self._row = np.zeros(1024, np.intp)
        self._tables = {nom: np.zeros(1024, np.int64) for nom in proprietes}
        self._any = dict.fromkeys(proprietes, False)
        self.taille = 0

    def learn(self, codes: Codes, texts: pl.Series) -> None:
        """Read the texts of the codes met for the first time, in file order."""
        if not codes.size:
            return
        top = int(codes.max())
        # Codes are handed out one after another: most blocks bring none that is not known.
        if top < self._known.size and self._known[int(codes.min()) : top + 1].all():
            return
        self._grow(top + 1)
        known = self._known.take(codes)
        if known.all():
            return
        first = self._first_rows(codes, np.flatnonzero(~known))
        new = codes[first]
        # One cell asked at a time costs less than a call for them all, when they are few.
        found = map(texts.item, first) if first.size < _PEU else texts.gather(first).to_list()
        values = [self._read((text or "").replace("\0", "\n").strip(BLANCS)) for text in found]
        for nom, column in zip(self._tables, zip(*values, strict=True), strict=True):
            self._tables[nom][new] = column
            self._any[nom] = self._any[nom] or any(column)
        self._known[new] = True
        self.taille += new.size

    def _first_rows(self, codes: Codes, rows: Codes) -> Codes:
        """Keep the first row of each code: written backwards, the first one is what stays."""
        found = codes[rows]
        self._row[found[::-1]] = rows[::-1]
        first: Codes = rows[self._row[found] == rows]
        return first

    def _grow(self, size: int) -> None:
        have = self._known.size
        if size <= have:
            return
        more = max(size, 2 * have) - have
        self._known = np.concatenate([self._known, np.zeros(more, np.bool_)])
        self._row = np.zeros(self._known.size, np.intp)
        for nom, table in self._tables.items():
            self._tables[nom] = np.concatenate([table, np.zeros(more, np.int64)])

    def fresh(self) -> Dictionnaire:
        """Give an empty dictionary that reads the same way, for codes that hold for a block."""
        return Dictionnaire(tuple(self._tables), self._read)

    def look_up(self, propriete: str, codes: Codes) -> Entiers:
        """Give one property of each row."""
        return self._tables[propriete].take(codes)

    def has(self, propriete: str) -> bool:
        """True when some text read so far has this property."""
        return self._any[propriete]
