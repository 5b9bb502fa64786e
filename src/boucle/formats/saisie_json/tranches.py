"""Tranches: the lines of a body by slices of whole elements, delimited without reading them twice.

A slice is cut where `}, {` stands, on trust. What begins at an element and reads to its end as a
list of JSON values is one, whatever follows: a cut that was wrong, within a text or an inner array,
cannot be read, and the elements are then walked one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from boucle.formats.saisie_json.curseur import Curseur

BLOC_OCTETS = 4 << 20
_BLANCS = re.compile(rb"[ \t\r\n]*")
_BLANCS_LUS = re.compile(r"[ \t\r\n]*")
_SANS_RIGUEUR = json.JSONDecoder()
_ESSAIS_FIN = 4
T = TypeVar("T")


class Malforme(Exception):
    """These octets are not a list of JSON values, or not one that can be read as columns."""


class Element(NamedTuple):
    """One element of the array, and the offset of its first octet in the body."""

    octets: bytes
    at: int


class Tranche(NamedTuple):
    """Whole elements, with the commas between them. elements: each of them, when walked."""

    octets: bytes
    at: int
    elements: list[Element] | None = None


def tranches(
    curseur: Curseur, lire: Callable[[Tranche], T], bloc_octets: int = BLOC_OCTETS
) -> Iterator[T]:
    """Give what `lire` makes of each slice, from the first element to past the closing bracket.

    lire raises Malforme for a slice that it cannot read, never for one with its elements. Refuses
    CORPS_ILLISIBLE, with its place.
    """
    if curseur.peek() == b"]":
        curseur.take(b"]")
        return
    while True:
        curseur.peek()
        held = curseur.window(bloc_octets)
        whole = curseur.at + len(held) >= curseur.octets
        found, octets = _read(curseur, held, lire, whole)
        curseur.at += octets
        yield found
        if curseur.take(b",]") == b"]":
            return


def _read(
    curseur: Curseur, held: bytes, lire: Callable[[Tranche], T], whole: bool
) -> tuple[T, int]:
    """Read as many elements as there are in what is held; give how many octets they take."""
    for end in _ends(held) if whole else cut(held):
        try:
            return lire(Tranche(held[:end], curseur.at)), end
        except Malforme:
            continue
    elements = _walk(curseur, held, whole)
    end = elements[-1].at + len(elements[-1].octets) - curseur.at
    try:
        return lire(Tranche(held[:end], curseur.at)), end
    except Malforme:
        return lire(Tranche(held[:end], curseur.at, elements)), end


def cut(held: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Give the end of the last element that another follows, on trust; nothing when none is."""
    at = held.rfind(b"},", start, end)
    while at >= 0:
        following = _BLANCS.match(held, at + 2)
        assert following is not None
        if held[following.end() : following.end() + 1] == b"{":
            yield at + 1
            return
        at = held.rfind(b"},", start, at)


def _ends(held: bytes) -> Iterator[int]:
    """Give where the array may end, in the last octets of a body."""
    at = held.rfind(b"]")
    for _ in range(_ESSAIS_FIN):
        if at <= 0:
            return
        yield at
        at = held.rfind(b"]", 0, at)


def _walk(curseur: Curseur, held: bytes, whole: bool) -> list[Element]:
    """Give each whole element, one at least; refuses CORPS_ILLISIBLE."""
    text, faux = _decoded(held, whole)
    elements: list[Element] = []
    at = octets = 0
    while True:
        try:
            end = _SANS_RIGUEUR.raw_decode(text, at)[1]
        except json.JSONDecodeError as error:
            fault = octets + len(text[at : error.pos].encode())
            break
        except RecursionError:
            curseur.refuse("trop de niveaux", curseur.at + octets)
        if end == len(text) and not whole:
            fault = octets
            break
        element = text[at:end].encode()
        elements.append(Element(element, curseur.at + octets))
        following = _BLANCS_LUS.match(text, end)
        assert following is not None
        if text[following.end() : following.end() + 1] != ",":
            return elements
        after = _BLANCS_LUS.match(text, following.end() + 1)
        assert after is not None
        octets += len(element) + len(text[end : after.end()].encode())
        at = after.end()
    if elements:
        return elements
    if faux is not None and fault >= faux - 1:
        curseur.refuse("octets qui ne sont pas de l'UTF-8", curseur.at + faux)
    if not whole:
        curseur.refuse(f"ligne de plus de {len(held)} octets, ou sans fin")
    return curseur.refuse("", curseur.at + fault)


def _decoded(held: bytes, whole: bool) -> tuple[str, int | None]:
    """Read UTF-8 as far as it goes; give where it ends, when that is not a cut character."""
    try:
        return held.decode("utf-8"), None
    except UnicodeDecodeError as error:
        cut = not whole and error.start >= len(held) - 3
        return held[: error.start].decode("utf-8"), None if cut else error.start
