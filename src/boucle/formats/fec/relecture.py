"""Relecture: a few lines of a file read again, to show what the first reading did not keep."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from boucle.formats.fec.grille import Grille
from boucle.formats.fec.lignes import read_ligne
from boucle.formats.fec.structure import split_lignes


@dataclass(slots=True)
class Relecture:
    """blocs: physical line and offset of the first line of each block, in order."""

    stream: BinaryIO
    grille: Grille
    blocs: list[tuple[int, int]]

    def read(self, lignes: Iterable[int]) -> dict[int, dict[str, str]]:
        """Read lines by their number: the text of each imposed column, blanks cut."""
        debuts = [line for line, _ in self.blocs]
        found: dict[int, dict[str, str]] = {}
        wanted = sorted(set(lignes))
        for at, numbers in groupby(wanted, key=lambda n: bisect_right(debuts, n) - 1):
            rows = self._read_bloc(at)
            for n in numbers:
                found[n] = self._read_ligne(n, rows[n - debuts[at]])
        return found

    def _read_bloc(self, at: int) -> list[bytes]:
        offset = self.blocs[at][1]
        self.stream.seek(offset)
        size = self.blocs[at + 1][1] - offset if at + 1 < len(self.blocs) else -1
        return split_lignes(self.stream.read(size), self.grille.ouverture.encodage.fin)[0]

    def _read_ligne(self, n: int, raw: bytes) -> dict[str, str]:
        cells = read_ligne(n, raw, self.grille.ouverture).cells or []
        return {nom: cells[at] for nom, at in self.grille.places.items() if at < len(cells)}
