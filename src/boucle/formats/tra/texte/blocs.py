"""Blocs: the lines of a file by blocks, bounded whatever the bytes hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

BLOC_OCTETS = {False: 8 << 20, True: 16 << 20}
"""Read at a time, by whether movements are extended: a block costs more than its lines do."""
PART_OCTETS = 1 << 20
PART_LIGNES = 20_000
LIGNE_OCTETS_MAX = 1 << 16
"""The widest record of the notice has 4,250 columns."""
_FIN_DOS = b"\x1a"


@dataclass(frozen=True)
class Bloc:
    """Whole lines without the last LF (CRs may be left); premiere: number of the first one.

    The last line of a file may have no end: `ouverte`.
    """

    premiere: int
    octets: bytes
    mark: bytes = b"\n"
    ouverte: bool = False

    @cached_property
    def nombre(self) -> int:
        """Count the lines."""
        return self.octets.count(self.mark) + 1

    @cached_property
    def lignes(self) -> list[bytes]:
        """Give the lines without their LF; one longer than `LIGNE_OCTETS_MAX` is cut there, and
        known by its length."""
        lignes = self.octets.split(self.mark)
        if max(map(len, lignes)) > LIGNE_OCTETS_MAX:
            lignes = [ligne[: LIGNE_OCTETS_MAX + 1] for ligne in lignes]
        return lignes

    def parts(self) -> Iterator[Bloc]:
        """Give the same lines by smaller blocks, for whoever keeps more of each than its bytes."""
        lignes, octets = self.lignes, 0
        start = 0
        for at, ligne in enumerate(lignes):
            octets += len(ligne)
            if octets >= PART_OCTETS or at + 1 - start >= PART_LIGNES or at + 1 == len(lignes):
                part = self.mark.join(lignes[start : at + 1])
                yield Bloc(self.premiere + start, part, self.mark, self.ouverte)
                start, octets = at + 1, 0


def read_blocs(stream: BinaryIO, fin: str, octets: int = BLOC_OCTETS[False]) -> Iterator[Bloc]:
    """Read the lines that follow; fin: as `Encodage.fin` says.

    Lines end at LF; in a file whose fin is 'CR' they end at CR, and at LF too.
    """
    mark = b"\r" if fin == "CR" else b"\n"
    n, reste, after_cr = 1, b"", False
    while chunk := stream.read(octets):
        if fin == "CR":
            # A CRLF may be cut between two reads.
            first = b"\n" if after_cr and chunk.startswith(b"\n") else b""
            after_cr = chunk.endswith(b"\r")
            chunk = chunk.removeprefix(first).replace(b"\r\n", b"\r").replace(b"\n", b"\r")
        cut = chunk.rfind(mark)
        if cut < 0:
            reste += chunk
        else:
            whole = b"".join((reste, memoryview(chunk)[:cut]))
            reste = chunk[cut + 1 :]
        if len(reste) > LIGNE_OCTETS_MAX:
            # The end of a line without end is dropped as it comes.
            reste = reste[: LIGNE_OCTETS_MAX + 1]
        if cut >= 0:
            bloc = Bloc(n, whole, mark)
            yield bloc
            n += bloc.nombre
    if reste.strip(_FIN_DOS + b"\r"):
        yield Bloc(n, reste.rstrip(_FIN_DOS), mark, ouverte=True)
