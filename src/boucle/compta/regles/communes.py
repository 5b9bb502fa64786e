"""Communes: cells that several lines of a file repeat because their source writes them once.

In an XML FEC what belongs to an écriture or to a journal is written once; a flat line repeats it.
Of such a cell the first line that bears it speaks alone, so that one bad cell is one anomaly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie


class Communes(Protocol):
    """Know which lines repeat a cell. colonnes: those whose cells may be repeated."""

    colonnes: tuple[str, ...]

    def firsts(self, colonne: str, lignes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give, for each line, the first one that bears the same cell: itself if it is alone."""


@dataclass(frozen=True, slots=True)
class ContexteCommun(Contexte):
    """A contexte for a file whose lines repeat cells. Made where it is read: no plain values."""

    communes: Communes | None = None


def add_communes(contexte: Contexte, communes: Communes) -> Contexte:
    """Give the same contexte, for a file whose lines repeat these cells."""
    known = {field.name: getattr(contexte, field.name) for field in fields(Contexte)}
    return ContexteCommun(**known, communes=communes)


def communes_of(contexte: Contexte) -> Communes | None:
    """Give the cells that the lines of a file repeat; None where each line has its own."""
    return contexte.communes if isinstance(contexte, ContexteCommun) else None


def keep_firsts(communes: Communes | None, anomalies: Iterable[Anomalie]) -> list[Anomalie]:
    """Leave out each anomaly of a cell that an earlier line already bears."""
    return [
        anomalie
        for anomalie in anomalies
        if anomalie.ligne is None
        or anomalie.ligne == first_line(communes, anomalie.colonne or "", anomalie.ligne)
    ]


def first_line(communes: Communes | None, colonne: str, ligne: int) -> int:
    """Give the first line that bears the same cell as this one."""
    if communes is None or colonne not in communes.colonnes:
        return ligne
    return int(communes.firsts(colonne, np.array([ligne], np.int64))[0])
