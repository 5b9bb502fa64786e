"""Jour: what a day is, and an instant, however a file or a request writes them.

A day of the books is of the years 1900 to 2199. A FEC alone may name another one, which the
official checker reads: it is told, and kept. Of an instant only the day is kept, as it is written:
no time zone is applied; but an hour that no day has makes it no instant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

ANNEE_MIN, ANNEE_MAX = 1900, 2199
_SIECLE = 2000
_FORMAT_MAX = 40
_H, _MS = r"(?:[01][0-9]|2[0-3])", r"[0-5][0-9]"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])?"
_ISO = re.compile(
    rf"(?P<an>[0-9]{{4}})-(?P<mois>[0-9]{{2}})-(?P<jour>[0-9]{{2}})"
    rf"(?:T{_H}:{_MS}(?::{_MS}(?:\.[0-9]{{1,9}})?)?{_ZONE})?"
)
_INSTANT = re.compile(
    rf"(?P<an>[0-9]{{4}})-(?P<mois>[0-9]{{2}})-(?P<jour>[0-9]{{2}})T{_H}:{_MS}:{_MS}\.[0-9]{{3}}Z"
)
_JETON = re.compile(r"[aAyY]{4}|[aAyY]{2}|[mM]{2}|[jJdD]{2}")
_HEURE = re.compile(r"HH|hh|mm|ss|SSS|nnn")
_HEURES = {"HH": _H, "hh": _H, "mm": _MS, "ss": _MS, "SSS": "[0-9]{3}", "nnn": "[0-9]{3}"}
_PARTS = {
    "a4": r"(?P<an>[0-9]{4})",
    "a2": r"(?P<siecle>[0-9]{2})",
    "m2": r"(?P<mois>[0-9]{1,2})",
    "j2": r"(?P<jour>[0-9]{1,2})",
}
_ANGLAIS = str.maketrans("yd", "aj")


def make_jour(annee: int, mois: int, jour: int) -> date | None:
    """Give a day of the calendar, of any year; None when there is none."""
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None


def make_jour_des_livres(annee: int, mois: int, jour: int) -> date | None:
    """Give a day that the books may hold; None when it is none, or of another age."""
    return make_jour(annee, mois, jour) if ANNEE_MIN <= annee <= ANNEE_MAX else None


def read_iso(text: str) -> date | None:
    """Read an ISO day, or an ISO instant, as a day of the books; None when it is neither."""
    return read_jour(_ISO, text)


def read_instant(text: str) -> date | None:
    """Read an instant written to the millisecond, as the published samples are."""
    return read_jour(_INSTANT, text)


def read_jour(forme: re.Pattern[str], text: str) -> date | None:
    """Read a day of the books written in a form; its groups are an (or siecle), mois, jour."""
    found = forme.fullmatch(text)
    if found is None:
        return None
    parts = {nom: int(digits) for nom, digits in found.groupdict().items()}
    annee = parts["an"] if "an" in parts else _SIECLE + parts["siecle"]
    return make_jour_des_livres(annee, parts["mois"], parts["jour"])


def compile_format(text: str) -> re.Pattern[str] | None:
    """Compile a format such as JJ/MM/AAAA, DD/MM/YY or YYYY-MM-DDTHH:mm:ss.SSSZ.

    None unless it names a year, a month and a day, once each. Where something parts them, a day
    or a month may be written with one digit. The time, after a T, may be left out of a value.
    """
    if len(text) > _FORMAT_MAX:
        return None
    day, mark, time = text.partition("T")
    jetons = [jeton.lower().translate(_ANGLAIS) for jeton in _JETON.findall(day)]
    if sorted(jeton[0] for jeton in jetons) != ["a", "j", "m"]:
        return None
    debut, *marks = _JETON.split(day)
    forme = re.escape(debut) + "".join(
        _PARTS[f"{jeton[0]}{len(jeton)}"] + re.escape(after)
        for jeton, after in zip(jetons, marks, strict=True)
    )
    if not any(marks[:-1]):
        forme = forme.replace("{1,2}", "{2}")
    return re.compile(forme + (f"(?:T{''.join(_clock(time))})?" if mark else ""))


def begins_by_year(text: str) -> bool:
    """True when a format begins by the year: no country then puts the day before the month."""
    return text.lstrip()[:1] in tuple("aAyY")


def _clock(time: str) -> Iterator[str]:
    """Write the pattern of the time of day, token by token."""
    at = 0
    for jeton in _HEURE.finditer(time):
        yield re.escape(time[at : jeton.start()])
        yield _HEURES[jeton[0]]
        at = jeton.end()
    yield re.escape(time[at:])
