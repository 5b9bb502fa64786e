"""Comptage: what a few counts over a block of bytes tell of its lines, without cutting them.

The block is gone through by windows that stay in the processor's cache: over a whole block each
comparison would go to memory and back, and cost three times as much.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Masque = NDArray[np.bool_]

FENETRE = 1 << 18
_LF, _CR, _TAB, _BLANC = 10, 13, 9, 32
_SANS_HAUT = 0x7F
"""Without its top bit the octet A0, a no-break space or the end of one, is a blank too."""
_INSECABLE = 0xC2
"""First octet of a no-break space in UTF-8, among others: a cell that begins so may be blank."""


@dataclass(slots=True)
class Comptes:
    """lignes: LF octets. marques: separators. tabs: tabs, where others separate. basses: octets
    below 32. fins: LF that follow a CR.

    bords: True when a blank may stand at the edge of a cell; False is certain. reperes: how many
    LF there are before each window of FENETRE octets.
    """

    lignes: int = 0
    marques: int = 0
    tabs: int = 0
    basses: int = 0
    fins: int = 0
    bords: bool = False
    reperes: list[int] = field(default_factory=list)


def count(raw: bytes, separateur: str) -> Comptes:
    """Count the octets of a block of whole lines."""
    octets = np.frombuffer(raw, np.uint8)
    mark = ord(separateur)
    found = Comptes(bords=bool(octets.size) and _opens_blank(int(octets[0])))
    size = min(octets.size, FENETRE + 1)
    mask, other, low, blank = (np.empty(size, np.bool_) for _ in range(4))
    bare = np.empty(size, np.uint8)
    for start in range(0, octets.size, FENETRE):
        # One octet of the window before, so that neighbours are seen across the cut.
        before = 1 if start else 0
        window = octets[start - before : start + FENETRE]
        size = window.size
        m, o, w, b = mask[:size], other[:size], low[:size], blank[:size]
        found.reperes.append(found.lignes)
        np.equal(window, _LF, out=m)
        found.lignes += int(np.count_nonzero(m[before:]))
        np.equal(window, _CR, out=o)
        found.fins += int(np.count_nonzero(np.logical_and(o[:-1], m[1:], out=b[1:])))
        np.less(window, 32, out=w)
        found.basses += int(np.count_nonzero(w[before:]))
        if mark != _TAB:
            np.equal(window, _TAB, out=m)
            found.tabs += int(np.count_nonzero(m[before:]))
        np.equal(window, mark, out=m)
        found.marques += int(np.count_nonzero(m[before:]))
        if found.bords:
            continue
        if mark != _TAB:
            np.logical_or(w, m, out=w)
        np.bitwise_and(window, _SANS_HAUT, out=bare[:size])
        np.equal(bare[:size], _BLANC, out=b)
        found.bords = _closed_by(w, b, m)
        if not found.bords:
            np.equal(window, _INSECABLE, out=o)
            np.logical_or(b, o, out=b)
            found.bords = _opened_by(w, b, m)
    return found


def _opens_blank(octet: int) -> bool:
    return octet & _SANS_HAUT == _BLANC or octet == _INSECABLE


def _opened_by(edges: Masque, blanks: Masque, out: Masque) -> bool:
    """Tell whether a blank stands right after an edge."""
    return bool(np.logical_and(edges[:-1], blanks[1:], out=out[1:]).any())


def _closed_by(edges: Masque, blanks: Masque, out: Masque) -> bool:
    """Tell whether a blank stands right before an edge."""
    return bool(np.logical_and(edges[1:], blanks[:-1], out=out[1:]).any())
