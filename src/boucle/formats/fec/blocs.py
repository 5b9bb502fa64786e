"""Blocs: a file as blocks of whole lines, worked on in a few threads, given back in order.

A line longer than `LIGNE_MAX` octets is cut there: its pieces then have a wrong number of
fields, and memory stays bounded whatever is sent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

LIGNE_MAX = 16 << 20

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Tranche:
    """Whole lines of a file as raw bytes; debut: where they begin in the file."""

    debut: int
    octets: bytes


def cut(source: BinaryIO, fin: bytes, octets: int) -> Iterator[Tranche]:
    """Cut what remains of a file into blocks of about this size, each ending at a line's end."""
    debut = source.tell()
    rest = b""
    while chunk := source.read(octets):
        at = chunk.rfind(fin) + 1
        if not at:
            rest += chunk
            if len(rest) < LIGNE_MAX:
                continue
            at, chunk, rest = len(rest), rest, b""
        whole = rest + chunk[:at] if rest else chunk[:at]
        rest = chunk[at:]
        yield Tranche(debut, whole)
        debut += len(whole)
    if rest:
        yield Tranche(debut, rest)


def map_ordered(
    work: Callable[[A], B], items: Iterable[A], threads: int
) -> Iterator[B]:
    """Apply `work` to each item in worker threads; give the results in order.

    At most one item more than there are threads is in flight, so that memory does not grow.
    """
    pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="bloc")
    flight: deque[Future[B]] = deque()
    try:
        for item in items:
            flight.append(pool.submit(work, item))
            if len(flight) > threads:
                yield flight.popleft().result()
        while flight:
            yield flight.popleft().result()
    finally:
        for future in flight:
            future.cancel()
        pool.shutdown(wait=True)
