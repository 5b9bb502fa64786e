"""Francais: numbers, amounts, days and sizes as a French accountant reads them on paper."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

THIN = "\u202f"
PARIS = ZoneInfo("Europe/Paris")
MINUS = "\u2212"


def nombre(n: int) -> str:
    """Write `12 345` with narrow no-break spaces."""
    text = f"{abs(n):,}".replace(",", THIN)
    return f"{MINUS}{text}" if n < 0 else text


def euros(montant_centimes: int) -> str:
    """Write centimes as `−1 206,06`."""
    whole, cents = divmod(abs(montant_centimes), 100)
    sign = MINUS if montant_centimes < 0 else ""
    return f"{sign}{nombre(whole)},{cents:02d}"


def jour(iso: str | date | None) -> str:
    """Write an ISO day as `31/01/2026`; a text that is no ISO day stays as it is."""
    if iso is None:
        return ""
    if isinstance(iso, date):
        iso = iso.isoformat()
    parts = iso.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else iso


def instant(moment: datetime | None) -> str:
    """Write an instant as `20/11/2026 09:14:32`, the time of Paris; empty for None."""
    return "" if moment is None else moment.astimezone(PARIS).strftime("%d/%m/%Y %H:%M:%S")


def par_qui(auteur: str, le: datetime) -> str:
    """Write who did it and when, to be put after a state: `, par H. Marchand le … à …`."""
    jour_dit, _, heure = instant(le).partition(" ")
    return f", par {visible(auteur)} le {jour_dit} à {heure}"


def taille(octets: int) -> str:
    """Write a size in bytes as `412,8 ko`."""
    if octets < 1_000:
        return accord(octets, "octet")
    for unit, step in (("ko", 10**3), ("Mo", 10**6), ("Go", 10**9)):
        tenths = (octets * 10 + step // 2) // step
        if tenths < 10_000 or unit == "Go":
            whole, tenth = divmod(tenths, 10)
            return f"{nombre(whole)},{tenth} {unit}"
    raise AssertionError("unreachable: Go takes every size")


def accord(n: int, singulier: str, pluriel: str = "") -> str:
    """Write `1 anomalie`, `2 anomalies`."""
    return f"{nombre(n)} {singulier if abs(n) < 2 else pluriel or singulier + 's'}"


def visible(text: str) -> str:
    """Show every control or direction mark as a picture: what is printed cannot act."""
    if text.isprintable():
        return text
    return "".join(_picture(char) for char in text)


def _picture(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if char.isprintable() or char in "\u00a0\u202f":
        return char
    return f"‹U+{code:04X}›"
