"""SourceLue: the lines of a file as it was received, beside what was found in them.

Only files that are lines of text are shown so: an archive, a workbook, an XML or a JSON is not
read here, and whoever asks is told why.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping

from boucle.errors.francais import visible
from boucle.errors.rapport.extrait import read_lignes
from boucle.operations.atelier import Atelier
from boucle.store.fichiers.depot import SourceAbsente
from boucle.values import Perimetre

SIGNES_MAX = 2_000
"""What is shown of a line at most; more is cut, and a mark says so."""

_TEXTES = ("CSV", "TRA", "FEC")
_CODAGES = {"ISO-8859-15": "iso8859-15", "ASCII": "ascii"}
_SEPARATEURS = {"tabulation": "\t"}


class Illisible(StrEnum):
    """Why the lines of a file are not shown."""

    ARCHIVE = "archive"
    CLASSEUR = "classeur"
    JSON = "json"
    AUTRE = "autre"
    ABSENTE = "absente"


@dataclass(frozen=True, slots=True)
class Morceau:
    """A part of a line; marque: the cell that is spoken of."""

    texte: str
    marque: bool = False


@dataclass(frozen=True, slots=True)
class LigneSource:
    """One line of the file. courante: the one that is spoken of, not a neighbour of it."""

    n: int
    morceaux: tuple[Morceau, ...]
    courante: bool

    @property
    def marquee(self) -> bool:
        """True when the cell was found again."""
        return any(one.marque for one in self.morceaux)


def unreadable(row: RowMapping, faits: Mapping[str, Any]) -> Illisible | None:
    """Say why the lines of the file of an import are not shown, None when they are."""
    nature = str(faits.get("apercu", {}).get("nature", ""))
    encodage = str(faits.get("encodage") or faits.get("apercu", {}).get("encodage") or "")
    if row["format"] == "JSON" or nature == "JSON":
        return Illisible.JSON
    if faits.get("archive") or faits.get("parties"):
        return Illisible.ARCHIVE
    if nature == "XLSX":
        return Illisible.CLASSEUR
    if not faits.get("fin_de_ligne") and nature not in _TEXTES:
        return Illisible.AUTRE
    return Illisible.AUTRE if encodage.lower().startswith(("utf-16", "utf-32")) else None


def read(
    atelier: Atelier,
    perimetre: Perimetre,
    row: RowMapping,
    faits: Mapping[str, Any],
    numbers: Collection[int],
) -> dict[int, bytes]:
    """Give these lines of the file of an import, those that it has. Raises SourceAbsente."""
    if not numbers:
        return {}
    blocks = atelier.depot.open_source(perimetre, row["import_id"])
    fin = str(faits.get("fin_de_ligne") or "LF")
    return read_lignes(_Flux(blocks), numbers, fin)  # type: ignore[arg-type]


class _Flux:
    """The blocks of a file, read as a stream is."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks

    def read(self, _octets: int = -1) -> bytes:
        return next((block for block in self._blocks if block), b"")


def cut(
    raw: bytes,
    n: int,
    faits: Mapping[str, Any],
    *,
    champ: int | None = None,
    lu: str | None = None,
    courante: bool = True,
) -> LigneSource:
    """Write one line, the cell that is spoken of marked when it is found.

    champ: the rank of the cell where the file has separators, else its first column.
    """
    text = raw.decode(_codec(faits), errors="replace").removeprefix("\ufeff")
    mark = _SEPARATEURS.get(str(faits.get("separateur", "")), str(faits.get("separateur", "")))
    if mark and mark in text:
        cells = text.split(mark)
        return LigneSource(n, tuple(_cells(cells, champ, lu)), courante)
    start = _place(text, champ, lu)
    if start is None or not lu:
        return LigneSource(n, (_shown(text),), courante)
    end = start + len(lu)
    parts = ((text[:start], False), (text[start:end], True), (text[end:], False))
    return LigneSource(n, tuple(_shown(part, marked) for part, marked in parts if part), courante)


def _cells(cells: list[str], champ: int | None, lu: str | None) -> Iterator[Morceau]:
    left = SIGNES_MAX
    alone = [rank for rank, cell in enumerate(cells, 1) if lu and cell.strip() == lu]
    at = champ or (alone[0] if len(alone) == 1 else None)
    for rank, cell in enumerate(cells, 1):
        if left <= 0:
            yield Morceau("…")
            return
        yield _shown(cell[:left], rank == at)
        left -= len(cell)


def _place(text: str, champ: int | None, lu: str | None) -> int | None:
    if not lu:
        return None
    if champ and text[champ - 1 :].startswith(lu):
        return champ - 1
    start = text.find(lu)
    return start if start >= 0 and text.find(lu, start + 1) < 0 else None


def _shown(text: str, marque: bool = False) -> Morceau:
    cut_off = "…" if len(text) > SIGNES_MAX else ""
    return Morceau(visible(text[:SIGNES_MAX]) + cut_off, marque)


def _codec(faits: Mapping[str, Any]) -> str:
    said = str(faits.get("encodage") or faits.get("apercu", {}).get("encodage") or "utf-8")
    try:
        return codecs.lookup(_CODAGES.get(said, said)).name
    except LookupError:
        return "utf-8"


__all__ = [
    "SIGNES_MAX",
    "Illisible",
    "LigneSource",
    "Morceau",
    "SourceAbsente",
    "cut",
    "read",
    "unreadable",
]
