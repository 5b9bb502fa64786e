"""Verrou: the turnstile that makes writers of one SQLite file queue.

SQLite's own waiting polls, and starves small writers behind a long load: 1.2 s measured. Two file
locks taken in turn make a queue: whoever loads in slices waits behind a waiting writer, so no one
waits longer than a slice. The lock also keeps one connection from checkpointing the WAL while
another commits, which corrupts the file in SQLite 3.7.0 to 3.51.2.
A lock belongs to an open file: each turn opens its own.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(base: Path) -> Iterator[None]:
    """Hold the right to write this SQLite file; threads and processes queue alike."""
    tour = os.open(f"{base}.tour", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        ecriture = os.open(f"{base}.ecriture", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(tour, fcntl.LOCK_EX)
            fcntl.flock(ecriture, fcntl.LOCK_EX)
            fcntl.flock(tour, fcntl.LOCK_UN)
            yield
        finally:
            os.close(ecriture)
    finally:
        os.close(tour)
