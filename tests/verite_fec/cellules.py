"""Cellules: how the official checker reads one cell, as octets, its outer blanks already cut.

An end of line that closes a cell is not seen by its patterns: `$` of a pattern stands before it,
there and here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from verite_fec.regles import Regle

_BLANC = re.compile(rb" *$")
_SANS_VALEUR = re.compile(rb" +$")
_MARQUES = b" .,"
_MILLIERS = re.compile(rb" *[0-9]+ [0-9]")
_DECIMAL = re.compile(rb" *[+-]*[0-9.,]+ *[+-]* *$")
_EXPOSANT = re.compile(rb" *[+-]*[0-9.,]+[Ee][0-9+-]+ *$")
_ZEROS = re.compile(rb"[0/.-]+$")
_COMPTE = re.compile(rb"[0-9]{3}")

_ENTRE = rb"[/.-]*"
_MOIS, _JOUR = rb"(?P<m>[01][0-9])", rb"(?P<j>[0-3][0-9])"
_HEURE = rb"(?:[T ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2})?$"


def _dates(annee: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Write the two orders of a date, year first and year last."""
    return (
        re.compile(annee + _ENTRE + _MOIS + _ENTRE + _JOUR + _HEURE),
        re.compile(_JOUR + _ENTRE + _MOIS + _ENTRE + annee + _HEURE),
    )


_DU_SIECLE = _dates(rb"(?:19|20)[0-9]{2}")
_D_AILLEURS = _dates(rb"[0-9]{4}")


def is_blank(valeur: bytes) -> bool:
    """True for a cell that holds no value where one is demanded (E)."""
    return _BLANC.match(valeur) is not None


def is_absent(valeur: bytes) -> bool:
    """True for a cell that holds no value where one is expected (V)."""
    return not valeur or _SANS_VALEUR.match(valeur) is not None


def judge_compte(valeur: bytes) -> Iterator[Regle]:
    """Warn of a compte that does not begin by three digits."""
    if _COMPTE.match(valeur) is None:
        yield Regle.COMPTE


def judge_montant(valeur: bytes) -> Iterator[Regle]:
    """Judge an amount; a blank one counts as nought."""
    if not valeur:
        yield Regle.MONTANT_VIDE
        return
    if b"." in valeur:
        yield Regle.MONTANT_POINT
    marques = sum(valeur.count(marque) for marque in (b" ", b".", b","))
    decimal = _DECIMAL.match(valeur) is not None and valeur.count(b"-") <= 1
    if marques > 1 or _MILLIERS.match(valeur):
        yield Regle.MONTANT_MILLIERS
    elif not decimal and _EXPOSANT.match(valeur) is None:
        yield Regle.MONTANT_FORMAT


def judge_date(valeur: bytes, *, exigee: bool) -> Iterator[Regle]:
    """Judge a date; nothing but zeros and marks is none at all.

    A year of 1900 to 2099 is looked for first, at the beginning and then at the end: only then
    are month and day held to 12 and 31.
    """
    if _ZEROS.match(valeur) or _BLANC.match(valeur):
        yield Regle.DATE_EXIGEE if exigee else Regle.DATE_VIDE
        return
    for forme in _DU_SIECLE:
        if found := forme.match(valeur):
            if int(found["m"]) > 12 or int(found["j"]) > 31:
                yield Regle.DATE_CALENDRIER
            return
    known = any(forme.match(valeur) for forme in _D_AILLEURS)
    yield Regle.DATE_PERIODE if known else Regle.DATE_FORMAT
