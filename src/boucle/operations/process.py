"""Process: keeping warm children ready, and running one job in it.

Starting an interpreter with its libraries takes half a second: children are started beforehand and
wait. One child reads one file, so that its memory goes with it.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

import msgspec

from boucle.operations.echange import Constat, Travail

_BATTEMENT_S = 1
SILENCE_MAX_S = 900
"""A child that says nothing for so long is taken for stuck, and ended."""


class ChildLost(Exception):
    """The child ended without a constat: killed, out of memory, or crashed."""


TIEDES = 2
"""One for a large file, one for the small one that comes while it is read."""


class Children:
    """Hand out warm children, one per job."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._warm: list[subprocess.Popen[bytes]] = []

    def warm_up(self) -> None:
        """Start now the children that should be waiting and do not."""
        with self._lock:
            self._warm = [child for child in self._warm if child.poll() is None]
            self._warm += [_start() for _ in range(TIEDES - len(self._warm))]

    def run(self, travail: Travail, on_lignes: Callable[[int], None]) -> Constat:
        """Run one job; on_lignes is told how far it is, every few seconds at least.

        What on_lignes raises ends the child. Raises ChildLost.
        """
        with self._lock:
            child = self._warm.pop(0) if self._warm else None
        if child is None or child.poll() is not None:
            child = _start()
        try:
            return _converse(child, travail, on_lignes)
        finally:
            child.kill()
            child.wait()
            _close(child)

    def close(self) -> None:
        """End the children that wait."""
        with self._lock:
            waiting, self._warm = self._warm, []
        for child in waiting:
            child.kill()
            child.wait()
            _close(child)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "boucle.operations.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _converse(
    child: subprocess.Popen[bytes], travail: Travail, on_lignes: Callable[[int], None]
) -> Constat:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(msgspec.json.encode(travail) + b"\n")
        child.stdin.flush()
    except BrokenPipeError as error:
        raise ChildLost("child gone before its job") from error
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(child.stdout, lines), daemon=True).start()
    lignes, silence_s = 0, 0
    while True:
        try:
            line = lines.get(timeout=_BATTEMENT_S)
        except queue.Empty:
            silence_s += _BATTEMENT_S
            if silence_s >= SILENCE_MAX_S:
                raise ChildLost(f"child silent for {silence_s} s") from None
            on_lignes(lignes)
            continue
        if not line:
            raise ChildLost(f"child ended with status {child.wait()}")
        silence_s = 0
        message: dict[str, Any] = msgspec.json.decode(line)
        if "constat" in message:
            return msgspec.convert(message["constat"], Constat)
        lignes = message["lignes"]
        on_lignes(lignes)


def _listen(stdout: IO[bytes], lines: queue.Queue[bytes]) -> None:
    """Pass on each line, then an empty one when the child has closed its output."""
    while line := stdout.readline():
        lines.put(line)
    lines.put(b"")


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
