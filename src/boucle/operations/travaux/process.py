"""Process: keeping warm children ready, and running one job in it.

Starting an interpreter with its libraries takes half a second: children are started beforehand and
wait. One child reads one file, so that its memory goes with it.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import msgspec

from boucle.errors import Refus, kind_of
from boucle.incidents import say
from boucle.machine import sandbox
from boucle.operations.travaux.echange import Constat, Travail
from boucle.operations.travaux.enfants import Enfant, tell
from boucle.operations.travaux.plafonds import Veille

_LOG = logging.getLogger("boucle.enfants")
_BATTEMENT_S = 1
_REGARD_S = 1 / 10
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
        self._warm: list[Enfant] = []

    def warm_up(self) -> None:
        """Start now the children that should be waiting and do not."""
        tell(sandbox.available())
        with self._lock:
            for child in self._warm:
                if child.gone:
                    child.end()
            self._warm = [child for child in self._warm if not child.gone]
            self._warm += [Enfant.start() for _ in range(TIEDES - len(self._warm))]

    def run(
        self,
        travail: Travail,
        on_lignes: Callable[[int], None],
        then: Callable[[Constat, Path], None] = lambda _constat, _folder: None,
    ) -> Constat:
        """Run one job; on_lignes is told how far it is, every few seconds at least.

        then: called with what was learnt and the child's folder, before it goes. What on_lignes
        raises ends the child. Raises ChildLost; refuses LECTURE_TROP_LONGUE,
        CALCUL_EXCESSIF and MEMOIRE_EXCESSIVE when the job oversteps its plafonds.
        """
        with self._lock:
            child = self._warm.pop(0) if self._warm else None
        if travail.egards:
            # A long reading begins: whatever comes meanwhile finds a warm one all the same.
            self.warm_up()
        if child is not None and child.gone:
            child.end()
            child = None
        child = child or Enfant.start()
        try:
            constat = _converse(child, travail, on_lignes)
            then(constat, Path(child.folder.name))
            return constat
        finally:
            child.end()

    def close(self) -> None:
        """End the children that wait."""
        with self._lock:
            waiting, self._warm = self._warm, []
        for child in waiting:
            child.end()


def _converse(child: Enfant, travail: Travail, on_lignes: Callable[[int], None]) -> Constat:
    stdin, stdout = child.process.stdin, child.process.stdout
    assert stdin is not None
    assert stdout is not None
    try:
        stdin.write(msgspec.json.encode(travail) + b"\n")
        stdin.flush()
    except BrokenPipeError as error:
        raise ChildLost("child gone before its job") from error
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(stdout, lines), daemon=True).start()
    veille = Veille(travail.plafonds, child.process.pid)
    lignes, heard_s, beat_s = 0, time.monotonic(), time.monotonic()
    while True:
        veille.look()
        now_s = time.monotonic()
        try:
            line = lines.get(timeout=_REGARD_S)
        except queue.Empty:
            if now_s - heard_s >= SILENCE_MAX_S:
                raise ChildLost(f"child silent for {SILENCE_MAX_S} s") from None
            if now_s - beat_s >= _BATTEMENT_S:
                beat_s = now_s
                on_lignes(lignes)
            continue
        if not line:
            status = child.process.wait()
            travail.plafonds.judge_status(status)
            raise ChildLost(f"child ended with status {status}")
        heard_s = now_s
        message: dict[str, Any] = msgspec.json.decode(line)
        if "constat" in message:
            return msgspec.convert(message["constat"], Constat)
        if "panne" in message:
            raise Refus(kind_of(message["panne"]))
        if "enclos" in message:
            tell(tuple(message["enclos"]))
            continue
        if "lot" in message:
            cle = message["panne_lot"] or "lot"
            say(_LOG, cle, "a lot could not be written: %s", message["lot"])
            continue
        lignes = message["lignes"]
        on_lignes(lignes)


def _listen(stdout: IO[bytes], lines: queue.Queue[bytes]) -> None:
    """Pass on each line, then an empty one when the child has closed its output."""
    while line := stdout.readline():
        lines.put(line)
    lines.put(b"")
