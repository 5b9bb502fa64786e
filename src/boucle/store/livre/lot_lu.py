"""LotLu: the Parquet file of a lot, filtered and totalled as the database would.

The same conditions run on the file, read once from end to end, and on a table of it held in
memory: there a text is a number among the distinct ones of its column, written in small letters,
so that a search looks at each only once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.store.base.recherche import written
from boucle.store.livre.feuillets import COLONNES, Filtre, Totaux
from boucle.store.livre.lot_ecrit import SCHEMA, TEXTES
from boucle.store.travaux.suivi import ATTENTE

FAUTES: tuple[type[BaseException], ...] = (
    OSError,
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
)
"""What reading a file that is not what it should be may raise."""

OCTETS_LIGNE = 100
"""What a line of a table takes in memory, at most for files seen; less as texts repeat."""

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "≥": operator.ge,
    "≤": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "≠": operator.ne,
}
_MARK = "\0"
_SMALL = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_WIDTHS = ((1 << 8, pl.UInt8), (1 << 16, pl.UInt16), (1 << 32, pl.UInt32))


@dataclass(frozen=True, slots=True)
class Trouve:
    """The numbers of the lines that answer a filter, in file order, and what they come to."""

    lignes: NDArray[np.uint32]
    totaux: Totaux

    @property
    def octets(self) -> int:
        return self.lignes.nbytes + 200

    def page(self, *, borne: int, take: int, recule: bool) -> list[int]:
        """Give the numbers after `borne`; recule: the last ones before it."""
        if recule:
            end = int(np.searchsorted(self.lignes, borne, "left"))
            start = max(0, end - take)
        else:
            start = int(np.searchsorted(self.lignes, borne, "right"))
            end = start + take
        return [int(n) for n in self.lignes[start:end]]


@dataclass(frozen=True, slots=True)
class Tableau:
    """A lot held in memory: a frame of numbers, and the distinct texts of each column."""

    frame: pl.DataFrame
    mots: dict[str, pl.Series]

    @property
    def octets(self) -> int:
        texts = sum(series.estimated_size() for series in self.mots.values())
        return int(self.frame.estimated_size() + texts)


def sound(path: Path, totaux: Totaux) -> bool:
    """Tell whether a file holds the lines that it should, in order. Raises FAUTES."""
    lot = pl.scan_parquet(path)
    if dict(lot.collect_schema()) != SCHEMA:
        return False
    if lot.select(pl.len()).collect().item() != totaux.lignes:
        return False
    ordered = (pl.col("n").cast(pl.Int64).diff().drop_nulls() > 0).all()
    found = lot.select(ordered, pl.sum("debit"), credit=pl.sum("credit")).collect().row(0)
    return bool(found == (True, totaux.debit, totaux.credit))


def scan(path: Path, filtre: Filtre) -> Trouve:
    """Look for lines in the file itself. Raises FAUTES."""
    patterns = written(filtre.q)

    def holds(name: str) -> pl.Expr:
        return pl.col(name).str.contains_any(patterns, ascii_case_insensitive=True)

    return _find(pl.scan_parquet(path), filtre, holds, pl.col("compte").str.starts_with(ATTENTE))


def group(path: Path, names: tuple[str, ...]) -> list[tuple[tuple[str, ...], int, int, int]]:
    """Sum the debit and the credit of a file, and count its lines, by columns. Raises FAUTES."""
    lot = pl.scan_parquet(path).group_by(names)
    found = lot.agg(pl.sum("debit"), pl.sum("credit"), pl.len()).sort(names).collect()
    width = len(names)
    return [(row[:width], *row[width:]) for row in found.iter_rows()]


def hold(path: Path) -> Tableau:
    """Read a file into memory, column by column. Raises FAUTES."""
    lot = pl.scan_parquet(path)
    frame = lot.select("n", "debit", "credit").collect()
    mots = {}
    for name in TEXTES:
        column, mots[name] = _coded(lot.select(name).collect().to_series())
        frame = frame.with_columns(column)
    return Tableau(frame, mots)


def look(tableau: Tableau, filtre: Filtre) -> Trouve:
    """Look for lines in a table held in memory."""
    patterns = [_small(one) for one in written(filtre.q)]

    def among(name: str, answers: Callable[[pl.Series], pl.Series]) -> pl.Expr:
        return pl.lit(answers(tableau.mots[name])).gather(pl.col(name))

    def holds(name: str) -> pl.Expr:
        if len(patterns) == 1:
            return among(name, lambda mots: mots.str.contains(patterns[0], literal=True))
        return among(name, lambda mots: mots.str.contains_any(patterns))

    attente = among("compte", lambda mots: mots.str.starts_with(ATTENTE))
    return _find(tableau.frame.lazy(), filtre, holds, attente)


def _find(
    lot: pl.LazyFrame, filtre: Filtre, holds: Callable[[str], pl.Expr], attente: pl.Expr
) -> Trouve:
    montant = pl.col("debit") + pl.col("credit")
    kept = [_COMPARE[sign](montant, centimes) for sign, centimes in filtre.montants]
    if filtre.q:
        names = COLONNES.get(filtre.sur, TEXTES)
        kept.append(pl.any_horizontal([holds(name) for name in names]))
    if filtre.avec_471:
        kept.append(attente)
    found = lot.filter(*kept).select("n", "debit", "credit").collect()
    sums = found.select(pl.sum("debit"), pl.sum("credit")).row(0)
    return Trouve(found["n"].to_numpy(), Totaux(found.height, *map(int, sums)))


def _coded(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Give the rank of each text among the distinct ones, and these in small letters."""
    coded = texts.cast(pl.Categorical(pl.Categories.random()))
    distinct = coded.unique()
    distinct = distinct.gather(distinct.to_physical().arg_sort()).cast(pl.String)
    # No text of ours holds the mark: the file would hold one more than there are.
    whole = _small(distinct.str.join(_MARK).item())
    mots = pl.Series([whole]).str.split(_MARK).explode()
    if mots.len() != distinct.len():
        mots = pl.Series(list(map(_small, distinct)), dtype=pl.String)
    width = next(width for limit, width in _WIDTHS if mots.len() <= limit)
    return coded.to_physical().cast(width).alias(texts.name), mots


def _small(text: str) -> str:
    return text.encode().translate(_SMALL).decode()
