"""Montants: a column of amounts read at once; odd cells go to the exact reader, once per text.

A text of twelve octets or less stands whole beside its length (Arrow's string view): two words of
64 bits a cell. Arithmetic on these words reads a column of amounts six times faster than a
pattern and a cast do. Source: the Arrow C data and stream interfaces, and its `Utf8View` layout.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.errors.donnees import lig
from boucle.formats.fec.forme.cellules import Cellule
from boucle.formats.fec.lecture.grille import KIND_INDEX

Entiers = NDArray[np.int64]

# At most eleven digits before the comma: surely within what the books hold.
PLAIN = r"^-?[0-9]{1,11},[0-9]{2}$"
_TEXTE = pl.col("texte")
_MONTANTS = (
    _TEXTE.str.contains(PLAIN).alias("plain"),
    _TEXTE.str.replace(",", "", literal=True).cast(pl.Int64, strict=False).alias("digits"),
)
_DEVISE = "Montantdevise"
_POINT = r"^[0-9]{1,11}\.[0-9]{2}$"
_KIND_POINT = KIND_INDEX[lig.MONTANT_POINT.code]
_KIND_NEGATIF = KIND_INDEX[lig.MONTANT_NEGATIF.code]


@dataclass(slots=True)
class Montants:
    """valeurs: whole numbers, 0 where there is none. kinds: anomaly of each cell, None when no
    cell has one. inconnus: cells whose value is not known, None when all are."""

    valeurs: NDArray[np.int64]
    kinds: NDArray[np.uint8] | None = None
    inconnus: NDArray[np.bool_] | None = None

    def head(self, n: int) -> Montants:
        """Keep the first cells."""
        return Montants(
            self.valeurs[:n],
            None if self.kinds is None else self.kinds[:n],
            None if self.inconnus is None else self.inconnus[:n],
        )


def read_all(
    textes: pl.DataFrame,
    noms: tuple[str, str],
    devises_vides: NDArray[np.bool_] | None,
    judge: Callable[[str, str], Cellule],
) -> tuple[Montants | None, Montants | None, Montants | None]:
    """Read the two columns of amounts as centimes, and that of currency amounts as
    ten-thousandths; a blank currency amount is 0 and not known."""
    debit, credit = (
        _read_montants(textes[nom], partial(judge, nom)) if nom in textes.columns else None
        for nom in noms
    )
    devise = None
    if devises_vides is not None:
        devise = _read_devises(textes[_DEVISE], devises_vides, partial(judge, _DEVISE))
    return debit, credit, devise


class _Colonne(NamedTuple):
    """Cells read: centimes, 0 where not plain; rows that are not plain, and their texts."""

    centimes: Entiers
    odd: Entiers
    texts: pl.Series


def _read_plain(texts: pl.Series) -> _Colonne:
    """Read the plain amounts: short ones at once, long or negative ones by their pattern."""
    plain, centimes = read_courts(texts)
    rest = np.flatnonzero(~plain)
    if not rest.size:
        return _Colonne(centimes, rest, texts.head(0))
    others = texts.gather(rest)
    known, digits = read_amounts(others)
    centimes[rest] = np.where(known, digits, 0)
    odd = np.flatnonzero(~known)
    return _Colonne(centimes, rest[odd], others.gather(odd))


def _read_montants(texts: pl.Series, judge: Callable[[str], Cellule]) -> Montants:
    valeurs, odd, others = _read_plain(texts)
    kinds = _flag_negatifs(valeurs)
    if not odd.size:
        return Montants(valeurs, kinds)
    if kinds is None:
        kinds = np.zeros(valeurs.size, np.uint8)
    inconnus = np.zeros(valeurs.size, np.bool_)
    others, rows = _read_points(others, odd, valeurs, kinds)
    if rows.size:
        _read_odd(others, rows, judge, valeurs, kinds, inconnus)
    return Montants(valeurs, kinds, inconnus if inconnus.any() else None)


def _read_devises(
    texts: pl.Series, vides: NDArray[np.bool_], judge: Callable[[str], Cellule]
) -> Montants:
    valeurs, inconnus = np.zeros(vides.size, np.int64), vides.copy()
    rows = np.flatnonzero(~vides)
    if not rows.size:
        return Montants(valeurs, None, inconnus)
    centimes, odd, others = _read_plain(texts.gather(rows))
    valeurs[rows] = centimes * 100
    if not odd.size:
        return Montants(valeurs, None, inconnus)
    kinds = np.zeros(vides.size, np.uint8)
    _read_odd(others, rows[odd], judge, valeurs, kinds, inconnus)
    return Montants(valeurs, kinds, inconnus)


def _flag_negatifs(valeurs: NDArray[np.int64]) -> NDArray[np.uint8] | None:
    negatifs = valeurs < 0
    return negatifs.astype(np.uint8) * np.uint8(_KIND_NEGATIF) if negatifs.any() else None


def _read_points(
    texts: pl.Series, rows: Entiers, valeurs: Entiers, kinds: NDArray[np.uint8]
) -> tuple[pl.Series, Entiers]:
    """Read the amounts written with a decimal point, the commonest departure; give the rest."""
    point = texts.str.contains(_POINT)
    if not point.any():
        return texts, rows
    mask = point.to_numpy()
    digits = texts.filter(point).str.replace(".", "", literal=True).cast(pl.Int64)
    valeurs[rows[mask]] = digits.to_numpy()
    kinds[rows[mask]] = _KIND_POINT
    return texts.filter(~point), rows[~mask]


def _read_odd(
    texts: pl.Series,
    rows: NDArray[np.int64],
    judge: Callable[[str], Cellule],
    valeurs: NDArray[np.int64],
    kinds: NDArray[np.uint8],
    inconnus: NDArray[np.bool_],
) -> None:
    values = texts.to_list()
    ranks = {text: rank for rank, text in enumerate(dict.fromkeys(values))}
    inverse = np.fromiter((ranks[text] for text in values), np.int64, len(values))
    cells = [judge(text) for text in ranks]
    found = np.array([cell.valeur or 0 for cell in cells], np.int64)
    kind = np.array([KIND_INDEX[c.kind.code] if c.kind else 0 for c in cells], np.uint8)
    lost = np.array([cell.valeur is None for cell in cells], np.bool_)
    valeurs[rows] = found[inverse]
    kinds[rows] = kind[inverse]
    inconnus[rows] = lost[inverse]


def read_amounts(texts: pl.Series) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Tell which texts are plain amounts, and their digits: those of the others mean nothing."""
    found = texts.alias("texte").to_frame().select_seq(_MONTANTS)
    return found["plain"].to_numpy(), found["digits"].fill_null(0).to_numpy()


Mots = NDArray[np.uint64]

COURT_MAX = 12
"""Octets of a text that stands whole in its view."""

_FENETRE = 1 << 13
"""Cells worked on at once: their words stay in the processor's cache, which is worth a factor of
three."""
_STREAM = b"arrow_array_stream"
_FORMAT_VUE = b"vu"


class _Array(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_int64),
        ("null_count", ctypes.c_int64),
        ("offset", ctypes.c_int64),
        ("n_buffers", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("buffers", ctypes.POINTER(ctypes.c_void_p)),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class _Schema(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_char_p),
        ("name", ctypes.c_char_p),
        ("metadata", ctypes.c_void_p),
        ("flags", ctypes.c_int64),
        ("n_children", ctypes.c_int64),
        ("children", ctypes.c_void_p),
        ("dictionary", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


class _Stream(ctypes.Structure):
    _fields_ = (
        ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
        ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
        ("get_last_error", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    )


_RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)


@contextmanager
def open_vues(texts: pl.Series) -> Iterator[tuple[Mots, Mots]]:
    """Give the two words of each text, as long as the block lasts; null is not allowed.

    The first word holds the length in its low half and the octets 0 to 3 in its high half; the
    second one the octets 4 to 11, the first of them lowest, zeros after the end. For a text
    longer than COURT_MAX only the length means something.
    """
    capsule = texts.rechunk().__arrow_c_stream__()
    stream = _Stream.from_address(_pointer(capsule, _STREAM))
    schema, array = _Schema(), _Array()
    try:
        for ask, answer in ((stream.get_schema, schema), (stream.get_next, array)):
            if code := ask(ctypes.addressof(stream), ctypes.addressof(answer)):
                raise OSError(code, "the column could not be lent")
        if schema.format != _FORMAT_VUE or array.null_count or array.length != texts.len():
            raise TypeError(f"not a whole column of texts: {schema.format!r}, {array.length}")
        start = array.buffers[1] + 16 * array.offset if array.length else None
        words = np.zeros((0, 2), np.uint64)
        if start:
            words = np.frombuffer(
                (ctypes.c_char * (16 * array.length)).from_address(start), np.uint64
            ).reshape(-1, 2)
        yield words[:, 0], words[:, 1]
    finally:
        for lent in (array, schema):
            if lent.release:
                _RELEASE(lent.release)(ctypes.addressof(lent))


_DEMI, _ENTIER = np.uint64(32), np.uint64(64)
_BAS = np.uint64(0xFFFFFFFF)
_ZEROS = np.uint64(0x3030303030303030)
_FIN = np.uint64(0x30302C30)
"""What the last four octets of an amount hold over their value: a digit, the comma, two digits."""
_VIRGULE = np.uint64(0xFF00)
_SIX, _HAUTS = np.uint64(0x0606060606060606), np.uint64(0xF0F0F0F0F0F0F0F0)
_PAIRES, _CENTS, _UNITES = (
    np.uint64(mot) for mot in (0x000000FF000000FF, 0x000F424000000064, 0x0000271000000001)
)
_COMPLETES = np.array(
    [0] * 4 + [(1 << 8 * (COURT_MAX - n)) - 1 & int(_ZEROS) for n in range(4, COURT_MAX + 1)],
    np.uint64,
)
"""Zeros before a text of each length, so that it fills twelve octets."""


def read_courts(texts: pl.Series) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Read amounts of one to nine digits, a comma and two digits.

    Gives which texts are such amounts, and their centimes: those of the others mean nothing.
    """
    plain, centimes = np.empty(texts.len(), np.bool_), np.empty(texts.len(), np.int64)
    with open_vues(texts) as (first, second):
        for start in range(0, plain.size, _FENETRE):
            here = slice(start, start + _FENETRE)
            plain[here], centimes[here] = _read_window(first[here], second[here])
    return plain, centimes


def _read_window(first: Mots, second: Mots) -> tuple[NDArray[np.bool_], Mots]:
    length = first & _BAS
    short = (length >= 4) & (length <= COURT_MAX)
    size = np.where(short, length, COURT_MAX)
    # Push the text to the right of twelve octets: its comma is then always the tenth.
    shift = (np.uint64(COURT_MAX) - size) << np.uint64(3)
    head = (first >> _DEMI) | (second << _DEMI)
    tail = ((second >> _DEMI) << shift) | (head >> (_ENTIER - shift))
    head = ((head << shift) | _COMPLETES[size]) ^ _ZEROS
    tail = (tail & _BAS) ^ _FIN
    odd = (((head + _SIX) | head | (tail + _SIX) | tail) & _HAUTS) | (tail & _VIRGULE)
    return (odd == 0) & short, _eight(head) * np.uint64(1000) + _three(tail)


def _eight(digits: Mots) -> Mots:
    """Add up the eight digits of a word, the first one lowest: by pairs, then all at once."""
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))
    fours = (pairs & _PAIRES) * _CENTS + ((pairs >> np.uint64(16)) & _PAIRES) * _UNITES
    total: Mots = fours >> _DEMI
    return total


def _three(tail: Mots) -> Mots:
    """Add up the digits around the comma."""
    last = tail >> np.uint64(24)
    middle = (tail >> np.uint64(16)) & np.uint64(0xFF)
    total: Mots = (tail & np.uint64(0xFF)) * np.uint64(100) + middle * np.uint64(10) + last
    return total
