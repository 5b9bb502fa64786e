"""Examens: what a file on its way out might lose of the books, as questions that a set answers.

A format says its questions, the store counts the lines of each, and a person reads what is lost
before the first byte is sent.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Regle(StrEnum):
    """One question about a line."""

    DIT = "dit"  # the column says something
    TU = "tu"  # it says nothing
    LONG = "long"  # its text has more characters than `valeur`
    DANS = "dans"  # its text holds a character of the set `valeur`
    HORS = "hors"  # its text holds a character that is not of the set `valeur`
    DEUX_COTES = "deux cotes"  # debit and credit are both said
    TROP_FIN = "trop fin"  # the amount in the currency is finer than a hundredth
    SANS_NUMERO = "sans numero"  # the number of the écriture is no number of at most 8 digits
    HORS_LISTE = "hors liste"  # its text is none of those of `valeur`, parted by commas
    PAS_GUID = "pas guid"  # its text is no GUID
    DEVISE = "devise"  # its currency is no foreign one of ISO 4217, or bears no amount
    DEVISE_SEULE = "devise seule"  # its currency is the euro, or one of both, amount and code
    VARIANTE = "variante"  # its code came with another label before
    SOUS_PIECE = "sous piece"  # a reference, and another reference of the piece


class Examen(NamedTuple):
    """Ask `regle` of a column of a line, of its detail, or of its breakdown.

    colonne: of a line, of its detail, of its labels (`journal_lib`…), or `axe`, `section` and
    `part_quantite` of its parts. valeur: a length; or a set of characters, two for each range of
    them, its first and its last.
    """

    colonne: str
    regle: Regle
    valeur: int | str = 0


class Constat(NamedTuple):
    """How many lines, labels or parts an examen found, and the first: its line, what it says."""

    nombre: int
    ligne: int | None = None
    lu: str = ""
