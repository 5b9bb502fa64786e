"""Longueurs: movements shorter than the others of their file, which something has cut.

Exporters pad every line to its last column, or cut the blanks at the end of all: one short line
among whole ones has lost zones. A last line shorter than all the others, which are of one length,
is where the file was cut, and nothing says what followed it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import ANOMALIES_MAX, Anomalie
from boucle.errors.donnees import tra
from boucle.formats.tra.texte.zones import LARGEURS, MOUVEMENT, ZONES

_COMMUNE = LARGEURS["STD"]
_FIN_MONTANT = ZONES["MONTANT1"].fin
_MONTREES = 4


class Longueurs:
    """Count the movements that stop before column 222, and hold the last against the others."""

    def __init__(self, collecte: Collecte) -> None:
        self._collecte = collecte
        self._courtes: list[tuple[int, int]] = []
        self._nombre = self._total = 0
        self._derniere: tuple[int, int] | None = None
        self._autres: tuple[int, int] | None = None
        """Shortest and longest of the movements before the last."""

    def note(self, lines: pl.DataFrame) -> None:
        """Take the movements of a block."""
        if not lines.height:
            return
        longueurs = lines["longueur"]
        self._compare(lines["n"].item(-1), longueurs.to_numpy())
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

    def _compare(self, n: int, longueurs: np.ndarray[Any, Any]) -> None:
        bounds = [] if self._autres is None else [*self._autres]
        if self._derniere is not None:
            bounds.append(self._derniere[1])
        if longueurs.size > 1:
            bounds += [int(longueurs[:-1].min()), int(longueurs[:-1].max())]
        if bounds:
            self._autres = (min(bounds), max(bounds))
        self._derniere = (n, int(longueurs[-1]))

    def _cut(self) -> list[tuple[int, int]]:
        """Give the last movement, when it alone is shorter than all the others."""
        if self._derniere is None or self._autres is None:
            return []
        shortest, longest = self._autres
        _, longueur = self._derniere
        return [self._derniere] if _COMMUNE <= longueur < shortest == longest else []

    def finish(self) -> None:
        """Tell the short lines, where they are the fewer, and a last one cut short (TRA-051)."""
        cut = self._cut()
        self._nombre += len(cut)
        self._courtes += cut
        if 2 * self._nombre >= self._total and not cut:
            return
        for n, longueur in self._courtes:
            autres = _COMMUNE if longueur < _COMMUNE else (self._autres or (_COMMUNE,))[0]
            lost = [zone for zone in MOUVEMENT if zone.fin > longueur]
            noms = ", ".join(zone.dit for zone in lost[:_MONTREES])
            zones = noms + ("…" if len(lost) > _MONTREES else "")
            self._collecte.add(
                Anomalie(
                    tra.LIGNE_ECOURTEE,
                    ligne=n,
                    slots={"longueur": longueur, "autres": autres, "zones": zones},
                )
            )
        self._collecte.count(tra.LIGNE_ECOURTEE, self._nombre - len(self._courtes))
