"""Blocs: a file as blocks of whole lines, worked on in a few threads, given back in order.

A line longer than `LIGNE_MAX` octets is cut there: its pieces then have a wrong number of
fields, and memory stays bounded whatever is sent.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

LIGNE_MAX = 16 << 20
_PREMIER = 1 << 19
_WINDOW = 1 << 16

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Tranche:
    """Whole lines of a file, by their place: the worker that takes them reads them."""

    fichier: int
    debut: int
    fin: int

    def read(self) -> bytes:
        """Read the lines."""
        octets = os.pread(self.fichier, self.fin - self.debut, self.debut)
        while len(octets) < self.fin - self.debut:
            more = os.pread(
                self.fichier, self.fin - self.debut - len(octets), self.debut + len(octets)
            )
            if not more:
                break
            octets += more
        return octets


def cut(source: BinaryIO, debut: int, mark: bytes, octets: int) -> Iterator[Tranche]:
    """Cut a file into blocks of about this size, each ending at a line's end.

    Only the end of each block is looked at; mark: the octet that ends lines. The first blocks are
    smaller, each twice the last: who takes them in order has less to wait for.
    """
    fichier = source.fileno()
    size = os.fstat(fichier).st_size
    most, octets = octets, min(octets, _PREMIER)
    while debut < size:
        fin = min(debut + octets, size)
        if fin < size:
            fin = _line_end(fichier, debut, fin, mark) or _next_end(fichier, fin, size, mark)
            fin = min(fin, max(debut + LIGNE_MAX, debut + octets))
        yield Tranche(fichier, debut, fin)
        debut, octets = fin, min(2 * octets, most)


def _line_end(fichier: int, debut: int, fin: int, mark: bytes) -> int:
    """Find the last end of line of a block; 0 when it has none."""
    while fin > debut:
        start = max(debut, fin - _WINDOW)
        at = os.pread(fichier, fin - start, start).rfind(mark)
        if at >= 0:
            return start + at + 1
        fin = start
    return 0


def _next_end(fichier: int, debut: int, size: int, mark: bytes) -> int:
    """Find the first end of line after a place."""
    limit = min(size, debut + LIGNE_MAX)
    while debut < limit:
        chunk = os.pread(fichier, _WINDOW, debut)
        at = chunk.find(mark)
        if at >= 0:
            return debut + at + 1
        debut += len(chunk) or limit
    return limit


def map_ordered(work: Callable[[A], B], items: Iterable[A], threads: int) -> Iterator[B]:
    """Apply `work` to each item in worker threads; give the results in order.

    At most one item more than there are threads is in flight, so that memory does not grow.
    """
    pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="bloc")
    flight: deque[Future[B]] = deque()
    try:
        for item in items:
            flight.append(pool.submit(work, item))
            if len(flight) >= threads:
                yield flight.popleft().result()
        while flight:
            yield flight.popleft().result()
    finally:
        for future in flight:
            future.cancel()
        pool.shutdown(wait=True)
