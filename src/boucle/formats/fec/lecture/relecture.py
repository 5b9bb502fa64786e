"""Relecture: a few lines of a file read again, to show what the first reading did not keep."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boucle.compta.contexte import Contexte
from boucle.errors.rapport.extrait import LINE_OCTETS_MAX, read_lignes
from boucle.formats.fec.forme.cellules import judge
from boucle.formats.fec.forme.colonnes import BIC, COLONNES
from boucle.formats.fec.forme.lignes import read_ligne
from boucle.formats.fec.forme.ouverture import Ouverture, open_fec
from boucle.formats.fec.lecture.grille import Grille
from boucle.formats.fec.lecture.octets import FENETRE

_PAS = 1 << 15
_PORTEE = 2 * FENETRE
"""Octets read from a place, before all that is left of its block is."""


class Repere(NamedTuple):
    """A place of the file where lines are looked for.

    ligne: number of the first line that begins there or after. entamee: 1 where a line begun
    before it goes on there, else 0. debut, fin: offset of the place, and of the end of its block.
    """

    ligne: int
    entamee: int
    debut: int
    fin: int


def mark_bloc(ligne: int, debut: int, fin: int, lignes_avant: Sequence[int]) -> Iterator[Repere]:
    """Mark the places of a block. lignes_avant: how many lines end before each window of it."""
    yield Repere(ligne, 0, debut, fin)
    for rang, avant in enumerate(lignes_avant):
        if rang:
            yield Repere(ligne + avant + 1, 1, debut + rang * FENETRE, fin)


class _Lignes:
    """The lines of some octets, found without cutting them all: ends are counted by windows, then
    placed in the windows where a line wanted begins or ends."""

    def __init__(self, octets: bytes, fin: str) -> None:
        self._octets, self._fin = octets, fin
        self._mark = 13 if fin == "CR" else 10
        self._array = np.frombuffer(octets, np.uint8)
        windows = range(0, len(octets), _PAS)
        self._sums = [0, *accumulate(int(np.count_nonzero(self._marks(at))) for at in windows)]

    def holds(self, rang: int) -> bool:
        """True when the end of this line is there."""
        return rang < self._sums[-1]

    def take(self, rang: int) -> bytes:
        """Give one line without its end."""
        start = self._end(rang - 1) + 1 if rang else 0
        line = self._octets[start : self._end(rang)]
        return line.removeprefix(b"\n") if self._fin == "CR" else line.rstrip(b"\r")

    def _marks(self, start: int) -> NDArray[np.bool_]:
        marks: NDArray[np.bool_] = self._array[start : start + _PAS] == self._mark
        return marks

    def _end(self, rang: int) -> int:
        """Place the end of a line; the end of the block where the line has none."""
        if rang >= self._sums[-1]:
            return len(self._octets)
        window = bisect_right(self._sums, rang) - 1
        start = window * _PAS
        return start + int(np.flatnonzero(self._marks(start))[rang - self._sums[window]])


@dataclass(slots=True)
class Relecture:
    """reperes: the places of the file, in order."""

    stream: BinaryIO
    grille: Grille
    reperes: list[Repere]

    def read(self, lignes: Iterable[int]) -> dict[int, dict[str, str]]:
        """Read lines by their number: the text of each imposed column, blanks cut."""
        debuts = [repere.ligne for repere in self.reperes]
        found: dict[int, dict[str, str]] = {}
        wanted = sorted(set(lignes))
        for at, numbers in groupby(wanted, key=lambda n: bisect_right(debuts, n) - 1):
            repere = self.reperes[at]
            lines = self._read_lines(repere, _PORTEE)
            for n in numbers:
                rang = n - repere.ligne + repere.entamee
                if not lines.holds(rang):
                    lines = self._read_lines(repere, repere.fin - repere.debut)
                found[n] = self._read_ligne(n, lines.take(rang))
        return found

    def _read_lines(self, repere: Repere, octets: int) -> _Lignes:
        self.stream.seek(repere.debut)
        read = self.stream.read(min(octets, repere.fin - repere.debut))
        return _Lignes(read, self.grille.ouverture.encodage.fin)

    def _read_ligne(self, n: int, raw: bytes) -> dict[str, str]:
        cells = read_ligne(n, raw, self.grille.ouverture).cells or []
        return {nom: cells[at] for nom, at in self.grille.places.items() if at < len(cells)}


Textes = dict[str, str]
"""The text of each imposed column of one line."""


class Relues:
    """Lines of one file, asked for by several rooms: it is opened once, and each line read once."""

    def __init__(self, source: Path, contexte: Contexte) -> None:
        self._source, self._contexte = source, contexte
        self._textes: dict[int, Textes] = {}
        self._asked: set[int] = set()

    @cached_property
    def _ouverture(self) -> Ouverture:
        return open_fec(self._source, self._contexte)

    @cached_property
    def champs(self) -> dict[str, int]:
        """Place of each imposed column in a line, from 1, however the file names it."""
        entete = self._ouverture.entete
        return {nom: at + 1 for nom, at in entete.places.items()} if entete else {}

    def read(self, numbers: Iterable[int]) -> dict[int, Textes]:
        """Read lines by their number, among others already read; one that is cut, being too long,
        is left out."""
        wanted = set(numbers) - self._asked
        if wanted and self.champs:
            self._asked |= wanted
            with self._source.open("rb") as stream:
                lines = read_lignes(stream, wanted, self._ouverture.encodage.fin)
            for n, raw in lines.items():
                whole = len(raw) < LINE_OCTETS_MAX
                cells = read_ligne(n, raw, self._ouverture).cells if whole else None
                if cells is not None:
                    self._textes[n] = {nom: cells[at - 1] for nom, at in self.champs.items()}
        return self._textes


def ecart_of(line: Textes) -> int | None:
    """Read debit less credit of a line, in centimes; None where an amount is no amount."""
    values = {
        nom: judge(COLONNES[nom], BIC, line[nom]).valeur
        for nom in ("Debit", "Credit", "Montant", "Sens")
        if nom in line
    }
    if not all(isinstance(value, int) for value in values.values()):
        return None
    if "Montant" in values:
        return int(values["Montant"] or 0) * int(values.get("Sens") or 0)
    return int(values.get("Debit") or 0) - int(values.get("Credit") or 0)
