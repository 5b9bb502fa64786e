"""Lot: the lines of one import as one columnar table, streamed block by block.

Every format becomes a lot and every check reads one. A text is never null ('' = blank); a date
is a number of days since 1970-01-01; an amount is an integer of centimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

SEPARATEUR_EXTRA = "\x1f"

SCHEMA: dict[str, pl.DataType] = {
    "n": pl.Int64(),  # physical line in the file, the header being line 1
    "journal": pl.String(),
    "num": pl.String(),  # key of the écriture within its journal
    "date": pl.Int32(),
    "compte": pl.String(),  # normalised to the length of the dossier
    "tiers": pl.String(),
    "piece_ref": pl.String(),
    "piece_date": pl.Int32(),  # null when blank
    "libelle": pl.String(),
    "debit": pl.Int64(),  # centimes, may be negative
    "credit": pl.Int64(),
    "lettrage": pl.String(),
    "date_let": pl.Int32(),  # null when blank
    "valid_date": pl.Int32(),  # null when blank
    "montant_devise": pl.Int64(),  # ten-thousandths of the currency unit, null when blank
    "devise": pl.String(),
    "lib_journal": pl.Int32(),  # variant of the label met with this code, 0 = the first one
    "lib_compte": pl.Int32(),
    "lib_tiers": pl.Int32(),
    "extra": pl.String(),  # values after the 18th column, joined by U+001F; '' when all blank
}
COLONNES = tuple(SCHEMA)
NULLABLES = frozenset({"piece_date", "date_let", "valid_date", "montant_devise"})


def build_lot(columns: Mapping[str, Any]) -> pl.DataFrame:
    """Build a lot from one sequence per column, in any order; a missing column is blank."""
    n = len(columns["n"])
    blank: dict[str, Any] = {
        name: [None if name in NULLABLES else "" if dtype == pl.String() else 0] * n
        for name, dtype in SCHEMA.items()
    }
    return pl.DataFrame({**blank, **columns}, schema=SCHEMA)
