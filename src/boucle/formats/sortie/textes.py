"""Textes: amounts, days and texts of the books as columns of text, with no Python per line."""

from __future__ import annotations

import polars as pl


def decimal_of(column: str | pl.Expr, decimales: int, mark: str) -> pl.Expr:
    """Write a count of 10**-decimales with its mark, without useless zeros after the second one.

    Null stays null.
    """
    amount = pl.col(column) if isinstance(column, str) else column
    whole, unit = amount.abs(), 10**decimales
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    rest = (whole % unit).cast(pl.String).str.zfill(decimales)
    if decimales > 2:
        rest = rest.str.slice(0, 2) + rest.str.slice(2).str.strip_chars_end("0")
    return pl.concat_str(sign, (whole // unit).cast(pl.String), pl.lit(mark), rest)


def day_of(column: str, form: str) -> pl.Expr:
    """Write a number of days by a form of strftime; '' for none."""
    return pl.col(column).cast(pl.Date).dt.strftime(form).fill_null("")
