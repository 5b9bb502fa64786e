"""Demarres: the real processes that a test has started, ended at its end whatever became of it."""

from __future__ import annotations

import subprocess

_RUNNING: list[subprocess.Popen[bytes]] = []


def started(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """Remember a process, and give it back."""
    _RUNNING.append(process)
    return process


def end_all() -> None:
    """Kill and wait for those that still run."""
    while _RUNNING:
        process = _RUNNING.pop()
        if process.poll() is None:
            process.kill()
        process.wait()
