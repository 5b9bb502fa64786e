"""Xml places: where the lines of a flat FEC, and the cells that they share, stand in its XML.

An écriture takes 28 octets, however many lines repeat its cells: the places of its elements are
kept as a shape, the same for all écritures laid out alike.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from boucle.formats.fec.xml.valeurs import ECRITURE, JOURNAL

PREMIERE = 2
"""Physical line of the first line of data of a flat FEC."""
_LETTRAGE = ("EcritureLet", "DateLet")


class _Elements:
    """The écritures of a document, or its journaux: the first flat line of each, its place."""

    def __init__(self, noms: tuple[str, ...]) -> None:
        self._noms = noms
        self.premieres, self._debuts, self._formes = array("q"), array("q"), array("I")
        self._rangs: dict[tuple[int, ...], int] = {}
        self._shapes: list[tuple[int, ...]] = []

    def add(self, premiere: int, debut: int, places: Mapping[str, int]) -> None:
        """Note one more. premiere: rank of its first flat line; debut, places: physical lines."""
        shape = tuple(places[nom] - debut if nom in places else 0 for nom in self._noms)
        self._append(premiere, debut, shape)

    def _append(self, premiere: int, debut: int, shape: tuple[int, ...]) -> None:
        rang = self._rangs.setdefault(shape, len(self._shapes))
        if rang == len(self._shapes):
            self._shapes.append(shape)
        self.premieres.append(premiere)
        self._debuts.append(debut)
        self._formes.append(rang)

    def extend(self, other: _Elements, rangs: int, before: int) -> None:
        """Append those of the next part, after so many flat lines and so many physical ones."""
        for premiere, debut, forme in zip(
            other.premieres, other._debuts, other._formes, strict=True
        ):
            self._append(premiere + rangs, debut + before, other._shapes[forme])

    def holders(self, rangs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number the element that holds each flat line, -1 for a line before the first one."""
        known = np.frombuffer(self.premieres, np.int64)
        return np.searchsorted(known, rangs, side="right") - 1

    def place(self, holder: int, nom: str) -> int:
        """Give the physical line of a child; that of the element itself when it has none."""
        return self._debuts[holder] + self._shapes[self._formes[holder]][self._noms.index(nom)]


class Places:
    """Where each flat line stands. lignes: physical line of the `ligne` of each flat line."""

    colonnes: tuple[str, ...] = (*JOURNAL, *ECRITURE)

    def __init__(self) -> None:
        self.lignes = array("q")
        self._journaux, self._ecritures = _Elements(JOURNAL), _Elements(ECRITURE)
        self._lettrees = array("q")

    def add_journal(self, debut: int, places: Mapping[str, int]) -> None:
        """Note that the next flat lines belong to another journal."""
        self._journaux.add(len(self.lignes), debut, places)

    def add_ecriture(
        self, debut: int, places: Mapping[str, int], lignes: list[int], lettree: int
    ) -> None:
        """Note the lines of one more écriture. lettree: rank among them of the first lettered."""
        self._ecritures.add(len(self.lignes), debut, places)
        self._lettrees.append(len(self.lignes) + lettree)
        self.lignes.extend(lignes)

    def extend(self, other: Places, before: int) -> None:
        """Append those of the next part, after so many physical lines."""
        rangs = len(self.lignes)
        self._journaux.extend(other._journaux, rangs, before)
        self._ecritures.extend(other._ecritures, rangs, before)
        self._lettrees.extend(rang + rangs for rang in other._lettrees)
        self.lignes.extend(ligne + before for ligne in other.lignes)

    def firsts(self, colonne: str, lignes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give, for each flat line, the first one that bears the same cell."""
        if colonne not in self.colonnes or not self.lignes:
            return lignes
        elements = self._elements(colonne)
        known = self._lettrees if colonne in _LETTRAGE else elements.premieres
        rangs = lignes - PREMIERE
        holders = elements.holders(rangs)
        found = np.frombuffer(known, np.int64)[np.maximum(holders, 0)] + PREMIERE
        return np.where((holders < 0) | (rangs >= len(self.lignes)), lignes, found)

    def place(self, ligne: int, colonne: str = "") -> int:
        """Give the physical line of a flat line, or of its cell where it is shared."""
        rang = ligne - PREMIERE
        if not 0 <= rang < len(self.lignes):
            return ligne
        if colonne not in self.colonnes:
            return self.lignes[rang]
        elements = self._elements(colonne)
        return elements.place(int(elements.holders(np.array([rang], np.int64))[0]), colonne)

    def span(self, ligne: int) -> tuple[int, int]:
        """Give the first and the last physical lines that may be those of a flat line."""
        rang = ligne - PREMIERE
        first = self.lignes[rang]
        after = self.lignes[rang + 1] if rang + 1 < len(self.lignes) else sys.maxsize
        return first, max(first, after - 1)

    def _elements(self, colonne: str) -> _Elements:
        return self._journaux if colonne in JOURNAL else self._ecritures
