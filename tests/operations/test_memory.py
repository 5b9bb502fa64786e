"""What large arrays let go of serves the next ones, in a process that reads one file."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# Huge pages, where a machine gives them unasked, would hide how many are asked for.
PROGRAMME = """
import ctypes
import resource
import numpy as np
from boucle.machine import memory

PR_SET_THP_DISABLE = 41
assert ctypes.CDLL(None).prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0
if {kept}:
    assert memory.keep_freed()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    arrays = [np.ones(3 << 20, np.uint8) for _ in range(6)]
    del arrays
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _faults(*, kept: bool) -> int:
    """Count the pages asked of the system for twenty rounds of six arrays of 3 MiB."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAMME.format(kept=kept)],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="this C library is not glibc")
def test_pages_are_asked_for_once() -> None:
    pages = 6 * (3 << 20) // 4096
    assert _faults(kept=True) < 2 * pages < _faults(kept=False)
