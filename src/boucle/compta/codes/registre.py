"""Registre: the codes of one kind met in a file (journaux, comptes, tiers) and their labels.

Codes get numbers in order of first appearance. A label is compared by a 64-bit hash of its raw
text, which the caller computes for a whole block; only a label that differs from the first one
of its code is looked at, once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import Variante

LIBELLES_MAX = 50_000
"""Labels beyond the first of their code that are kept; later ones read as the first."""

CODES_MAX = {"journal": 5_000, "compte": 100_000, "tiers": 200_000}
"""Different codes of each kind that a file may bring: more is a file read askew."""

TROP = -1
"""Number of a code that finds no room."""

SANS_LIBELLE = -1
"""Variant of a blank label under a code that is not blank."""

_CODES_A_NOUVEAU = frozenset(
    ("AN", "ANO", "ANOUV", "RAN", "A-NOUVEAU", "A-NOUVEAUX", "ANOUVEAUX", "OUV")
)
"""Usual codes of the journal of opening balances."""

_HASH = np.uint64(0x9E3779B97F4A7C15)


class Derive(NamedTuple):
    """A label met for the first time that differs from the first label of its code."""

    rang: int
    code: str
    libelle: str
    attendu: str


class Registre:
    """Number the codes and their labels as they come."""

    def __init__(self, genre: str) -> None:
        self.genre = genre
        self.plein = False
        self.codes: list[str] = []
        self.libelles: list[str] = []
        self.variantes: list[Variante] = []
        self._rangs: dict[str, int] = {}
        self._series = pl.Series([], dtype=pl.String)
        self._first = np.zeros(256, np.uint64)
        self._has = np.zeros(256, np.bool_)
        self._pairs: dict[tuple[int, int], int] = {}
        self._autres: dict[tuple[int, str], int] = {}
        self._counts: dict[int, int] = {}

    def rank(self, code: str) -> int:
        """Give the number of a code, a new one if it was never met; TROP when there is no room."""
        rang = self._rangs.get(code)
        if rang is None and len(self.codes) >= CODES_MAX[self.genre]:
            self.plein = True
            return TROP
        if rang is None:
            rang = self._rangs[code] = len(self.codes)
            self.codes.append(code)
            self.libelles.append("")
            if rang >= self._has.size:
                self._first = np.concatenate([self._first, np.zeros_like(self._first)])
                self._has = np.concatenate([self._has, np.zeros_like(self._has)])
        return rang

    def keep(self, n: int) -> None:
        """Forget the codes after the first n, which no line read bears."""
        del self.codes[n:], self.libelles[n:]

    def labels(self) -> dict[str, str]:
        """Give the first label of each code that is not blank."""
        pairs = zip(self.codes, self.libelles, strict=True)
        return {code: libelle for code, libelle in pairs if code}

    def series(self) -> pl.Series:
        """Give the codes as a column, to be looked up by number."""
        fresh = self.codes[self._series.len() :]
        if fresh:
            self._series = pl.concat([self._series, pl.Series(fresh, dtype=pl.String)])
        return self._series

    def read_libelles(
        self, rangs: NDArray[np.int64], hashes: NDArray[np.uint64], text: Callable[[int], str]
    ) -> tuple[NDArray[np.int32], list[Derive]]:
        """Give the variant of each row's label, and the labels that drift, in file order.

        rangs: number of the code of each row, -1 for a row without a code to be known.
        text: the label of a row, blanks cut.
        """
        variantes = np.zeros(rangs.size, np.int32)
        odd = (~self._has[rangs]) | (self._first[rangs] != hashes)
        odd &= rangs >= 0
        if not odd.any():
            return variantes, []
        rows = np.flatnonzero(odd)
        pairs = hashes[rows] ^ (rangs[rows].astype(np.uint64) * _HASH)
        _, first, inverse = np.unique(pairs, return_index=True, return_inverse=True)
        found = np.zeros(first.size, np.int32)
        derives: list[Derive] = []
        for at in np.argsort(first):
            row = int(rows[first[at]])
            found[at] = self._resolve(row, int(rangs[row]), int(hashes[row]), text, derives)
        variantes[rows] = found[inverse]
        return variantes, derives

    def _resolve(
        self, row: int, rang: int, key: int, text: Callable[[int], str], derives: list[Derive]
    ) -> int:
        variante = self._pairs.get((rang, key))
        if variante is not None:
            return variante
        libelle = text(row)
        variante = self._variante(row, rang, libelle, derives)
        if variante == 0 and not self._has[rang]:
            self._has[rang], self._first[rang] = True, key
        elif len(self._pairs) < LIBELLES_MAX:
            self._pairs[rang, key] = variante
        return variante

    def _variante(self, row: int, rang: int, libelle: str, derives: list[Derive]) -> int:
        code, premier = self.codes[rang], self.libelles[rang]
        if not libelle:
            return SANS_LIBELLE if code else 0
        if not premier and code:
            self.libelles[rang] = libelle
            return 0
        if libelle == premier:
            return 0
        known = self._autres.get((rang, libelle))
        if known is not None:
            return known
        if len(self.variantes) >= LIBELLES_MAX:
            return 0
        variante = self._counts[rang] = self._counts.get(rang, 0) + 1
        self._autres[rang, libelle] = variante
        self.variantes.append(Variante(self.genre, code, variante, libelle))
        if code:
            derives.append(Derive(row, code, libelle, premier))
        return variante


def is_a_nouveau(code: str, libelle: str) -> bool:
    """True for the journal of opening balances, by its code or by its first label."""
    if code.upper() in _CODES_A_NOUVEAU:
        return True
    plain = "".join(
        char
        for char in unicodedata.normalize("NFD", libelle.lower())
        if not unicodedata.combining(char)
    )
    return "nouveau" in plain or plain.startswith(("ouverture", "bilan d'ouverture"))
