"""Longueurs: movements shorter than the others of their file, which something has cut.

Exporters pad every line to its last column, or cut the blanks at the end of all: one short line
among whole ones has lost zones.
"""

from __future__ import annotations

import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import ANOMALIES_MAX, Anomalie
from boucle.errors.donnees import tra
from boucle.formats.tra.texte.zones import LARGEURS, MOUVEMENT, ZONES

_COMMUNE = LARGEURS["STD"]
_FIN_MONTANT = ZONES["MONTANT1"].fin
_MONTREES = 4


class Longueurs:
    """Count the movements that stop before column 222, and those that do not."""

    def __init__(self, collecte: Collecte) -> None:
        self._collecte = collecte
        self._courtes: list[tuple[int, int]] = []
        self._nombre = self._total = 0

    def note(self, lines: pl.DataFrame) -> None:
        """Take the movements of a block."""
        longueurs = lines["longueur"]
        short = (longueurs < _COMMUNE) & (longueurs >= _FIN_MONTANT)
        self._total += lines.height
        found = int(short.sum())
        self._nombre += found
        room = ANOMALIES_MAX - len(self._courtes)
        if found and room > 0:
            rows = short.arg_true().head(room)
            self._courtes += zip(
                lines["n"].gather(rows).to_list(), longueurs.gather(rows).to_list(), strict=True
            )

    def finish(self) -> None:
        """Tell the short lines, where they are the fewer (TRA-051)."""
        if 2 * self._nombre >= self._total:
            return
        for n, longueur in self._courtes:
            lost = [zone for zone in MOUVEMENT if zone.fin > longueur]
            noms = ", ".join(zone.dit for zone in lost[:_MONTREES])
            zones = noms + ("…" if len(lost) > _MONTREES else "")
            self._collecte.add(
                Anomalie(
                    tra.LIGNE_ECOURTEE,
                    ligne=n,
                    slots={"longueur": longueur, "zones": zones},
                )
            )
        self._collecte.count(tra.LIGNE_ECOURTEE, self._nombre - len(self._courtes))
