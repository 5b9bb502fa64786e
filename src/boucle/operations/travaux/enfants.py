"""Enfants: how a process that reads a stranger's file is started: with nothing of its parent's.

Its environment is empty, but for what the interpreter needs to find its libraries; its own folder,
the only one that it may write in, goes with it.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from boucle.machine import sandbox

_LOG = logging.getLogger("boucle.enfants")
_KEPT = (
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "POLARS_MAX_THREADS",
    "BOUCLE_FAUTE",
)
_told: set[tuple[str, ...]] = set()


def environment(folder: str) -> dict[str, str]:
    """Give the environment of a child whose temporary files go to a folder."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # A thread of its own would be started before the child is shut in, and is of no use to it.
    return {**kept, "TMPDIR": folder, "HOME": folder, "OPENBLAS_NUM_THREADS": "1"}


@dataclass(slots=True)
class Enfant:
    """One child and its folder."""

    process: subprocess.Popen[bytes]
    folder: tempfile.TemporaryDirectory[str]

    @classmethod
    def start(cls) -> Enfant:
        """Start a child that is spoken to through its standard input and output."""
        folder = tempfile.TemporaryDirectory(prefix="boucle-enfant-", ignore_cleanup_errors=True)
        process = subprocess.Popen(
            # -P: nothing of the current folder, where the data may be, is imported.
            [sys.executable, "-P", "-m", "boucle.operations.travaux.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(folder.name),
        )
        return cls(process, folder)

    @property
    def gone(self) -> bool:
        """True when it ended."""
        return self.process.poll() is not None

    def end(self) -> None:
        """Kill it, and remove its folder."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.folder.cleanup()


def tell(held: tuple[str, ...]) -> None:
    """Say in the log, once for each thing there is to say, what shuts the children in."""
    if held in _told:
        return
    _told.add(held)
    missing = [name for name in sandbox.MECHANISMS if name not in held]
    if missing:
        _LOG.warning(
            "reading children are not fully shut in: this system has no %s", ", ".join(missing)
        )
    else:
        _LOG.info("reading children are shut in by %s", ", ".join(held))
