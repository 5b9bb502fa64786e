"""Montant: what an amount is: digits that come to a whole number of the last decimal kept.

Money is kept in centimes, quantities and currency amounts in ten-thousandths; no digit is lost, and
nothing is kept beyond what the books hold. Every reader finds the digits its own way, and makes
them a number here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from boucle.values import CENTIMES_MAX

if TYPE_CHECKING:
    import polars as pl

DECIMALES_DEVISE = 4
_ECRIT = r"([+-]?)([0-9]{{1,40}})(?:[{}]([0-9]{{1,40}}))?"
_LONGUEUR_MAX = 60
_EXPOSANT_MAX = 15
_BRUIT = Decimal("1e-7")
"""More than what binary arithmetic leaves behind a number: 120.00000000000001."""


class Ecueil(Enum):
    """Why digits are no amount."""

    ILLISIBLE = "illisible"
    TROP_FIN = "plus de décimales que les livres n'en tiennent"
    TROP_GRAND = "au-delà de ce que les livres tiennent"


def count(entier: str, fraction: str, decimales: int = 2) -> int | Ecueil:
    """Count the last decimals that digits make: 12 and 5 are 1250 centimes."""
    fraction = fraction.rstrip("0")
    if len(fraction) > decimales:
        return Ecueil.TROP_FIN
    entier = entier.lstrip("0")
    # Judged before a number is made: digits by the thousand cost nothing.
    if len(entier) > len(str(CENTIMES_MAX)):
        return Ecueil.TROP_GRAND
    return _bounded(int((entier or "0") + fraction.ljust(decimales, "0")), decimales)


def read_ecrit(text: str, decimales: int = 2, marques: str = ",.") -> int | Ecueil:
    """Read what a person or a ledger wrote: a sign, digits, one decimal mark at most."""
    found = _ecrit(marques).fullmatch(text)
    if found is None:
        return Ecueil.ILLISIBLE
    value = count(found[2], found[3] or "", decimales)
    return -value if found[1] == "-" and isinstance(value, int) else value


def decimal_of(value: object, marques: str = ",.") -> Decimal | None:
    """Give a number that a program sent, as such or as a text; None when it is none."""
    if isinstance(value, str):
        # Matched as digits before any number is made: 1e9999999 must cost nothing.
        found = _ecrit(marques).fullmatch(value) if len(value) <= _LONGUEUR_MAX else None
        if found is None:
            return None
        return Decimal(f"{found[1]}{found[2]}.{found[3] or 0}")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def count_nombre(number: Decimal, decimales: int = 2) -> int | Ecueil:
    """Count the last decimals of a number that a program sent: the noise of binary arithmetic,
    far behind the last decimal, is rounded away."""
    if number.adjusted() > _EXPOSANT_MAX:
        return Ecueil.TROP_GRAND
    kept = number.quantize(Decimal(1).scaleb(-decimales))
    if abs(number - kept) > _BRUIT:
        return Ecueil.TROP_FIN
    return _bounded(int(kept.scaleb(decimales)), decimales)


def read_colonne(texts: pl.Series, marque: str, decimales: int) -> pl.Series:
    """Read the amounts of a column written with so many decimals, in centimes; null elsewhere."""
    import polars as pl

    fin = rf"{re.escape(marque)}[0-9]{{{decimales}}}" if decimales else ""
    clean = texts.str.contains(rf"^-?[0-9]{{1,16}}{fin}$")
    digits = texts.set(~clean, None).str.replace(marque, "", literal=True).cast(pl.Int64)
    found: pl.Series = digits * 10 ** (2 - decimales)
    return found.set(found.abs() > CENTIMES_MAX, None)


def read_autres(
    found: pl.Series, texts: pl.Series, read: Callable[[str], int | None]
) -> tuple[pl.Series, list[str]]:
    """Read, once each, the texts that were not read at once; give those that are no amount."""
    import polars as pl

    left = texts.filter(found.is_null() & (texts != "")).unique(maintain_order=True).to_list()
    values = [read(text) for text in left]
    if left:
        column = pl.Series(values, dtype=pl.Int64)
        found = found.fill_null(
            texts.replace_strict(left, column, default=None, return_dtype=pl.Int64)
        )
    return found, [text for text, value in zip(left, values, strict=True) if value is None]


@cache
def _ecrit(marques: str) -> re.Pattern[str]:
    return re.compile(_ECRIT.format(re.escape(marques)), re.ASCII)


def _bounded(value: int, decimales: int) -> int | Ecueil:
    return value if abs(value) * 100 <= CENTIMES_MAX * 10**decimales else Ecueil.TROP_GRAND
