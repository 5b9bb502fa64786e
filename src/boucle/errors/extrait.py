"""Extrait: the lines of the file that a rapport shows, read again, cut around the cell at fault.

Only the lines asked for are decoded; the rest of the file is counted, block by block, and the
reading stops after the last of them. Anomalies do not carry their line: a rapport would then
weigh as much as the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from boucle.errors.anomalie import Anomalie
from boucle.errors.francais import visible

BLOCK_OCTETS = 1 << 20
LINE_OCTETS_MAX = 16_384
_CODECS = {
    "UTF-8": "utf-8", "ASCII": "ascii", "ISO-8859-15": "iso8859-15", "cp1252": "cp1252",
}
_SEPARATORS = {"tabulation": "\t"}
VIDE = "(vide)"


@dataclass(frozen=True, slots=True)
class Extrait:
    """Show one line: the text before the cell, the cell, the text after it."""

    ligne: int
    avant: str
    cellule: str
    apres: str


def read_lignes(
    source: IO[bytes], lignes: Iterable[int], fin_de_ligne: str = "LF"
) -> dict[int, bytes]:
    """Give the bytes of these physical lines (from 1), each cut at 16 KiB, without its EOL."""
    wanted = sorted(set(lignes))
    found: dict[int, bytes] = {}
    mark = b"\r" if fin_de_ligne == "CR" else b"\n"
    number, rank, carry = 1, 0, b""
    while rank < len(wanted):
        block = source.read(BLOCK_OCTETS)
        ends = block.count(mark)
        if block and number + ends < wanted[rank]:
            number += ends
            carry = _last_piece(block, mark, carry, ends)
            continue
        pieces = block.split(mark)
        pieces[0] = carry + pieces[0]
        complete = len(pieces) if not block else len(pieces) - 1
        while rank < len(wanted) and wanted[rank] - number < complete:
            piece = pieces[wanted[rank] - number]
            found[wanted[rank]] = piece.rstrip(b"\r")[:LINE_OCTETS_MAX]
            rank += 1
        if not block:
            break
        number += ends
        carry = pieces[-1][:LINE_OCTETS_MAX]
    return found


def _last_piece(block: bytes, mark: bytes, carry: bytes, ends: int) -> bytes:
    tail = block[block.rfind(mark) + 1 :] if ends else carry + block
    return tail[:LINE_OCTETS_MAX]


def excerpt(
    raw: bytes, anomalie: Anomalie, *, encodage: str = "UTF-8", separateur: str = "tabulation",
    width: int = 96,
) -> Extrait:
    """Cut one line around the cell that the anomalie names; the whole line when it names none."""
    text = raw.decode(_CODECS.get(encodage, "utf-8"), errors="replace").removeprefix("\ufeff")
    mark = _SEPARATORS.get(separateur, separateur)
    cells = text.split(mark) if mark else [text]
    shown = [visible(cell.strip()) for cell in cells]
    ligne = anomalie.ligne or 0
    rank = anomalie.champ
    if rank is None or not 1 <= rank <= len(shown):
        return Extrait(ligne, _cut_end("  ".join(shown), width), "", "")
    cell = _cut_end(shown[rank - 1] or VIDE, width // 2)
    room = width - len(cell) - 4
    left = "  ".join(shown[: rank - 1])
    right = _cut_end("  ".join(shown[rank:]), max(room - min(len(left), room * 2 // 3), 8))
    left = _cut_start(left, max(room - len(right), 8))
    return Extrait(ligne, left + "  " if left else "", cell, "  " + right if right else "")


def _cut_end(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _cut_start(text: str, width: int) -> str:
    return text if len(text) <= width else "…" + text[-(width - 1) :]
