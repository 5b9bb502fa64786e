"""Ordre: sorting a list, and going on after its last row, alike on both databases.

A null comes before every value, whatever the database would do by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, and_, false, or_
from sqlalchemy.types import TypeEngine

from boucle.schema.curseur import bad_curseur
from boucle.store.base.types import Booleen, Instant, Jour


class Cle(NamedTuple):
    """One key of an order; the last ones of a list name one row."""

    colonne: ColumnElement[Any]
    decroissant: bool = False
    nullable: bool = False


def sort(query: Select[Any], cles: Sequence[Cle]) -> Select[Any]:
    """Sort a query by these keys."""
    for colonne, decroissant, nullable in cles:
        order = colonne.desc() if decroissant else colonne.asc()
        if nullable:
            order = order.nulls_last() if decroissant else order.nulls_first()
        query = query.order_by(order)
    return query


def after(cles: Sequence[Cle], valeurs: Sequence[Any]) -> ColumnElement[bool]:
    """Give the condition of the rows that come after the one with these values.

    Refuses PARAMETRE_INVALIDE when the values are not of these keys.
    """
    if len(cles) != len(valeurs) or not all(map(_fits, cles, valeurs)):
        raise bad_curseur("")
    found: ColumnElement[bool] = false()
    for cle, value in reversed(list(zip(cles, valeurs, strict=True))):
        found = or_(_beyond(cle, value), and_(_same(cle, value), found))
    first, value = cles[0], valeurs[0]
    if not first.nullable:
        # Said once more by itself, so that an index on the first key is entered at the right place.
        bound = first.colonne <= value if first.decroissant else first.colonne >= value
        found = and_(bound, found)
    return found


def _same(cle: Cle, value: Any) -> ColumnElement[bool]:
    return cle.colonne.is_(None) if value is None else cle.colonne == value


def _beyond(cle: Cle, value: Any) -> ColumnElement[bool]:
    if value is None:
        return false() if cle.decroissant else cle.colonne.is_not(None)
    if not cle.decroissant:
        above: ColumnElement[bool] = cle.colonne > value
        return above
    before: ColumnElement[bool] = cle.colonne < value
    return or_(before, cle.colonne.is_(None)) if cle.nullable else before


def _fits(cle: Cle, value: Any) -> bool:
    if value is None:
        return cle.nullable
    return type(value) is _python_type(cle.colonne.type)


def _python_type(kind: TypeEngine[Any]) -> type:
    if isinstance(kind, Jour):
        return date
    if isinstance(kind, Instant):
        return datetime
    if isinstance(kind, Booleen):
        return bool
    return str if isinstance(kind, Text) else int
