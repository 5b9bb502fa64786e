"""Process: keeping one warm child ready, and running one job in it.

Starting an interpreter with its libraries takes half a second: a child is started beforehand and
waits. One child reads one file, so that its memory goes with it.
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

_BATTEMENT_S = 2
SILENCE_MAX_S = 900
"""A child that says nothing for so long is taken for stuck, and ended."""


class ChildLost(Exception):
    """The child ended without a constat: killed, out of memory, or crashed."""


class Children:
    """Hand out warm children, one per job."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._warm: subprocess.Popen[bytes] | None = None

    def warm_up(self) -> None:
        """Start the next child now, if none waits."""
        with self._lock:
            if self._warm is None or self._warm.poll() is not None:
                self._warm = _start()

    def run(self, travail: Travail, on_lignes: Callable[[int], None]) -> Constat:
        """Run one job; on_lignes is told how far it is, every few seconds at least.

        What on_lignes raises ends the child. Raises ChildLost.
        """
        with self._lock:
            child, self._warm = self._warm, None
        if child is None or child.poll() is not None:
            child = _start()
        try:
            return _converse(child, travail, on_lignes)
        finally:
            child.kill()
            child.wait()
            _close(child)

    def close(self) -> None:
        """End the child that waits."""
        with self._lock:
            child, self._warm = self._warm, None
        if child is not None:
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
