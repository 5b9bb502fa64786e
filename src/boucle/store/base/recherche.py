"""Recherche: the condition of a text that somebody typed in a search box.

One meaning whatever keeps the lines: both databases and the Parquet file of a lot ignore the case
of unaccented letters, and look for a text with accents as it is written in small letters, in
capitals, and with a capital first. The embedded database knows no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Octets(FunctionElement[str]):
    """A text compared by its octets: the order and the case of no country."""

    type = Text()
    inherit_cache = True


@compiles(Octets)
def _plain(element: Any, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


@compiles(Octets, "postgresql")
def _collated(element: Any, compiler: Any, **kw: Any) -> str:
    return f'({compiler.process(element.clauses, **kw)} COLLATE "C")'


def written(texte: str) -> list[str]:
    """Give the ways in which a text is looked for, the case of unaccented letters apart."""
    found = {texte.lower()}
    if not texte.isascii():
        found |= {texte, texte.upper(), texte.capitalize(), texte.title()}
    return sorted(found)


def holds(columns: Iterable[ColumnElement[Any]], texte: str) -> ColumnElement[bool]:
    """Give the condition that one of the columns holds this text, whatever its case."""
    return or_(
        *(
            Octets(column).icontains(one, autoescape=True)
            for column in columns
            for one in written(texte)
        )
    )
