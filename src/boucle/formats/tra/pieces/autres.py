"""Autres: the lines of a TRA file that are no movement: documents, and what is left aside."""

from __future__ import annotations

import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.apercu import Apercu
from boucle.formats.tra.texte.enregistrements import AUTRES, TYPES
from boucle.formats.tra.texte.zones import ZONES, zones_of

DOCUMENT = "G"
_DOCUMENT = zones_of(DOCUMENT)
_TYPE = ZONES["TYPE_CPTE"]
DOCUMENTS: dict[str, str] = {
    "journal": "JOURNAL",
    "jour": "DATECOMPTABLE",
    "compte": "GENERAL",
    "tiers": "AUXILIAIRE",
    "piece_ref": "REFINTERNE",
    "document": "DOCUMENT",
}
"""Zone of each column of a frame of document lines."""


class Autres:
    """Take out of a block the lines that are no movement; nombres: how many by letter."""

    def __init__(self, collecte: Collecte, apercu: Apercu) -> None:
        self._collecte, self._apercu = collecte, apercu
        self._dites: dict[str, Anomalie] = {}
        self.nombres: dict[str, list[int]] = {}

    def split(self, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame | None]:
        """Give the movements of a block (n, t), and its document lines cut by zones if any."""
        types = lines["t"].str.slice(_TYPE.debut - 1, 1)
        others = types.is_in(list(AUTRES))
        if not others.any():
            return lines, None
        aside = lines.filter(others).with_columns(types.filter(others).alias("type"))
        for letter, n, text in aside.select("type", "n", "t").iter_rows():
            self.nombres.setdefault(letter, [0, n])[0] += 1
            if letter != DOCUMENT:
                self._leave(letter, n, text)
        documents = aside.filter(pl.col("type") == DOCUMENT)
        rest = lines.filter(~others)
        return rest, _cut(documents) if documents.height else None

    def _leave(self, letter: str, n: int, text: str) -> None:
        row = TYPES[letter]
        self._apercu.leave(n, text.rstrip(), f"type {letter} : {row.titre.lower()}")
        known = self._dites.get(letter)
        if known is None:
            kind = tra.ANALYTIQUE_SEUL if letter == "O" else tra.LIGNES_NON_LUES
            slots = {"nombre": 0, "pourquoi": row.pourquoi}
            if letter != "O":
                slots |= {"type": letter, "titre": row.titre.lower()}
            known = self._dites[letter] = Anomalie(kind, ligne=n, slots=slots)
            self._collecte.add(known)
        known.slots["nombre"] += 1


def _cut(lines: pl.DataFrame) -> pl.DataFrame:
    zones = {nom: _DOCUMENT[zone] for nom, zone in DOCUMENTS.items()}
    return lines.select(
        "n",
        *(
            pl.col("t").str.slice(zone.debut - 1, zone.longueur).str.strip_chars(" ").alias(nom)
            for nom, zone in zones.items()
        ),
    )
