"""Chiffres: what the amounts of a file look like: their first digits, and how many are round.

Hints for an auditor, never faults. The amount of a line is its debit less its credit, without its
sign; lines are taken all up to `LIGNE_SERREE`, then one in `PAS`, by their number in the file, so
that a long file costs little and what is found does not depend on how it is cut.

Source: Benford's law; a mean deviation above 1.5 points is Nigrini's bound for first digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boucle.errors import Anomalie
from boucle.errors.donnees import fic

LIGNE_SERREE = 20_000
PAS = 16
"""A power of two."""
MONTANTS_MIN = 1_000
"""Amounts below which nothing is said."""

ROND_CENTIMES = 100_00
_RONDS_SUR = 5
"""Round amounts are many when they are more than one in five."""
_BENFORD = (301_030, 176_091, 124_939, 96_910, 79_181, 66_947, 57_992, 51_153, 45_757)
"""Expected share of each first digit, in millionths."""
_ECART_MAX = 15_000
_MILLION = 1_000_000
_BORNES = np.array([k * 10**e for e in range(17) for k in range(1, 10)], np.int64)


def is_taken(ligne: int) -> bool:
    """True for a line whose amount is looked at."""
    return ligne <= LIGNE_SERREE or ligne % PAS == 0


class Chiffres:
    """Count, block by block. premiers: amounts by first digit, from 1; grands: those of 100 euros
    or more, ronds: whole hundreds among them."""

    def __init__(self) -> None:
        self.premiers = [0] * 9
        self.grands = self.ronds = 0

    def fold(self, lignes: NDArray[np.int64], ecarts: NDArray[np.int64]) -> None:
        """Take lines: their numbers, ascending, and their debits less credits, in centimes."""
        if not lignes.size:
            return
        if int(lignes[-1]) > LIGNE_SERREE:
            taken = (lignes & (PAS - 1)) == 0
            ecarts = ecarts[taken | (lignes <= LIGNE_SERREE)]
        montants = np.abs(ecarts[ecarts != 0])
        # Place 9e + k - 1 of the bounds is k followed by e zeros.
        places = np.bincount(
            np.searchsorted(_BORNES, montants, side="right") - 1, minlength=_BORNES.size
        )
        for rank, nombre in enumerate(places.reshape(-1, 9).sum(axis=0).tolist()):
            self.premiers[rank] += nombre
        grands = montants[montants >= ROND_CENTIMES]
        self.grands += grands.size
        self.ronds += int((grands % ROND_CENTIMES == 0).sum())


def judge_chiffres(premiers: Sequence[int], grands: int, ronds: int) -> list[Anomalie]:
    """Say what an auditor would look at twice: FIC-037, FIC-038."""
    found = []
    nombre = sum(premiers)
    slots: dict[str, Any]
    if nombre >= MONTANTS_MIN:
        ecarts = [
            _MILLION * lu - nombre * attendu for lu, attendu in zip(premiers, _BENFORD, strict=True)
        ]
        if sum(map(abs, ecarts)) > 9 * nombre * _ECART_MAX:
            rank = max(range(9), key=lambda rank: abs(ecarts[rank]))
            slots = {
                "nombre": nombre,
                "chiffre": rank + 1,
                "part": _percent(premiers[rank], nombre),
                "attendu": _percent(_BENFORD[rank], _MILLION),
            }
            found.append(Anomalie(fic.PREMIERS_CHIFFRES, slots=slots))
    if grands >= MONTANTS_MIN and _RONDS_SUR * ronds > grands:
        slots = {"nombre": grands, "part": _percent(ronds, grands)}
        found.append(Anomalie(fic.MONTANTS_RONDS, slots=slots))
    return found


def _percent(part: int, whole: int) -> str:
    """Write a share as `30,1`."""
    tenths = (2_000 * part + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10}"
