"""Dates: the days of a JSON import, in the format its options name or in ISO.

The published samples write one format in two notations, `YYYY-MM-DDTHH:mm:ss.SSSZ` and
`AAAA-MM-JJThh:mm:ss.nnnZ`. The day is taken as it is written: no time zone is applied, and an
instant that is already the next day in Paris is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from boucle.compta.jour import read_instant, read_iso, read_jour
from boucle.errors import Kind
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req_json import DATE_FORMAT_LIGNE
from boucle.schema.champs.champ import Faux, shown
from boucle.values import days_of

ISO = "YYYY-MM-DDTHH:mm:ss.SSSZ"
_MINUIT = re.compile(r".{8,10}T2[23]:[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z", re.ASCII)
Reader = Callable[[Any], int | None]


def day_reader(text: str, pattern: re.Pattern[str]) -> Reader:
    """Make the reader of days written in a format, or in ISO; days since 1970-01-01."""
    seen: dict[str, int | None] = {}

    def read(value: Any) -> int | None:
        if value is None or value == "":
            return None
        if type(value) is not str:
            raise Faux(r.TYPE_INATTENDU, attendu=f"une date {text}", lu=shown(value))
        if value not in seen:
            seen[value] = _days(read_jour(pattern, value) or read_iso(value))
        if seen[value] is None:
            raise Faux(DATE_FORMAT_LIGNE, lu=shown(value), format=text)
        return seen[value]

    return read


def iso_reader(kind: Kind) -> Reader:
    """Make the reader of days that must be ISO instants; any fault is said as `kind`."""
    seen: dict[str, int | None] = {}

    def read(value: Any) -> int | None:
        if value is None or value == "":
            return None
        if type(value) is not str:
            raise Faux(kind)
        if value not in seen:
            # The published sample has stray spaces in its dates.
            seen[value] = _days(read_instant(value.replace(" ", "")))
        if seen[value] is None:
            raise Faux(kind)
        return seen[value]

    return read


def near_midnight(value: Any) -> bool:
    """True for an instant of 22 or 23 h UTC: with the hour of Paris it may be the next day."""
    return isinstance(value, str) and _MINUIT.fullmatch(value) is not None


def _days(jour: date | None) -> int | None:
    return None if jour is None else days_of(jour)
