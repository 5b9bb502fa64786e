"""Longueur: the line too long to be one, found before anything of a text file is read.

A line longer than the bound costs every reader more than the file is worth. Only what stands
before each bound is looked at: a sixteenth of the file.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from boucle.bornes import BORNES
from boucle.errors import Anomalie
from boucle.errors.donnees import fic

_WINDOW = 1 << 16
_COUNTED = 1 << 22


def judge_length(
    source: BinaryIO, marks: bytes, octets_max: int = BORNES.ligne_octets
) -> Anomalie | None:
    """Give LIGNE_TROP_LONGUE for the first line longer than octets_max; None when there is none.

    marks: the octets that end a line. The place of the stream is left as it was.
    """
    fichier = source.fileno()
    size = os.fstat(fichier).st_size
    debut = 0
    while size - debut > octets_max:
        fin = _last_mark(fichier, debut, debut + octets_max + 1, marks)
        if fin < 0:
            slots = {"octets_max": octets_max}
            return Anomalie(
                fic.LIGNE_TROP_LONGUE, ligne=_number(fichier, debut, marks), slots=slots
            )
        debut = fin + 1
    return None


def _last_mark(fichier: int, debut: int, fin: int, marks: bytes) -> int:
    """Find the last end of line of a stretch; -1 when it has none."""
    while fin > debut:
        start = max(debut, fin - _WINDOW)
        octets = os.pread(fichier, fin - start, start)
        at = max(octets.rfind(mark) for mark in marks)
        if at >= 0:
            return start + at
        fin = start
    return -1


def _number(fichier: int, fin: int, marks: bytes) -> int:
    """Number the line that begins at an offset, from 1; CR LF ends one line."""
    number, debut, last = 1, 0, b""
    while debut < fin:
        octets = os.pread(fichier, min(_COUNTED, fin - debut), debut)
        if not octets:
            break
        number += sum(octets.count(mark) for mark in marks)
        if len(marks) > 1:
            number -= (last + octets).count(b"\r\n")
        debut, last = debut + len(octets), octets[-1:]
    return number
