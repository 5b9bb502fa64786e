"""Verrou: the turnstile that makes writers of one SQLite file queue, and large loads give way.

SQLite's own waiting polls, and starves small writers behind a long load: 1.2 s measured. Two file
locks taken in turn make a queue: whoever loads in slices waits behind a waiting writer, so no one
waits longer than a slice. The lock also keeps one connection from checkpointing the WAL while
another commits, which corrupts the file in SQLite 3.7.0 to 3.51.2.

Three large files would still put three slices before each write of a small one. Those who press,
ordinary writers and small imports, say so by a shared lock (`.presse`); a large load asks before
each slice that nobody does, for a fifth of a second at most, and only one of them asks at a time
(`.charge`). A large load that feeds PostgreSQL does the same, there for the processors' sake.
A lock belongs to an open file: each turn opens its own.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

PRESSE = ".presse"
FICHIERS = (".tour", ".ecriture", PRESSE, ".charge")
_CEDE_S = 1 / 5
"""Those who press without end slow a large load; they never stop it."""
_REGARD_S = 1 / 500


def prepare(base: Path) -> None:
    """Make the files of the turnstile: a process that is shut in opens what is there."""
    for suffix in FICHIERS:
        with _opened(f"{base}{suffix}"):
            pass


@contextmanager
def turn(base: Path, *, cede: bool = False) -> Iterator[None]:
    """Hold the right to write this SQLite file; threads and processes queue alike.

    cede: for a slice of a large load, which lets those who press go first.
    """
    first = _yielding(base) if cede else pressing(base)
    with first, _locked(f"{base}.tour") as tour, _locked(f"{base}.ecriture"):
        fcntl.flock(tour, fcntl.LOCK_UN)
        yield


@contextmanager
def pressing(base: Path | None) -> Iterator[None]:
    """Say, for as long as it lasts, that large loads should wait; None says nothing."""
    with nullcontext() if base is None else _locked(f"{base}{PRESSE}", fcntl.LOCK_SH):
        yield


def give_way(base: Path) -> None:
    """Wait until nobody presses, a fifth of a second at most."""
    end = time.monotonic() + _CEDE_S
    with _opened(f"{base}{PRESSE}") as presse:
        while time.monotonic() < end:
            try:
                fcntl.flock(presse, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_REGARD_S)
            else:
                return


@contextmanager
def _yielding(base: Path) -> Iterator[None]:
    with _locked(f"{base}.charge"):
        give_way(base)
        yield


@contextmanager
def _locked(path: str, how: int = fcntl.LOCK_EX) -> Iterator[int]:
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, how)
        yield descriptor


@contextmanager
def _opened(path: str) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
