"""Memoire: what was read and may serve again, kept within so many bytes.

Shared by the threads of a process; what served last stays longest.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Memoire:
    """Keep values under keys that say what they are: a key never changes its value."""

    def __init__(self, octets_max: int) -> None:
        self._octets_max = octets_max
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.octets = 0

    def get(self, key: Hashable) -> Any | None:
        """Give what is kept under a key, None when nothing is."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, octets: int) -> None:
        """Keep a value, in place of what has not served for longest; none that is too large."""
        if not self.fits(octets):
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self.octets += octets - (before[1] if before is not None else 0)
            self._kept[key] = (value, octets)
            while self.octets > self._octets_max:
                _, (_, gone) = self._kept.popitem(last=False)
                self.octets -= gone

    def fits(self, octets: int) -> bool:
        """Tell whether a value of this size may be kept: one never takes more than half."""
        return octets <= self._octets_max // 2
