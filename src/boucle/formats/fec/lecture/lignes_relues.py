"""Lignes relues: a few lines of a flat FEC read again by their number, once it was judged."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from boucle.compta.contexte import Contexte
from boucle.errors.extrait import LINE_OCTETS_MAX, read_lignes
from boucle.formats.fec.forme.cellules import judge
from boucle.formats.fec.forme.colonnes import BIC, COLONNES
from boucle.formats.fec.forme.lignes import read_ligne
from boucle.formats.fec.forme.ouverture import Ouverture, open_fec

Textes = dict[str, str]
"""The text of each imposed column of one line."""


class Relues:
    """Lines of one file, asked for by several rooms: it is opened once, and each line read once."""

    def __init__(self, source: Path, contexte: Contexte) -> None:
        self._source, self._contexte = source, contexte
        self._textes: dict[int, Textes] = {}
        self._asked: set[int] = set()

    @cached_property
    def _ouverture(self) -> Ouverture:
        return open_fec(self._source, self._contexte)

    @cached_property
    def champs(self) -> dict[str, int]:
        """Place of each imposed column in a line, from 1, however the file names it."""
        entete = self._ouverture.entete
        return {nom: at + 1 for nom, at in entete.places.items()} if entete else {}

    def read(self, numbers: Iterable[int]) -> dict[int, Textes]:
        """Read lines by their number, among others already read; one that is cut, being too long,
        is left out."""
        wanted = set(numbers) - self._asked
        if wanted and self.champs:
            self._asked |= wanted
            with self._source.open("rb") as stream:
                lines = read_lignes(stream, wanted, self._ouverture.encodage.fin)
            for n, raw in lines.items():
                whole = len(raw) < LINE_OCTETS_MAX
                cells = read_ligne(n, raw, self._ouverture).cells if whole else None
                if cells is not None:
                    self._textes[n] = {nom: cells[at - 1] for nom, at in self.champs.items()}
        return self._textes


def ecart_of(line: Textes) -> int | None:
    """Read debit less credit of a line, in centimes; None where an amount is no amount."""
    values = {
        nom: judge(COLONNES[nom], BIC, line[nom]).valeur
        for nom in ("Debit", "Credit", "Montant", "Sens") if nom in line
    }
    if not all(isinstance(value, int) for value in values.values()):
        return None
    if "Montant" in values:
        return int(values["Montant"] or 0) * int(values.get("Sens") or 0)
    return int(values.get("Debit") or 0) - int(values.get("Credit") or 0)
