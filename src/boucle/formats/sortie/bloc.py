"""Bloc: some lines of the books on their way out, with all that they bear, for every writer.

One stream of blocks feeds all the formats. A line has the columns of a lot, the texts of its
labels, what it bears beyond a FEC (`compta/detail.py`), and the import that brought it; its
breakdown comes beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

import polars as pl

from boucle.compta import detail
from boucle.compta.lot import SCHEMA as LOT

LIBELLES = {"journal": "journal_lib", "compte": "compte_lib", "tiers": "tiers_lib"}
DETAIL = {nom: dtype for nom, dtype in detail.SCHEMA.items() if nom not in ("n", "revision")}
LIGNES: dict[str, pl.DataType] = {
    "import_id": pl.Int64(),
    **LOT,
    **{nom: pl.String() for nom in LIBELLES.values()},
    **DETAIL,
}
PARTS: dict[str, pl.DataType] = {
    "import_id": pl.Int64(),
    "n": pl.Int64(),
    "axe": pl.String(),
    "rang": pl.Int32(),
    "section": pl.String(),
    "debit": pl.Int64(),
    "credit": pl.Int64(),
    "quantite": pl.Int64(),
}


class Bloc(NamedTuple):
    """lignes: by `LIGNES`, in order. parts: by `PARTS`, those of these lines, in order."""

    lignes: pl.DataFrame
    parts: pl.DataFrame


class Code(NamedTuple):
    """A journal, a compte or a tiers that lines name: its label; collectif: compte of a tiers."""

    libelle: str
    collectif: str = ""


@dataclass(frozen=True, slots=True)
class Tete:
    """What is known before the first line.

    debut, fin: first and last day of the lines, None without one. extras: names of the values that
    `extra` holds, in order. axes: those on which lines are broken down. codes: those that the
    lines name, by kind (journal, compte, tiers), given where a format wants them. sections: label
    by axe and code. renumerotee: a format that numbers its écritures must number them itself.
    """

    dossier: str
    siren: str = ""
    debut: date | None = None
    fin: date | None = None
    exercice: str = ""
    extras: tuple[str, ...] = ()
    regime: str = "BIC"
    codes: dict[str, dict[str, Code]] = field(default_factory=dict)
    axes: tuple[str, ...] = ()
    sections: dict[tuple[str, str], str] = field(default_factory=dict)
    renumerotee: bool = False


class Ecrivain(Protocol):
    """Write one file: its beginning, its blocks in order, its end; nothing is kept of a block."""

    def begin(self) -> bytes: ...

    def write(self, bloc: Bloc) -> bytes: ...

    def end(self) -> Iterator[bytes]: ...


def without_parts() -> pl.DataFrame:
    """Give no part."""
    return pl.DataFrame(schema=PARTS)
