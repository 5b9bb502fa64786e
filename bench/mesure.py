"""Mesure: running one side of a comparison, and what it cost.

Wall time is the caller's; CPU is that of the whole tree of processes; the peak of memory is the
kernel's own figure. The process that measures stays small: on Linux the peak of a new process
starts from that of the one which made it.
"""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_TICKS = os.sysconf("SC_CLK_TCK")
_SAMPLE_S = 0.02


@dataclass(frozen=True)
class Cout:
    """What one run cost."""

    mur_s: float
    cpu_s: float
    memoire_mib: int = 0


class CommandeEchouee(Exception):
    """A measured command did not end well; its last words are the message."""


def run(
    command: Sequence[str | Path],
    *,
    entree: str = "",
    env: Mapping[str, str] | None = None,
    codes: tuple[int, ...] = (0,),
) -> Cout:
    """Run a command to its end and give its cost, start of its interpreter included."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as said:
        stdin.write(entree.encode())
        stdin.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**os.environ, **(env or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            said.seek(0)
            words = said.read()[-2_000:].decode("utf-8", "replace")
            raise CommandeEchouee(f"{command[0]} ended with {process.returncode}: {words}")
    return Cout(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def pids(root: int) -> list[int]:
    """List a process and all its living descendants."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            waiting += [int(child) for child in _read(task).split()]
    return found


def tree_cpu_s(root: int) -> float:
    """Give the CPU seconds of a tree of processes, its dead included."""
    ticks = 0
    for pid in pids(root):
        fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15])) if fields else 0
    return ticks / _TICKS


def taken_cores(seconds: float = 1) -> float:
    """Give how many cores others keep busy, seen while this process sleeps."""
    before = _busy_ticks()
    time.sleep(seconds)
    return (_busy_ticks() - before) / _TICKS / seconds


def _busy_ticks() -> int:
    values = [int(text) for text in _read(Path("/proc/stat")).splitlines()[0].split()[1:9]]
    return sum(values) - values[3] - values[4]  # all but idle and waiting for a disk


def find_processes(root: int, words: str) -> list[int]:
    """List the processes of a tree whose command line holds these words."""
    return [pid for pid in pids(root) if words in _read(Path(f"/proc/{pid}/cmdline"))]


class Sommet:
    """Watch the peak of memory of the processes of a tree that bear some words."""

    def __init__(self, root: int, words: str) -> None:
        self._root, self._words = root, words
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.memoire_mib = 0

    def __enter__(self) -> Sommet:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        # The next child already waits when the last one ends: only those there at first count.
        watched = find_processes(self._root, self._words)
        while watched and not self._end.wait(_SAMPLE_S):
            for pid in watched:
                for line in _read(Path(f"/proc/{pid}/status")).splitlines():
                    if line.startswith("VmHWM:"):
                        self.memoire_mib = max(self.memoire_mib, int(line.split()[1]) // 1024)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it ended meanwhile


def rounds(
    tours: int, sides: Mapping[str, Callable[[], Cout]], *, chauffe: bool = True
) -> dict[str, list[Cout]]:
    """Run every side once a round, in shuffled order, after one round that is not kept."""
    kept: dict[str, list[Cout]] = {name: [] for name in sides}
    order = list(sides)
    for tour in range(-1 if chauffe else 0, tours):
        random.shuffle(order)
        for name in order:
            cost = sides[name]()
            if tour >= 0:
                kept[name].append(cost)
    return kept


def ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """Give the median of the ratios, round by round."""
    return median(one / other for one, other in zip(ours, reference, strict=True))


def quantile(values: Sequence[float], part: float) -> float:
    """Give the value under which this part of the values lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]
