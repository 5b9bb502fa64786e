"""Montants: the numbers and the days of a TRA file, exactly.

An amount is right-aligned, with a decimal comma; zeros may pad it, and a point is read. Money is
an integer of centimes: a currency amount without its counterpart in euros is converted by the
rate of its line, to the nearest centime.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from boucle.compta.jour import make_jour_des_livres
from boucle.compta.montant import read_autres, read_colonne, read_ecrit
from boucle.values import CENTIMES_MAX, days_of

_MILLIERS = re.compile(r"[-+]?[0-9]+[,.][0-9]{3}", re.ASCII)
_JOUR = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})", re.ASCII)
JOURS_VIDES = frozenset(("", "01011900", "30121899", "00000000"))
"""How files write that there is no day."""


class Codage(NamedTuple):
    """Which of the three amounts is in euros, which in the currency; -1: none."""

    euros: int
    devise: int


def read_nombre(text: str, decimales: int) -> int | None:
    """Read a number in units of 10**-decimales; None when it is not one, or has more decimals."""
    value = read_ecrit(text.strip(), decimales)
    return value if isinstance(value, int) else None


def read_centimes(text: str) -> int | None:
    """Read an amount to the centime; None where a mark and three digits may mean thousands."""
    return None if _MILLIERS.fullmatch(text.strip()) else read_nombre(text, 2)


def read_dix_milliemes(text: str) -> int | None:
    """Read a quantity in ten-thousandths."""
    return read_nombre(text, 4)


def read_jour(text: str) -> int | None:
    """Read a day of the books, JJMMAAAA, as a number of days; None when it is none."""
    found = _JOUR.fullmatch(text)
    if found is None or text in JOURS_VIDES:
        return None
    jour, mois, an = map(int, found.groups())
    day = make_jour_des_livres(an, mois, jour)
    return None if day is None else days_of(day)


def read_codage(text: str) -> Codage | None:
    """Read which amount is what: `E--`, `DE-`, `ED-`, `D--`; blank is `E--`."""
    letters = text.ljust(3).replace(" ", "-")
    if letters == "---":
        letters = "E--"
    if letters[0] not in "ED" or not set(letters) <= set("ED-"):
        return None
    if letters.count("E") > 1 or letters.count("D") > 1:
        return None
    return Codage(letters.find("E"), letters.find("D"))


def convert(devise_centimes: int, taux: str) -> int | None:
    """Convert to centimes of euro by the euros that one unit is worth; None: no such rate."""
    rate = read_nombre(taux, 10)
    if rate is None or rate <= 0:
        return None
    product, unit = abs(devise_centimes) * rate, 10**10
    value = (2 * product + unit) // (2 * unit)
    if value > CENTIMES_MAX:
        return None
    return -value if devise_centimes < 0 else value


def centimes_of(texts: pl.Series) -> pl.Series:
    """Read a column of amounts; null where blank or not an amount."""
    return read_autres(read_colonne(texts, ",", 2), texts, read_centimes)[0]
