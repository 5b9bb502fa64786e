"""Relecture: a few lines of a file read again, to show what the first reading did not keep."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from boucle.formats.fec.grille import Grille
from boucle.formats.fec.lignes import read_ligne

_FENETRE = 1 << 15


class _Lignes:
    """The lines of a block, found without cutting them all: ends are counted by windows, then
    placed in the windows where a line wanted begins or ends."""

    def __init__(self, octets: bytes, fin: str) -> None:
        self._octets, self._fin = octets, fin
        self._mark = 13 if fin == "CR" else 10
        self._array = np.frombuffer(octets, np.uint8)
        windows = range(0, len(octets), _FENETRE)
        self._sums = [0, *accumulate(int(np.count_nonzero(self._marks(at))) for at in windows)]

    def take(self, rang: int) -> bytes:
        """Give one line without its end."""
        start = self._end(rang - 1) + 1 if rang else 0
        line = self._octets[start : self._end(rang)]
        return line.removeprefix(b"\n") if self._fin == "CR" else line.rstrip(b"\r")

    def _marks(self, start: int) -> NDArray[np.bool_]:
        marks: NDArray[np.bool_] = self._array[start : start + _FENETRE] == self._mark
        return marks

    def _end(self, rang: int) -> int:
        """Place the end of a line; the end of the block where the line has none."""
        if rang >= self._sums[-1]:
            return len(self._octets)
        window = bisect_right(self._sums, rang) - 1
        start = window * _FENETRE
        return start + int(np.flatnonzero(self._marks(start))[rang - self._sums[window]])


@dataclass(slots=True)
class Relecture:
    """blocs: first physical line of each block, and where it begins and ends in the file."""

    stream: BinaryIO
    grille: Grille
    blocs: list[tuple[int, int, int]]

    def read(self, lignes: Iterable[int]) -> dict[int, dict[str, str]]:
        """Read lines by their number: the text of each imposed column, blanks cut."""
        debuts = [line for line, _, _ in self.blocs]
        found: dict[int, dict[str, str]] = {}
        wanted = sorted(set(lignes))
        for at, numbers in groupby(wanted, key=lambda n: bisect_right(debuts, n) - 1):
            _, debut, fin = self.blocs[at]
            self.stream.seek(debut)
            lines = _Lignes(self.stream.read(fin - debut), self.grille.ouverture.encodage.fin)
            for n in numbers:
                found[n] = self._read_ligne(n, lines.take(n - debuts[at]))
        return found

    def _read_ligne(self, n: int, raw: bytes) -> dict[str, str]:
        cells = read_ligne(n, raw, self.grille.ouverture).cells or []
        return {nom: cells[at] for nom, at in self.grille.places.items() if at < len(cells)}
