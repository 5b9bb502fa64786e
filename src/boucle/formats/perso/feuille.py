"""Feuille: what stands under the cells of a sheet: errors, formulas, hidden rows, merged cells.

Read from the XML part of the sheet, block by block, with expressions that look only for what is
rare; a sheet that has none of it costs a search of four words.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path, PurePosixPath
from xml.parsers import expat

FUSIONS_MAX = 1_000
ERREURS_MAX = 100_000
_BLOC = 1 << 22
_PARTIE_MAX = 4 << 20
_Q = rb"""["']"""
_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*"
    rb"(<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>))?\s*(<(?:\w+:)?v>([^<]*)<)?"
)
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*\bhidden=" + _Q + rb"(?:1|true)" + _Q + rb"[^>]*)>")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=" + _Q + rb"([A-Z]+\d+:[A-Z]+\d+)" + _Q)
_R = re.compile(rb"\br=" + _Q + rb"([A-Z]*)(\d+)" + _Q)
_ERREUR = re.compile(rb"\bt=" + _Q + rb"e" + _Q)
_RARES = (b't="e"', b"t='e'", b"<f", b":f")
_REF = re.compile(r"([A-Z]+)(\d+):[A-Z]+(\d+)")


@dataclass(slots=True)
class Feuille:
    """What was found. erreurs: what is shown of a cell that has no value, by line and column.

    cachees: hidden rows. fusions: range as it is written, first line, first column, last line.
    """

    erreurs: dict[tuple[int, int], str] = field(default_factory=dict)
    cachees: list[int] = field(default_factory=list)
    fusions: list[tuple[str, int, int, int]] = field(default_factory=list)


def read_feuille(source: Path, nom: str) -> Feuille:
    """Look under the cells of a sheet; KeyError or ValueError when the workbook is not one."""
    found = Feuille()
    with zipfile.ZipFile(source) as archive:
        part = _part_of(archive, nom)
        with archive.open(part) as stream:
            rest = b""
            while chunk := stream.read(_BLOC):
                octets = rest + chunk
                cut = max(octets.rfind(b"</c>"), octets.rfind(b"</row>"), octets.rfind(b":c>"), 0)
                _look(octets[:cut], found)
                rest = octets[cut:]
                if len(rest) > 2 * _BLOC:
                    raise ValueError("a cell without end")
            _look(rest, found)
    return found


def _look(octets: bytes, found: Feuille) -> None:
    if b"hidden=" in octets:
        for row in _ROW.finditer(octets):
            place = _R.search(row[1])
            if place is not None:
                found.cachees.append(int(place[2]))
    if b"mergeCell" in octets:
        for ref in _MERGE.findall(octets)[:FUSIONS_MAX]:
            place_ = _REF.fullmatch(ref.decode())
            if place_ is not None:
                first, last = int(place_[2]), int(place_[3])
                found.fusions.append((ref.decode(), first, column_of(place_[1]), last))
    if any(mark in octets for mark in _RARES):
        for place_of, lu in _without_value(octets):
            if len(found.erreurs) < ERREURS_MAX:
                found.erreurs[place_of] = lu


def _without_value(octets: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Give the place of each cell that is an error, or whose formula has no value."""
    for cell in _CELL.finditer(octets):
        attributes, formula, texte, opened, value = cell.groups()
        error = _ERREUR.search(attributes)
        if not error and (formula is None or opened is not None):
            continue
        place = _R.search(attributes)
        if place is None or attributes.endswith(b"/"):
            continue
        lu = unescape((value or b"").decode("utf-8", "replace")) if error else ""
        if not lu:
            lu = "=" + unescape((texte or b"").decode("utf-8", "replace"))
        yield (int(place[2]), column_of(place[1].decode())), lu[:100]


def column_of(letters: str) -> int:
    """Number a column from its letters: A is 1, AA is 27."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - ord("A") + 1
    return rank


def _part_of(archive: zipfile.ZipFile, nom: str) -> str:
    """Find the part that holds a sheet."""
    sheets = {
        unescape(attributes.get("name", "")): _relation(attributes)
        for tag, attributes in _elements(archive, "xl/workbook.xml")
        if tag == "sheet"
    }
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for tag, attributes in _elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship"
    }
    target = targets[sheets[nom]]
    if target.startswith("/"):
        return target.lstrip("/")
    return str(PurePosixPath("xl") / target)


def _relation(attributes: dict[str, str]) -> str:
    return next(
        (
            value
            for key, value in attributes.items()
            if key.rpartition(":")[2] == "id" and ":" in key
        ),
        "",
    )


def _elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """List the elements of a small part, without the prefix of their names."""
    if archive.getinfo(part).file_size > _PARTIE_MAX:
        raise ValueError("a part too large")
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append(
        (tag.rpartition(":")[2], attributes)
    )
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(archive.read(part), True)
    except expat.ExpatError as fault:
        raise ValueError(str(fault)) from fault
    return found


def _refuse(*_given: object) -> None:
    raise ValueError("an entity")
