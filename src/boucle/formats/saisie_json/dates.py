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

from boucle.errors import Kind
from boucle.errors.demandes import ressource as r
from boucle.errors.demandes.req_json import DATE_FORMAT_LIGNE
from boucle.schema.champs.champ import Faux, shown
from boucle.values import days_of

ISO = "YYYY-MM-DDTHH:mm:ss.SSSZ"
_JETONS = (
    ("YYYY", "an"),
    ("AAAA", "an"),
    ("yyyy", "an"),
    ("aaaa", "an"),
    ("MM", "mois"),
    ("DD", "jour"),
    ("JJ", "jour"),
    ("dd", "jour"),
    ("jj", "jour"),
)
_TEMPS = re.compile(r"HH|hh|mm|ss|SSS|nnn")
_HEURE = r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?"
_ISO = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)(?:{_HEURE}(?:\.\d{{1,9}})?{_ZONE})?", re.ASCII)
_ISO_STRICT = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){_HEURE}\.\d{{3}}Z", re.ASCII)
_HORLOGE = re.compile(r"T\d\d:\d\d:\d\d", re.ASCII)
_MINUIT = re.compile(r".{8,10}T2[23]:[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z", re.ASCII)
_FORMAT_MAX = 40
_AN_MIN, _AN_MAX = 1900, 2199
Reader = Callable[[Any], int | None]


def compile_format(text: str) -> re.Pattern[str] | None:
    """Compile a date format; None unless it names a year, a month and a day, once each.

    The time of day, when the format has one, may be left out of a value.
    """
    if len(text) > _FORMAT_MAX:
        return None
    clock = text.find("T")
    day, time = (text, "") if clock < 0 else (text[:clock], text[clock:])
    pattern, found = "", []
    while day:
        jeton = next((pair for pair in _JETONS if day.startswith(pair[0])), None)
        if jeton is None:
            pattern, day = pattern + re.escape(day[0]), day[1:]
            continue
        found.append(jeton[1])
        pattern += rf"(?P<{jeton[1]}_{len(found)}>\d{{{len(jeton[0])}}})"
        day = day[len(jeton[0]) :]
    if sorted(found) != ["an", "jour", "mois"]:
        return None
    if time:
        clock_parts = _TEMPS.split(time)
        widths = [len(jeton) for jeton in _TEMPS.findall(time)] + [0]
        rest = "".join(
            re.escape(part) + (rf"\d{{{width}}}" if width else "")
            for part, width in zip(clock_parts, widths, strict=True)
        )
        pattern += f"(?:{rest})?"
    return re.compile(pattern, re.ASCII)


def day_reader(text: str, pattern: re.Pattern[str]) -> Reader:
    """Make the reader of days written in a format, or in ISO; days since 1970-01-01."""
    seen: dict[str, int | None] = {}

    def read(value: Any) -> int | None:
        if value is None or value == "":
            return None
        if type(value) is not str:
            raise Faux(r.TYPE_INATTENDU, attendu=f"une date {text}", lu=shown(value))
        if value not in seen:
            found = _match(pattern, value) if _possible(value) else None
            seen[value] = _match(_ISO, value) if found is None else found
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
            seen[value] = _match(_ISO_STRICT, value.replace(" ", ""))
        if seen[value] is None:
            raise Faux(kind)
        return seen[value]

    return read


def near_midnight(value: Any) -> bool:
    """True for an instant of 22 or 23 h UTC: with the hour of Paris it may be the next day."""
    return isinstance(value, str) and _MINUIT.fullmatch(value) is not None


def _possible(value: str) -> bool:
    """False when a value bears an hour that no day has."""
    clock = _HORLOGE.search(value)
    return clock is None or re.match(_HEURE, clock[0], re.ASCII) is not None


def _match(pattern: re.Pattern[str], value: str) -> int | None:
    found = pattern.fullmatch(value)
    if found is None:
        return None
    named = {name.partition("_")[0]: text for name, text in found.groupdict().items()}
    an, mois, jour = (named["an"], named["mois"], named["jour"]) if named else found.groups()[:3]
    if not _AN_MIN <= int(an) <= _AN_MAX:
        return None
    try:
        return days_of(date(int(an), int(mois), int(jour)))
    except ValueError:
        return None
