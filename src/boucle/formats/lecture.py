"""Lecture: what reading one file gives back, whatever its format."""

from __future__ import annotations

from typing import NamedTuple

from boucle.compta.bilan import Bilan
from boucle.errors import Rapport


class Lecture(NamedTuple):
    """What is wrong in a file, and what it adds up to."""

    rapport: Rapport
    bilan: Bilan
