"""TemoinPolars: the bare reading the checker is held against: text columns, and a balance."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl


def main() -> None:
    """Read every column as text, and sum debit and credit in centimes."""
    frame = pl.read_csv(Path(sys.argv[1]), separator="\t", quote_char=None, infer_schema=False)
    montants = [
        pl.col(name).str.replace(",", "", literal=True).cast(pl.Int64, strict=False).sum()
        for name in ("Debit", "Credit")
    ]
    print(frame.select(montants).row(0))


if __name__ == "__main__":
    main()
