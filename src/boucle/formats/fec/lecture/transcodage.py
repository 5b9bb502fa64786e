"""Transcodage: a block of ISO-8859-15 or Windows-1252 brought to UTF-8.

The tables of the language do it while every other thread waits for the interpreter. Here each
octet is put where it goes by whole arrays, by windows that stay in the processor's cache: one
octet in fifty takes two or three.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boucle.formats.encodage import ASCII, CP1252, LATIN9, UTF8

Octets = NDArray[np.uint8]

_HAUT = 0x80
_FENETRE = 1 << 18


class _Table:
    """What each octet of a charset becomes: first, middle and last octets of its UTF-8, and how
    many there are beside the last one."""

    def __init__(self, charset: str) -> None:
        texts = [bytes([octet]).decode(charset, "replace").encode() for octet in range(256)]
        self.plus = np.array([len(text) - 1 for text in texts], np.intp)
        self.first = np.array([text[0] for text in texts], np.uint8)
        self.middle = np.array([text[1] if len(text) > 2 else 0 for text in texts], np.uint8)
        self.last = np.array([text[-1] for text in texts], np.uint8)


_TABLES = {charset: _Table(charset) for charset in (LATIN9, CP1252)}


def to_utf8(raw: bytes, charset: str) -> bytes:
    """Bring bytes to UTF-8; those already in UTF-8 or ASCII are not looked at."""
    if charset in (UTF8, ASCII) or raw.isascii():
        return raw
    table = _TABLES[charset]
    octets = np.frombuffer(raw, np.uint8)
    windows = range(0, octets.size, _FENETRE)
    return b"".join(_convert(octets[at : at + _FENETRE], table).data for at in windows)


def _convert(octets: Octets, table: _Table) -> Octets:
    high = np.flatnonzero(octets >= _HAUT)
    if not high.size:
        return octets
    lasts = octets.copy()
    found = octets.take(high)
    plus = table.plus.take(found)
    lasts[high] = table.last.take(found)
    text = np.empty(lasts.size + int(plus.sum()), np.uint8)
    elsewhere = np.ones(text.size, np.bool_)
    places = high + np.cumsum(plus) - plus
    _put(text, elsewhere, places, table.first.take(found))
    long = np.flatnonzero(plus == 2)
    if long.size:
        _put(text, elsewhere, places[long] + 1, table.middle.take(found[long]))
    text[elsewhere] = lasts
    return text


def _put(
    text: Octets, elsewhere: NDArray[np.bool_], places: NDArray[np.intp], octets: Octets
) -> None:
    text[places] = octets
    elsewhere[places] = False
