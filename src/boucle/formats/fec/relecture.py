"""Relecture: a few lines of a file read again, to show what the first reading did not keep."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

import numpy as np

from boucle.formats.fec.grille import Grille
from boucle.formats.fec.lignes import read_ligne


class _Lignes:
    """The lines of a block, found by their ends without cutting them all."""

    def __init__(self, octets: bytes, fin: str) -> None:
        self._octets, self._fin = octets, fin
        mark = 13 if fin == "CR" else 10
        self._ends = np.flatnonzero(np.frombuffer(octets, np.uint8) == mark)

    def take(self, rang: int) -> bytes:
        """Give one line without its end."""
        start = int(self._ends[rang - 1]) + 1 if rang else 0
        end = int(self._ends[rang]) if rang < self._ends.size else len(self._octets)
        line = self._octets[start:end]
        return line.removeprefix(b"\n") if self._fin == "CR" else line.rstrip(b"\r")


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
