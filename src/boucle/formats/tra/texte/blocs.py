"""Blocs: the lines of a file by blocks, bounded whatever the bytes hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

BLOC_OCTETS = 1 << 20
LIGNE_OCTETS_MAX = 1 << 16
"""The widest record of the notice has 4,250 columns."""
_FIN_DOS = b"\x1a"


class Bloc(NamedTuple):
    """Whole lines, without their LF (a CR may be left); premiere: number of the first one.

    A line longer than `LIGNE_OCTETS_MAX` is cut there, and known by its length. The last line of
    a file may have no end: `ouverte`.
    """

    premiere: int
    lignes: list[bytes]
    ouverte: bool = False


def read_blocs(stream: BinaryIO, fin: str, octets: int = BLOC_OCTETS) -> Iterator[Bloc]:
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
        lignes = (reste + chunk).split(mark)
        reste = lignes.pop()
        if len(reste) > LIGNE_OCTETS_MAX:
            # The end of a line without end is dropped as it comes.
            reste = reste[: LIGNE_OCTETS_MAX + 1]
        if lignes:
            if max(map(len, lignes)) > LIGNE_OCTETS_MAX:
                lignes = [ligne[: LIGNE_OCTETS_MAX + 1] for ligne in lignes]
            yield Bloc(n, lignes)
            n += len(lignes)
    if reste.strip(_FIN_DOS + b"\r"):
        yield Bloc(n, [reste.rstrip(_FIN_DOS)], ouverte=True)
