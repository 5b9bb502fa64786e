"""Completion: what a FEC demands of each line and other formats do not say.

A FEC that came in goes out as it came. A line of another format may have no label, no reference
and no date of its piece, no date of validation: the books know them (LPF art. A47 A-1, VII).
The reference of the piece is then that of the line, else the number of the écriture.
"""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, RowMapping

from boucle.formats.registre import FEC
from boucle.store.livre import livre
from boucle.values import Perimetre, days_of


def is_whole(row: RowMapping) -> bool:
    """True when the lines of this import say all that a FEC demands."""
    return bool(row["format"] == FEC)


class Completion:
    """Fill the blanks of lines on their way out of the books of one dossier."""

    def __init__(self, conn: Connection, perimetre: Perimetre) -> None:
        self._labels = {
            genre: livre.known_labels(conn, perimetre, genre)
            for genre in ("journal", "compte", "tiers")
        }

    def complete(self, lot: pl.DataFrame, row: RowMapping) -> pl.DataFrame:
        """Give a lot whose obligatory cells are said; row: its import.

        lot: with `reference` unless `is_whole(row)`; it has it no more. A blank label is that of
        the dossier, or the code; the piece is the reference of the line, else the number of the
        écriture, and is of the day of the écriture; the day of validation is that of the import.
        """
        if is_whole(row):
            return lot
        texts = {
            f"{genre}_lib": pl.col(genre).replace_strict(known, default=pl.col(genre))
            if known
            else pl.col(genre)
            for genre, known in self._labels.items()
        }
        piece = pl.when(pl.col("reference") == "").then("num").otherwise("reference")
        texts |= {"piece_ref": piece, "libelle": pl.col("piece_ref")}
        validated = pl.lit(days_of(row["modifie_le"].date()), pl.Int32)
        filled = lot.with_columns(
            pl.when(pl.col(name) == "").then(value).otherwise(pl.col(name)).alias(name)
            for name, value in texts.items()
        )
        blank = pl.when(pl.col("libelle") == "").then("piece_ref").otherwise("libelle")
        return filled.drop("reference").with_columns(
            blank.alias("libelle"),
            pl.col("piece_date").fill_null(pl.col("date")),
            pl.col("valid_date").fill_null(pl.max_horizontal(validated, "date")),
        )
