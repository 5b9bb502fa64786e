"""Compact: whole numbers kept by the million, each block in the smallest width that holds it.

A file of ten million lines gives some three million écritures: what is remembered of each one
must weigh a few bytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Entiers = NDArray[np.int64]

_HALF = 1 << 31
_WIDTHS = ((1 << 8, np.uint8), (1 << 16, np.uint16), (1 << 32, np.uint32))


class Compact:
    """A column of 64-bit integers that only grows."""

    def __init__(self, dtype: type[np.int64] | type[np.uint64] = np.int64) -> None:
        self._dtype = dtype
        self._parts: list[tuple[int, NDArray[np.unsignedinteger]]] = []
        self._low = self._high = 0
        self.size = 0

    def append(self, values: NDArray[np.integer]) -> None:
        """Add a block of values at the end."""
        if not values.size:
            return
        low, high = int(values.min()), int(values.max())
        width: type[np.unsignedinteger] = np.uint64
        for limit, narrow in _WIDTHS:
            if high - low < limit:
                width = narrow
                break
        offsets = (values.astype(self._dtype) - self._dtype(low)).astype(width)
        self._parts.append((low, offsets))
        self._low, self._high = min(self._low, low), max(self._high, high)
        self.size += values.size

    def take(self) -> NDArray[Any]:
        """Give all the values as one array and forget them: 32 bits where they fit, else 64."""
        dtype: type[np.integer] = self._dtype
        if dtype is np.int64 and self._low >= -_HALF and self._high < _HALF:
            dtype = np.int32
        whole = np.empty(self.size, dtype)
        at = 0
        for low, offsets in self._parts:
            end = at + offsets.size
            np.add(offsets.astype(dtype), dtype(low), out=whole[at:end])
            at = end
        self._parts.clear()
        return whole
