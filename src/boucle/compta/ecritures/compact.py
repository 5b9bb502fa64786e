"""Compact: whole numbers kept by the million, each block in the smallest width that holds it.

A file of ten million lines gives some three million écritures: what is remembered of each one
must weigh a few bytes. They live in pages of their own, away from the large arrays that come and
go with each block, which would otherwise leave holes around them.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_PAGE = 1 << 18
_HALF = 1 << 31
_WIDTHS = ((1 << 8, np.uint8), (1 << 16, np.uint16), (1 << 32, np.uint32))
LIMB = 40
"""Where a wide number is cut in two, when its two ends are narrow."""


class _Part(NamedTuple):
    """Numbers less the lowest of them, shifted left by so many bits."""

    shift: int
    low: int
    offsets: NDArray[Any]


class _Limb(NamedTuple):
    """Numbers to be stored, with their bounds."""

    values: NDArray[Any]
    low: int
    high: int
    shift: int

    @property
    def width(self) -> np.dtype[Any]:
        """Smallest width that holds them, less the lowest."""
        for limit, width in _WIDTHS:
            if self.high - self.low < limit:
                return np.dtype(width)
        return np.dtype(np.uint64)


class Compact:
    """A column of 64-bit integers that only grows."""

    def __init__(self, dtype: type[np.int64] | type[np.uint64] = np.int64) -> None:
        self._dtype = dtype
        self._blocks: list[tuple[_Part, ...]] = []
        self._page: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._low = self._high = 0
        self.size = 0

    def append(self, values: NDArray[Any]) -> None:
        """Add a block of values at the end."""
        if not values.size:
            return
        low, high = int(values.min()), int(values.max())
        whole = _Limb(values, low, high, 0)
        limbs = [whole]
        if whole.width.itemsize == 8 and low >= 0:
            kind = values.dtype.type
            tops, ends = values >> kind(LIMB), values & kind((1 << LIMB) - 1)
            limbs = [_limb(tops, LIMB), _limb(ends, 0)]
            if sum(limb.width.itemsize for limb in limbs) >= 8:
                limbs = [whole]
        self._blocks.append(tuple(map(self._store, limbs)))
        self._low, self._high = min(self._low, low), max(self._high, high)
        self.size += values.size

    def _store(self, limb: _Limb) -> _Part:
        values, width = limb.values, limb.width
        need = values.size * width.itemsize
        if need > self._page.size:
            self._page = np.frombuffer(mmap.mmap(-1, max(_PAGE, need)), np.uint8)
        offsets = self._page[:need].view(width)
        # The next part starts on a boundary that suits any width.
        self._page = self._page[-(-need // 8) * 8 :]
        offsets[:] = values - values.dtype.type(limb.low)
        return _Part(limb.shift, limb.low, offsets)

    def whole(self) -> NDArray[Any]:
        """Give all the values as one array: 32 bits where they fit, else 64."""
        whole = np.zeros(self.size, self._narrow())
        dtype = whole.dtype
        at = 0
        for parts in self._blocks:
            end = at + parts[0].offsets.size
            for shift, low, offsets in parts:
                whole[at:end] += (offsets.astype(dtype) + dtype.type(low)) << dtype.type(shift)
            at = end
        return whole

    def blocks(self) -> Iterator[NDArray[Any]]:
        """Give the values block by block, as they were appended."""
        for parts in self._blocks:
            yield self._read(parts, slice(None))

    def _read(self, parts: tuple[_Part, ...], at: slice | NDArray[np.int64]) -> NDArray[Any]:
        dtype = np.dtype(self._dtype).type
        limbs = [
            (offsets[at].astype(dtype) + dtype(low)) << dtype(shift)
            for shift, low, offsets in parts
        ]
        return limbs[0] if len(limbs) == 1 else limbs[0] + limbs[1]

    def gather(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Give the values of some rows, in their order."""
        found = np.zeros(rows.size, self._dtype)
        if not rows.size:
            return found
        starts = self._starts()
        blocks = np.searchsorted(starts, rows, side="right") - 1
        for block in np.unique(blocks).tolist():
            here = blocks == block
            found[here] = self._read(self._blocks[block], rows[here] - starts[block])
        return found

    def equal(self, value: int) -> NDArray[np.bool_]:
        """Tell which rows have this value; for columns that fit in one limb."""
        parts = []
        for ((_, low, offsets),) in self._blocks:
            inside = 0 <= value - low <= np.iinfo(offsets.dtype).max
            parts.append(offsets == value - low if inside else np.zeros(offsets.size, np.bool_))
        return np.concatenate(parts) if parts else np.zeros(0, np.bool_)

    def _narrow(self) -> type[np.integer[Any]]:
        fits = self._dtype is np.int64 and self._low >= -_HALF and self._high < _HALF
        return np.int32 if fits else self._dtype

    def _starts(self) -> NDArray[np.int64]:
        sizes = [parts[0].offsets.size for parts in self._blocks]
        return np.cumsum([0, *sizes[:-1]])


def _limb(values: NDArray[Any], shift: int) -> _Limb:
    return _Limb(values, int(values.min()), int(values.max()), shift)
