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

    Both sizes are read in turn, and again as long as the ratio is too high: a busy machine spoils
    a round or two, a reader that is not linear spoils them all. What the tests before left in
    memory is not walked again on its account: a whole collection that falls in one of the two
    sizes only would be taken for the reader's.
    """
    gc.collect()
    gc.freeze()
    try:
        least = [0, 0]
        for _ in range(rounds):
            for rank, size in enumerate((n, 2 * n)):
                spent = max(_cost(make(size), read), _SOL_NS)
                least[rank] = min(spent, least[rank] or spent)
            if least[1] <= RATIO_MAX * least[0]:
                break
        return least[1] / least[0]
    finally:
        gc.unfreeze()


def _cost(given: A, read: Callable[[A], object]) -> int:
    start = time.process_time_ns()
    read(given)
    return time.process_time_ns() - start
