"""Transcodage: a block of ISO-8859-15 or Windows-1252 brought to UTF-8.

The tables of the language do it at a third of the speed and keep other threads waiting: here
the block goes through ISO-8859-1, which is a plain copy, then the few characters that these
charsets write otherwise are put right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boucle.formats.fec.encodage import ASCII, CP1252, LATIN9, UTF8

_LEAD = 0xC2
"""First octet of U+0080 to U+00BF, among which are all the characters to put right."""


def _table(charset: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8], list[bytes]]:
    """Give, by second octet, the two octets of the right character (0 for those that are right
    or take three), then the right characters of three octets."""
    lead, trail, longs = np.zeros(256, np.uint8), np.zeros(256, np.uint8), [b""] * 256
    for octet in range(0x80, 0xC0):
        right = bytes([octet]).decode(charset, "replace").encode()
        if len(right) == 3:
            longs[octet] = right
        elif right != bytes([_LEAD, octet]):
            lead[octet], trail[octet] = right
    return lead, trail, longs


_TABLES = {charset: _table(charset) for charset in (LATIN9, CP1252)}


def to_utf8(raw: bytes, charset: str) -> bytes:
    """Bring bytes to UTF-8; those already in UTF-8 or ASCII are not looked at."""
    if charset in (UTF8, ASCII) or raw.isascii():
        return raw
    text = raw.decode("latin-1").encode()
    octets = np.frombuffer(text, np.uint8)
    at = np.flatnonzero(octets == _LEAD)
    second = octets[at + 1]
    lead, trail, longs = _TABLES[charset]
    short = lead[second] > 0
    if short.any():
        octets = octets.copy()
        octets[at[short]] = lead[second[short]]
        octets[at[short] + 1] = trail[second[short]]
        text = octets.tobytes()
    wide = np.isin(second, [octet for octet, right in enumerate(longs) if right])
    if not wide.any():
        return text
    parts: list[bytes] = []
    done = 0
    for place, octet in zip(at[wide].tolist(), second[wide].tolist(), strict=True):
        parts += (text[done:place], longs[octet])
        done = place + 2
    parts.append(text[done:])
    return b"".join(parts)
