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


def ratio(make: Callable[[int], A], read: Callable[[A], object], n: int, best_of: int = 2) -> float:
    """Give how many times more CPU `read` takes on `make(2 n)` than on `make(n)`, at best.

    What the tests before it left in memory is not walked again on its account: a whole collection
    that falls in one of the two sizes only would be taken for the reader's.
    """
    gc.collect()
    gc.freeze()
    try:
        return _ratio(make, read, n, best_of)
    finally:
        gc.unfreeze()


def _ratio(make: Callable[[int], A], read: Callable[[A], object], n: int, best_of: int) -> float:
    costs = []
    for size in (n, 2 * n):
        given = make(size)
        spent = []
        for _ in range(best_of):
            start = time.process_time_ns()
            read(given)
            spent.append(time.process_time_ns() - start)
        costs.append(max(min(spent), _SOL_NS))
    return costs[1] / costs[0]
