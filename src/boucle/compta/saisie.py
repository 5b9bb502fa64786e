"""Saisie: the lines of a file as a reader other than the FEC's gives them, before grouping.

Same columns as a lot, with the labels as they were read; `Assemblage` makes the lot of it. A text
is never null. An amount or the date is null when its cell could not be read: the reader has then
said why, with a blocking anomalie that bears the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from boucle.compta.lot import SCHEMA as LOT

LIBELLES = {"journal": "journal_lib", "compte": "compte_lib", "tiers": "tiers_lib"}
SCHEMA: dict[str, pl.DataType] = {
    **{name: dtype for name, dtype in LOT.items() if not name.startswith("lib_")},
    **{name: pl.String() for name in LIBELLES.values()},
    "reference": pl.String(),  # gathers the lines that have neither number nor piece
}
"""n: line of the file, ascending over the whole file. num: '' when the file has no number.
compte: as sent. lettrage: '' when none. The rest as in a lot."""

NULLABLES = frozenset(
    {"date", "piece_date", "date_let", "valid_date", "montant_devise", "debit", "credit"}
)
_BLANKS: dict[str, Any] = {
    name: "" if dtype == pl.String() else 0 if name in ("n", "debit", "credit") else None
    for name, dtype in SCHEMA.items()
}


def build_saisie(columns: Mapping[str, Any]) -> pl.DataFrame:
    """Build a saisie from one sequence (or Series) per column; a missing column is blank.

    A missing amount column is 0, a missing date null.
    """
    size = len(columns["n"])
    blank = {
        name: pl.repeat(value, size, dtype=SCHEMA[name], eager=True)
        for name, value in _BLANKS.items()
        if name not in columns
    }
    given = {
        name: value.cast(SCHEMA[name])
        if isinstance(value, pl.Series)
        else pl.Series(value, dtype=SCHEMA[name])
        for name, value in columns.items()
    }
    return pl.DataFrame({name: blank[name] if name in blank else given[name] for name in SCHEMA})
