"""Lineaire: the CPU that an input takes against that of the same input twice as long."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

RATIO_MAX = 3
_SOL_NS = 20_000_000
"""Below this, what is measured is the start and not the reading."""

A = TypeVar("A")


def ratio(make: Callable[[int], A], read: Callable[[A], object], n: int, rounds: int = 5) -> float:
    """Give how many times more CPU `read` takes on `make(2 n)` than on `make(n)`, at best.

    Both sizes are read in turn, twice at least (a first size that was spoiled would excuse the
    second), and again as long as the ratio is too high: a busy machine spoils a turn or two, a
    reader that is not linear spoils them all.
    """
    given = [make(n), make(2 * n)]
    least = [0, 0]
    for turn in range(rounds):
        for rank, one in enumerate(given):
            spent = max(_cost(one, read), _SOL_NS)
            least[rank] = min(spent, least[rank] or spent)
        if turn and least[1] <= RATIO_MAX * least[0]:
            break
    return least[1] / least[0]


def _cost(given: A, read: Callable[[A], object]) -> int:
    """Measure one reading, in nanoseconds of CPU.

    The collector rests meanwhile: whole collections walk what other tests left in memory, and
    fall on one of the two sizes only.
    """
    gc.collect()
    gc.disable()
    try:
        start = time.process_time_ns()
        read(given)
        return time.process_time_ns() - start
    finally:
        gc.enable()
