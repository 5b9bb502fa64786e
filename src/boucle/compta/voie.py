"""Voie: the lane in which an import waits, by what its file will ask of a worker.

A small file never waits behind a large one, and a slow host never holds a place where files are
read: a file at an URL is brought in first, in a lane of its own, then waits in that of its size.
"""

from __future__ import annotations

from enum import IntEnum

PETIT_OCTETS_MAX = 2 << 20
"""Some 15,000 lines of a FEC: about a second of reading."""

_RATIO_ARCHIVE = 20
"""A FEC shrinks some ten times; nothing comes out of an archive beyond two hundred times."""


class Voie(IntEnum):
    """Where an import waits."""

    GRANDE = 0
    PETITE = 1
    DISTANTE = 2


TOUTES = (Voie.GRANDE, Voie.PETITE, Voie.DISTANTE)


def voie_of(octets: int, *, archive: bool) -> Voie:
    """Give the lane of a file whose size is known; archive: it holds another one, larger."""
    limit = PETIT_OCTETS_MAX // _RATIO_ARCHIVE if archive else PETIT_OCTETS_MAX
    return Voie.PETITE if octets <= limit else Voie.GRANDE
