"""Reprises: numbers of écriture that come back, in the same journal, for another écriture.

The lines of an écriture may be scattered over a file. Where each stretch of them balances by
itself, they are several écritures under one number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Entiers = NDArray[np.int64]


class Reprise(NamedTuple):
    """A number that is taken again: first line here, first line of the écriture that had it."""

    ligne: int
    autre_ligne: int


class RunsRanges(NamedTuple):
    """Runs of lines side by side, those of one écriture together, in the order of the file.

    rangs: number of each run in the file. debuts: the first run of each écriture.
    """

    rangs: Entiers
    debuts: Entiers
    lignes: Entiers
    tailles: Entiers
    ecarts: Entiers
    jours: Entiers
    sans_jour: int


def find_reprises(
    runs: RunsRanges, keep: NDArray[np.bool_]
) -> tuple[list[Reprise], NDArray[np.bool_]]:
    """List the numbers taken again, by line; tell the écritures whose several dates they explain.

    keep: the écritures that can be judged. A stretch of one line is not an écriture.
    """
    new = np.ones(runs.rangs.size, np.bool_)
    new[1:] = runs.rangs[1:] != runs.rangs[:-1] + 1
    new[runs.debuts] = True
    at = np.flatnonzero(new)
    whole = (np.add.reduceat(runs.ecarts, at) == 0) & (np.add.reduceat(runs.tailles, at) > 1)
    firsts = np.searchsorted(at, runs.debuts)
    number = np.diff(firsts, append=at.size)
    taken = keep & (number > 1) & (np.add.reduceat(whole.astype(np.int64), firsts) == number)
    found = []
    for rank in np.flatnonzero(taken).tolist():
        lines = runs.lignes[at[firsts[rank] : firsts[rank] + number[rank]]].tolist()
        found += [Reprise(ligne, lines[0]) for ligne in lines[1:]]
    return sorted(found), taken & _one_day(runs, at, firsts)


def _one_day(runs: RunsRanges, at: Entiers, firsts: Entiers) -> NDArray[np.bool_]:
    """Tell the écritures each stretch of which has one date at most."""
    known = runs.jours != runs.sans_jour
    bounds = np.iinfo(np.int64)
    low = np.minimum.reduceat(np.where(known, runs.jours, bounds.max), at)
    high = np.maximum.reduceat(np.where(known, runs.jours, bounds.min), at)
    single: NDArray[np.bool_] = np.add.reduceat((low < high).astype(np.int64), firsts) == 0
    return single
