"""Completion: what a FEC demands of each line and other formats do not say.

A FEC that came in goes out as it came. A line of another format may have no label, no reference
and no date of its piece, no date of validation: the books know them (LPF art. A47 A-1, VII).
"""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, RowMapping

from boucle.formats.registre import FEC
from boucle.store import livre
from boucle.values import Perimetre, days_of


class Completion:
    """Fill the blanks of lines on their way out of the books of one dossier."""

    def __init__(self, conn: Connection, perimetre: Perimetre) -> None:
        self._labels = {
            genre: livre.known_labels(conn, perimetre, genre)
            for genre in ("journal", "compte", "tiers")
        }

    def complete(self, lot: pl.DataFrame, row: RowMapping) -> pl.DataFrame:
        """Give a lot whose obligatory cells are said; row: its import.

        A blank label is that of the dossier, or the code; the piece is the number of the
        écriture, of the day of the écriture; the day of validation is that of the import.
        """
        if row["format"] == FEC:
            return lot
        texts = {
            f"{genre}_lib": pl.col(genre).replace_strict(known, default=pl.col(genre))
            if known else pl.col(genre)
            for genre, known in self._labels.items()
        }
        texts |= {"piece_ref": pl.col("num"), "libelle": pl.col("piece_ref")}
        validated = pl.lit(days_of(row["modifie_le"].date()), pl.Int32)
        filled = lot.with_columns(
            pl.when(pl.col(name) == "").then(value).otherwise(pl.col(name)).alias(name)
            for name, value in texts.items()
        )
        blank = pl.when(pl.col("libelle") == "").then("piece_ref").otherwise("libelle")
        return filled.with_columns(
            blank.alias("libelle"), pl.col("piece_date").fill_null(pl.col("date")),
            pl.col("valid_date").fill_null(pl.max_horizontal(validated, "date")),
        )
