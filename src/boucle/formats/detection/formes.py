"""Formes: what the cells of a column look like: days and their order, amounts and their mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_JOUR = re.compile(r"(\d{1,4})([/.\- ])(\d{1,2})\2(\d{1,4})(?:[ T]\d\d:\d\d.*)?", re.ASCII)
_MONTANT = re.compile(
    r"[-+(]?\s*\d{1,3}(?:[ .'\u00a0\u202f]?\d{3})*(?:[.,]\d{1,2})?\s*\)?\s*(?:€|EUR)?", re.ASCII
)
_COMPTE = re.compile(r"[1-9][0-9]{2,}[0-9A-Z]*", re.ASCII)
_SENS = frozenset(("D", "C", "DEBIT", "CREDIT", "DÉBIT", "CRÉDIT"))
_DOUZE, _TRENTE_ET_UN = 12, 31
_SIECLE = 100


class Jours(NamedTuple):
    """How days are written: the format of a model; sure: the file proves the order."""

    format: str
    sure: bool


def days_of(cells: Sequence[str]) -> Jours | None:
    """Tell the format of a column of days; None when it is none."""
    said = [cell for cell in cells if cell]
    if not said:
        return None
    found = [_JOUR.fullmatch(cell) for cell in said]
    if all(found):
        parts = [(m[1], m[2], m[3], m[4]) for m in found if m is not None]
        return _parted(parts)
    if all(len(cell) == 8 and cell.isascii() and cell.isdigit() for cell in said):
        return _packed(said)
    return None


def _parted(parts: list[tuple[str, str, str, str]]) -> Jours | None:
    mark = parts[0][1]
    if any(part[1] != mark for part in parts):
        return None
    if all(len(part[0]) == 4 for part in parts):
        return Jours(f"AAAA{mark}MM{mark}JJ", sure=True)
    an = "AAAA" if all(len(part[3]) == 4 for part in parts) else "AA"
    first = max(int(part[0]) for part in parts)
    second = max(int(part[2]) for part in parts)
    if first > _TRENTE_ET_UN or second > _TRENTE_ET_UN or min(first, second) > _DOUZE:
        return None
    if second > _DOUZE:
        return Jours(f"MM{mark}JJ{mark}{an}", sure=True)
    return Jours(f"JJ{mark}MM{mark}{an}", sure=first > _DOUZE)


def _packed(cells: Sequence[str]) -> Jours | None:
    by_year = all(_is_day(int(c[:4]), int(c[4:6]), int(c[6:])) for c in cells)
    by_day = all(_is_day(int(c[4:]), int(c[2:4]), int(c[:2])) for c in cells)
    if by_year:
        return Jours("AAAAMMJJ", sure=not by_day)
    return Jours("JJMMAAAA", sure=True) if by_day else None


def _is_day(an: int, mois: int, jour: int) -> bool:
    return 19 <= an // _SIECLE <= 21 and 1 <= mois <= _DOUZE and 1 <= jour <= _TRENTE_ET_UN


def is_amounts(cells: Sequence[str]) -> bool:
    """Tell a column of amounts, blank ones left out; whole numbers alone prove nothing."""
    said = [cell for cell in cells if cell]
    return (
        bool(said)
        and all(_MONTANT.fullmatch(cell) for cell in said)
        and any(not cell.isdigit() for cell in said)
    )


def mark_of(cells: Sequence[str]) -> str:
    """Give the decimal mark that amounts show, '' when none does."""
    marks = [m[1] for cell in cells if (m := re.search(r"([.,])\d{1,2}\D*$", cell))]
    return max(set(marks), key=marks.count) if marks else ""


def is_comptes(cells: Sequence[str]) -> bool:
    """Tell a column of numbers of comptes."""
    said = [cell for cell in cells if cell]
    return bool(said) and all(_COMPTE.fullmatch(cell) for cell in said)


def is_sens(cells: Sequence[str]) -> bool:
    """Tell a column of sides."""
    said = [cell.upper() for cell in cells if cell]
    return bool(said) and set(said) <= _SENS
