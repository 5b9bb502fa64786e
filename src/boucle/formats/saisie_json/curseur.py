"""Curseur: a body of JSON on the disk, walked value by value, with a little of it in memory.

A place is given as a person finds it in an editor: line and column, from 1. Only the last octets
asked for are kept; nothing that stands outside of the lines may be longer than `VALEUR_OCTETS`.
"""

from __future__ import annotations

import os
import re
from typing import Any, BinaryIO, NoReturn

from boucle.errors import Refus
from boucle.errors.demandes.req import CORPS_ILLISIBLE
from boucle.schema.json import Illisible, read_strict

VALEUR_OCTETS = 1 << 20
BOM = b"\xef\xbb\xbf"
_BLANCS = re.compile(rb"[ \t\r\n]*")
_PETITE_OCTETS = 1 << 12
_LU_OCTETS = 1 << 16
_COMPTES = 1 << 20


class Curseur:
    """Walk a file; `at` is the offset of the next octet."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.octets = os.fstat(stream.fileno()).st_size
        self._held, self._debut = b"", 0
        self.at = 0
        if self.window(len(BOM)).startswith(BOM):
            self.at = len(BOM)

    def window(self, octets: int) -> bytes:
        """Give the next octets, fewer at the end of the file."""
        start = self._fill(octets)
        return self._held[start : start + octets]

    def _fill(self, octets: int) -> int:
        """Hold the next octets, as many as there are; give where they begin in what is held."""
        start = self.at - self._debut
        if not 0 <= start <= len(self._held) or len(self._held) - start < octets:
            self._debut, start = self.at, 0
            self._held = os.pread(self._stream.fileno(), max(octets, _LU_OCTETS), self.at)
        return start

    def peek(self) -> bytes:
        """Skip blanks and give the next octet, b'' at the end."""
        while True:
            found = _BLANCS.match(self._held, self._fill(1))
            assert found is not None
            end = found.end()
            self.at = self._debut + end
            if end < len(self._held) or not self._held:
                return self._held[end : end + 1]

    def take(self, attendu: bytes) -> bytes:
        """Take the next octet, one of those expected; refuses CORPS_ILLISIBLE."""
        found = self.peek()
        if not found or found not in attendu:
            self.refuse(f"« {'» ou « '.join(attendu.decode())} » attendu")
        self.at += 1
        return found

    def value(self) -> Any:
        """Take the next value whole, read strictly; refuses CORPS_ILLISIBLE."""
        self.peek()
        for octets in (_PETITE_OCTETS, VALEUR_OCTETS):
            held = self.window(octets)
            whole = self.at + len(held) >= self.octets
            try:
                value, read = read_strict(held, whole=whole)
            except Illisible as fault:
                if whole or octets == VALEUR_OCTETS:
                    self.refuse(fault.raison, self.at + fault.octet)
            else:
                self.at += read
                return value
        raise AssertionError

    def refuse(self, raison: str, at: int | None = None) -> NoReturn:
        """Refuse CORPS_ILLISIBLE, with the place in words."""
        ligne, colonne = self.place(self.at if at is None else at)
        raison = f"ligne {ligne}, colonne {colonne}" + (f", {raison}" if raison else "")
        raise Refus(CORPS_ILLISIBLE, raison=raison)

    def place(self, at: int) -> tuple[int, int]:
        """Give the line and the column, in characters, of an offset."""
        fichier, ligne, last = self._stream.fileno(), 1, -1
        for start in range(0, at, _COMPTES):
            octets = os.pread(fichier, min(_COMPTES, at - start), start)
            ligne += octets.count(b"\n")
            if (found := octets.rfind(b"\n")) >= 0:
                last = start + found
        before = max(last + 1, at - VALEUR_OCTETS)
        text = os.pread(fichier, at - before, before).decode("utf-8", "replace")
        return ligne, len(text.removeprefix("\ufeff")) + 1
