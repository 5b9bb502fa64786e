"""Extrait: the lines of the file that a rapport shows, read again, cut around the cell at fault.

Only the lines asked for are decoded; the rest of the file is counted, block by block, and the
reading stops after the last of them. Anomalies do not carry their line: a rapport would then
weigh as much as the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from boucle.errors.anomalie import Anomalie
from boucle.errors.francais import visible

BLOCK_OCTETS = 1 << 20
LINE_OCTETS_MAX = 16_384
_CODECS = {
    "UTF-8": "utf-8",
    "ASCII": "ascii",
    "ISO-8859-15": "iso8859-15",
    "cp1252": "cp1252",
}
_SEPARATORS = {"tabulation": "\t"}
VIDE = "(vide)"
ECRITURE_LIGNES_MAX = 12
"""An écriture over more lines than this is shown by its first line."""
_CLE = ("journalcode", "ecriturenum")
_LIBELLE = "ecriturelib"
_UTILES = (
    *_CLE,
    "ecrituredate",
    "comptenum",
    "compauxnum",
    _LIBELLE,
    "debit",
    "credit",
    "montant",
    "sens",
)
_LIBELLE_MIN = 8


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


def lines_of(anomalie: Anomalie) -> range:
    """Number the lines to show: those of an écriture that is short enough, else one or none."""
    premiere = anomalie.ligne
    if premiere is None:
        return range(0)
    bornes = anomalie.lignes
    if anomalie.champ is None and bornes and bornes[1] - bornes[0] < ECRITURE_LIGNES_MAX:
        return range(bornes[0], bornes[1] + 1)
    return range(premiere, premiere + 1)


def excerpts(
    anomalie: Anomalie, extraits: Mapping[int, bytes], faits: Mapping[str, Any], width: int
) -> list[Extrait]:
    """Cut the lines to show of an anomalie; a line of another écriture among them is left out.

    extraits: bytes of lines, by number. faits: those of the rapport.
    """
    cuts: list[Extrait] = []
    key: list[str] | None = None
    for n in lines_of(anomalie):
        if n not in extraits:
            continue
        cells = _cells(extraits[n], faits.get("encodage", ""), faits.get("separateur", ""))
        own = _pick(cells, faits.get("colonnes", ()), _CLE)
        key = own if key is None else key
        if own == key:
            cuts.append(_excerpt(n, cells, anomalie.champ, faits.get("colonnes", ()), width))
    return cuts


def excerpt(
    raw: bytes,
    anomalie: Anomalie,
    *,
    encodage: str = "UTF-8",
    separateur: str = "tabulation",
    width: int = 96,
) -> Extrait:
    """Cut one line around the cell that the anomalie names; the whole line when it names none."""
    cells = _cells(raw, encodage, separateur)
    return _excerpt(anomalie.ligne or 0, cells, anomalie.champ, (), width)


def _cells(raw: bytes, encodage: str, separateur: str) -> list[str]:
    text = raw.decode(_CODECS.get(encodage, "utf-8"), errors="replace").removeprefix("\ufeff")
    mark = _SEPARATORS.get(separateur, separateur)
    cells = text.split(mark) if mark else [text]
    return [visible(cell.strip()) for cell in cells]


def _pick(cells: list[str], colonnes: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Take the cells of some columns, where the line has as many fields as there are columns."""
    if not colonnes or len(cells) < len(colonnes) or any(cells[len(colonnes) :]):
        return []
    places = {nom.lower(): at for at, nom in enumerate(colonnes)}
    return [cells[places[nom]] for nom in wanted if nom in places]


def _sum_up(cells: list[str], colonnes: Sequence[str], width: int) -> str:
    """Write what matters in a line of écriture: key, day, compte, label cut to fit, amounts."""
    useful = _pick(cells, colonnes, _UTILES)
    before = _pick(cells, colonnes, _UTILES[: _UTILES.index(_LIBELLE)])
    whole = "  ".join(useful)
    if len(whole) > width and len(useful) > len(before):
        room = max(_LIBELLE_MIN, len(useful[len(before)]) - (len(whole) - width))
        useful[len(before)] = _cut_end(useful[len(before)], room)
    return "  ".join(useful)


def _excerpt(
    ligne: int, shown: list[str], rank: int | None, colonnes: Sequence[str], width: int
) -> Extrait:
    if rank is None and ligne > 1 and (short := _sum_up(shown, colonnes, width)):
        return Extrait(ligne, _cut_end(short, width), "", "")
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
