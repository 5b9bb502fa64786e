"""Lecture: what reading a FEC gives back."""

from __future__ import annotations

from typing import NamedTuple

from boucle.compta.bilan import Bilan
from boucle.errors import Rapport


class Lecture(NamedTuple):
    """What is wrong in a file, and what it adds up to."""

    rapport: Rapport
    bilan: Bilan
