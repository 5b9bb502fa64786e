"""Recherche: the condition of a text that somebody typed in a search box."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_


def holds(columns: Iterable[ColumnElement[Any]], texte: str) -> ColumnElement[bool]:
    """Give the condition that one of the columns holds this text, whatever its case.

    The embedded database only knows the case of unaccented letters, so a text with accents is
    looked for as it is written in small letters, in capitals, and with a capital first.
    """
    written = {texte.lower()}
    if not texte.isascii():
        written |= {texte, texte.upper(), texte.capitalize(), texte.title()}
    return or_(*(
        column.icontains(one, autoescape=True) for column in columns for one in sorted(written)
    ))
