"""Textes: the lines of a block as characters, and what is odd in them.

In a file of one byte a character, columns are bytes; in UTF-8 they are characters. A line that
does not decode as the file does is read the other way, and told.
"""

from __future__ import annotations

import re

import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.encodage import CP1252, UTF8
from boucle.formats.tra.texte.blocs import LIGNE_OCTETS_MAX, Bloc

_COMMANDES = bytes(set(range(0x20)) - set(b"\r\n")) + b"\x7f"
REMPLACE = "\ufffd"
_ODD = re.compile(f"[{re.escape(_COMMANDES.decode())}{REMPLACE}]")


class Textes:
    """Decode blocks; perdues: lines told as unreadable since they were last taken."""

    def __init__(self, charset: str, fin: str, collecte: Collecte) -> None:
        self._charset, self._fin, self._collecte = charset, fin, collecte
        self._melee: Anomalie | None = None
        self.perdues: list[int] = []

    def read(self, bloc: Bloc) -> pl.Series:
        """Give the text of each line, without its end."""
        lignes = self._without_endless(bloc)
        octets = b"\n".join(lignes)
        self._judge_fins(bloc, octets)
        try:
            text = octets.decode(self._charset, self._errors)
            texts = text.split("\n")
        except UnicodeDecodeError:
            texts = [self._decode(bloc.premiere + at, raw) for at, raw in enumerate(lignes)]
            text = "\n".join(texts)
        if REMPLACE in text or len(octets.translate(None, _COMMANDES)) != len(octets):
            texts = [self._clean(bloc.premiere + at, line) for at, line in enumerate(texts)]
        return pl.Series("t", texts, dtype=pl.String).str.strip_chars_end("\r")

    @property
    def _errors(self) -> str:
        return "strict" if self._charset == UTF8 else "replace"

    def _without_endless(self, bloc: Bloc) -> list[bytes]:
        lignes = bloc.lignes
        if max(map(len, lignes)) <= LIGNE_OCTETS_MAX:
            return lignes
        for at, raw in enumerate(lignes):
            if len(raw) <= LIGNE_OCTETS_MAX:
                continue
            lignes[at] = b""
            self.perdues.append(bloc.premiere + at)
            slots = {"limite": LIGNE_OCTETS_MAX}
            self._collecte.add(
                Anomalie(
                    tra.LIGNE_SANS_FIN,
                    ligne=bloc.premiere + at,
                    slots=slots,
                )
            )
        return lignes

    def _decode(self, n: int, raw: bytes) -> str:
        try:
            return raw.decode(UTF8)
        except UnicodeDecodeError:
            self.tell_recodee(n)
            return raw.decode(CP1252, "replace")

    def tell_recodee(self, n: int) -> None:
        """Say that a line is not coded as the file is."""
        slots = {"encodage": "UTF-8" if self._charset == UTF8 else "un octet par caractère"}
        self._collecte.add(Anomalie(tra.LIGNE_RECODEE, ligne=n, slots=slots))

    def _clean(self, n: int, line: str) -> str:
        """Turn control characters to blanks, and tell the first one of a line."""
        found = _ODD.search(line)
        if found is None:
            return line
        self._collecte.add(
            Anomalie(
                tra.CARACTERES,
                ligne=n,
                champ=found.start() + 1,
                lu=f"U+{ord(found[0]):04X}",
            )
        )
        return _ODD.sub(lambda odd: REMPLACE if odd[0] == REMPLACE else " ", line)

    def _judge_fins(self, bloc: Bloc, octets: bytes) -> None:
        if self._fin not in ("CRLF", "LF"):
            return
        ends = self._fin == "CRLF"
        many = octets.count(b"\r\n") + octets.endswith(b"\r")
        if many == (len(bloc.lignes) if ends else 0):
            return
        whole = bloc.lignes[:-1] if bloc.ouverte else bloc.lignes
        odd = [at for at, raw in enumerate(whole) if raw.endswith(b"\r") is not ends]
        if not odd:
            return
        if self._melee is None:
            self._melee = Anomalie(
                tra.FINS_MELEES,
                ligne=bloc.premiere + odd[0],
                slots={"nombre": 0, "attendu": self._fin},
            )
            self._collecte.add(self._melee)
        self._melee.slots["nombre"] += len(odd)
