"""Verrou: who writes when several want to."""

from __future__ import annotations

import fcntl
import threading
import time
from pathlib import Path

from boucle.store.base.verrou import PRESSE, pressing, turn

_LONG_S = 10


def slices(base: Path, n: int, written: list[str]) -> list[threading.Thread]:
    """Start n large loads, each with one slice to write."""

    def load() -> None:
        with turn(base, cede=True):
            written.append("tranche")

    threads = [threading.Thread(target=load, daemon=True) for _ in range(n)]
    for thread in threads:
        thread.start()
    return threads


def test_whoever_presses_writes_before_slices_that_were_there_first(tmp_path: Path) -> None:
    base, written = tmp_path / "base", []

    def write() -> None:
        with turn(base):
            written.append("petit")

    small = threading.Thread(target=write, daemon=True)
    with turn(base, cede=True):
        threads = slices(base, 3, written)
        small.start()
        until_pressed(base)
    for thread in (small, *threads):
        thread.join(_LONG_S)
    assert written == ["petit", *["tranche"] * 3]


def until_pressed(base: Path) -> None:
    with Path(f"{base}{PRESSE}").open("w") as presse:
        end = time.monotonic() + _LONG_S
        while time.monotonic() < end:
            try:
                fcntl.flock(presse, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            fcntl.flock(presse, fcntl.LOCK_UN)
    raise AssertionError("nobody pressed")


def test_whoever_presses_without_end_slows_slices_and_stops_none(tmp_path: Path) -> None:
    base, written = tmp_path / "base", []
    with pressing(base):
        for thread in slices(base, 3, written):
            thread.join(_LONG_S)
    assert written == ["tranche"] * 3


def test_those_who_press_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with pressing(tmp_path / "base"), pressing(tmp_path / "base"), turn(tmp_path / "base"):
        pass


def test_two_never_write_at_once(tmp_path: Path) -> None:
    base, within, most = tmp_path / "base", [], []

    def write(cede: bool) -> None:
        for _ in range(20):
            with turn(base, cede=cede):
                within.append(1)
                most.append(len(within))
                within.pop()

    threads = [threading.Thread(target=write, args=(rank % 2 == 0,)) for rank in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LONG_S)
    assert (set(most), len(most)) == ({1}, 80)
