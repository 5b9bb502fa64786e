"""Lecture: what reading one file gives back, whatever its format."""

from __future__ import annotations

from typing import NamedTuple

from boucle.compta.bilan import Bilan
from boucle.errors import Rapport


class Lecture(NamedTuple):
    """What is wrong in a file, and what it adds up to.

    etrange: True when the official checker may read the lines of this FEC otherwise than we do.
    """

    rapport: Rapport
    bilan: Bilan
    etrange: bool = True
