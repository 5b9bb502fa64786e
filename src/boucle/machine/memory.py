"""Memory: what the C library does with the memory that large arrays give back.

By default glibc hands a large array's pages back to the system as soon as it is let go of, and
the next one asks for them again, cleared one by one: a fifth of the time of a reader whose arrays
are all alike. It also keeps a heap per thread, where holes add up.
"""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Parameters of `mallopt` (malloc.h)."""
_KEPT_OCTETS = 100 << 20
_ARRAY_OCTETS_MAX = 32 << 20


def keep_freed() -> bool:
    """Have a process that reads one file, then ends, keep what it lets go of for its next arrays.

    To be called before any thread is started. False where the C library is not glibc: nothing is
    changed then.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # Another C library; none by that name.
        return False
    wanted = (
        (_ARENA_MAX, 1),
        (_TRIM_THRESHOLD, _KEPT_OCTETS),
        (_MMAP_THRESHOLD, _ARRAY_OCTETS_MAX),
    )
    taken = [mallopt(name, value) for name, value in wanted]
    return taken == [1] * len(wanted)
