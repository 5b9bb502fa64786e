"""Condition: from the tree of a filter to SQL, and from a sort to an order.

Two-valued, as the filter language is: `!=` also holds where nothing is kept, and a negation is
pushed down to the comparisons, since SQL's own NOT of an unknown is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_

from boucle.schema.champs.champ_lien import Lien
from boucle.schema.filtre import Comparaison, Dans, Et, Non, Ou

Find = Callable[[Any, str], ColumnElement[Any]]
_ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_tree(arbre: Any, find: Find, *, opposite: bool = False) -> ColumnElement[bool]:
    """Turn a tree into a condition; `find` gives the column of a leaf and of its part."""
    if isinstance(arbre, Non):
        return compile_tree(arbre.membre, find, opposite=not opposite)
    if isinstance(arbre, (Et, Ou)):
        join = and_ if isinstance(arbre, Et) is not opposite else or_
        return join(*(compile_tree(part, find, opposite=opposite) for part in arbre.membres))
    if isinstance(arbre, Dans):
        several = _among(arbre, find)
        if None in arbre.valeurs:
            several.append(_comparison(_equal_to_null(arbre), find, opposite=False))
            return _opposed(or_(*several), opposite, None)
        return _opposed(or_(*several), opposite, _column(arbre, find)[0])
    return _comparison(arbre, find, opposite)


def _equal_to_null(arbre: Dans) -> Comparaison:
    return Comparaison(arbre.feuille, arbre.partie, "==", None)


def _among(arbre: Dans, find: Find) -> list[ColumnElement[bool]]:
    by_code: dict[str, list[Any]] = {}
    for value in arbre.valeurs:
        if value is not None:
            part: str = value.par if isinstance(value, Lien) else ""
            by_code.setdefault(part, []).append(value.valeur if part else value)
    return [_column(arbre, find, par)[0].in_(values) for par, values in by_code.items()]


def _comparison(node: Comparaison, find: Find, opposite: bool) -> ColumnElement[bool]:
    part = node.valeur.par if isinstance(node.valeur, Lien) else ""
    column: Any
    column, nullable = _column(node, find, part)
    value = node.valeur.valeur if part else node.valeur
    if value is None:
        # A text is never null: blank stands for it.
        is_text = node.feuille.champ.stockage == "texte"
        blank: ColumnElement[bool] = column == "" if is_text else column.is_(None)
        return not_(blank) if (node.op == "!=") is not opposite else blank
    if node.op in ("==", "!="):
        if (node.op == "==") is not opposite:
            same: ColumnElement[bool] = column == value
            return same
        other: ColumnElement[bool] = column.is_distinct_from(value) if nullable else column != value
        return other
    return _opposed(_ORDERS[node.op](column, value), opposite, column if nullable else None)


def _opposed(
    condition: ColumnElement[bool], opposite: bool, nullable: ColumnElement[Any] | None
) -> ColumnElement[bool]:
    if not opposite:
        return condition
    return not_(condition) if nullable is None else or_(not_(condition), nullable.is_(None))


def _column(node: Any, find: Find, par: str = "") -> tuple[ColumnElement[Any], bool]:
    """Give the column looked at, and whether it may hold nothing."""
    part = node.partie
    if par == "objectId":
        part = "object_id"
    elif par == "code":
        part = "code"
    column = find(node.feuille, part)
    return column, node.feuille.champ.absent is None
