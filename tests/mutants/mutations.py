"""Mutations: every way in which one node of a module can be broken by hand.

Left alone: annotations, docstrings, decorators (slots, cache sizes), asserts, words of messages,
`__all__`, which mypy judges, and the points of faults: `acceptance/test_mort.py` dies at each.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

_SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.Div: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_CONDITIONS = ("where", "filter", "order_by", "limit")
_SKIPPED_FIELDS = ("annotation", "returns", "decorator_list")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ACTS = (ast.Raise, ast.AugAssign, ast.Continue, ast.Break, ast.Delete)
Breaks = Iterator[tuple[dict[str, Any], str]]


@dataclass
class Mutant:
    """One break: these fields of `node` are changed. cold: it acts when the module is imported."""

    node: ast.AST
    changes: dict[str, Any]
    where: str
    label: str
    lines: range
    cold: bool
    rank: int = 1

    @property
    def name(self) -> str:
        """Name it by its place and its text, which outlive a change of line number."""
        return f"{self.where}: {self.label}" + (f" #{self.rank}" if self.rank > 1 else "")

    def build(self, tree: ast.Module, path: str) -> tuple[str, CodeType]:
        """Give the broken module as a text, and compiled under its own line numbers."""
        kept = {field: getattr(self.node, field) for field in self.changes}
        try:
            vars(self.node).update(self.changes)
            ast.fix_missing_locations(tree)
            return ast.unparse(tree), compile(tree, path, "exec")
        finally:
            vars(self.node).update(kept)


def mutants_of(tree: ast.Module) -> list[Mutant]:
    """List the mutants of a module; those of one name are told apart by their rank."""
    found, seen = list(_walk(tree, "module", range(0), True)), Counter[str]()
    for mutant in found:
        seen[mutant.name] += 1
        mutant.rank = seen[mutant.name]
    return found


def _walk(node: ast.AST, where: str, lines: range, cold: bool) -> Iterator[Mutant]:
    if isinstance(node, ast.Assert | ast.Import | ast.ImportFrom | ast.JoinedStr):
        return
    if cold and isinstance(node, ast.Subscript):
        return  # the name of a type
    if isinstance(node, ast.stmt):
        lines = _lines(node)
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        where = node.name if where == "module" else f"{where}.{node.name}"
    for changes, label in (*_breaks(node, cold), *_tests(node)):
        yield Mutant(node, changes, where, " ".join(label.split()), lines, cold)
    for field, child in ast.iter_fields(node):
        if field in _SKIPPED_FIELDS:
            continue
        inside = cold and not (isinstance(node, _FUNCTIONS) and field == "body")
        for rank, one in enumerate(child if isinstance(child, list) else [child]):
            if _is_left(one):
                continue
            if isinstance(one, ast.stmt) and _acts(one):
                label = " ".join(f"without {ast.unparse(one)}".split())
                changes = {field: _put(child, rank, ast.Pass(lineno=one.lineno, col_offset=0))}
                yield Mutant(node, changes, where, label, _lines(one), inside)
            if isinstance(one, ast.AST):
                yield from _walk(one, where, lines, inside)


def _lines(node: ast.stmt) -> range:
    """Give the lines of a statement, or of what stands before its block."""
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno or 0
    return range(node.lineno, max(last, node.lineno) + 1)


def _is_left(node: object) -> bool:
    """True for the names that a module exports, and for a point of faults."""
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "__all__"
    return isinstance(node, ast.Expr) and ast.unparse(node).startswith("faults.point(")


def _acts(node: ast.stmt) -> bool:
    """True for a statement that can go and leave code that runs: a call, a raise, a jump…"""
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    return isinstance(node, _ACTS)


def _put(values: list[Any], rank: int, *instead: ast.AST) -> list[Any]:
    return [*values[:rank], *instead, *values[rank + 1 :]]


def _breaks(node: ast.AST, cold: bool) -> Breaks:
    text = ast.unparse(node) if isinstance(node, ast.expr | ast.Return) else ""
    if isinstance(node, ast.Compare):
        for rank, op in enumerate(node.ops):
            for other in _SWAPS.get(type(op), ()):
                yield {"ops": _put(node.ops, rank, other())}, f"{text} → {other.__name__}"
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        for other in _SWAPS.get(type(node.op), ()):
            yield {"op": other()}, f"{text} → {other.__name__}"
        if isinstance(node, ast.BoolOp):
            neutral = ast.Constant(isinstance(node.op, ast.And))
            for rank, value in enumerate(node.values):
                label = f"{text} → without {ast.unparse(value)}"
                yield {"values": _put(node.values, rank, neutral)}, label
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield {"value": not node.value}, f"{text} → {not node.value}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield {"value": node.value + 1}, f"{text} → {node.value + 1}"
        yield {"value": node.value - 1}, f"{text} → {node.value - 1}"
    elif isinstance(node, ast.Return) and not isinstance(node.value, ast.Constant | None):
        yield {"value": ast.Constant(None)}, f"{text} → None"
    elif isinstance(node, ast.Call):
        yield from _calls(node, text)
    elif isinstance(node, ast.Tuple | ast.List) and cold and len(node.elts) > 1:
        for rank, value in enumerate(node.elts):
            yield {"elts": _put(node.elts, rank)}, f"without {ast.unparse(value)}"
    elif isinstance(node, ast.Dict) and cold:
        for rank, value in enumerate(node.values):
            changes = {"keys": _put(node.keys, rank), "values": _put(node.values, rank)}
            yield changes, f"without {ast.unparse(node.keys[rank] or value)}"


def _calls(node: ast.Call, text: str) -> Breaks:
    if isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        other = _NAMES[node.func.id]
        yield {"func": ast.Name(other, ast.Load())}, f"{text} → {other}"
    elif isinstance(node.func, ast.Attribute) and node.func.attr in _CONDITIONS:
        for rank, arg in enumerate(node.args):
            changes = {"args": _put(node.args, rank)}
            yield changes, f"{node.func.attr} without {ast.unparse(arg)}"


def _tests(node: ast.AST) -> Breaks:
    """Turn a condition that is no comparison into its contrary, drop one of several."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.Constant):
            yield {"test": _contrary(node.test)}, f"if {ast.unparse(node.test)} → contrary"
    elif isinstance(node, ast.BoolOp):
        for rank, value in enumerate(node.values):
            if not isinstance(value, ast.Compare | ast.BoolOp):
                label = f"{ast.unparse(node)} → contrary of {ast.unparse(value)}"
                yield {"values": _put(node.values, rank, _contrary(value))}, label
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.UnaryOp):
        if isinstance(node.value.op, ast.Not):
            yield {"value": node.value.operand}, f"{ast.unparse(node)} → without not"
    elif isinstance(node, ast.comprehension):
        for rank, test in enumerate(node.ifs):
            yield {"ifs": _put(node.ifs, rank)}, f"for without if {ast.unparse(test)}"
    elif isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Tuple):
        for rank, kind in enumerate(node.type.elts):
            fewer = ast.Tuple(_put(node.type.elts, rank), ast.Load())
            yield {"type": fewer}, f"except without {ast.unparse(kind)}"


def _contrary(test: ast.expr) -> ast.expr:
    is_not = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    return test.operand if is_not else ast.UnaryOp(ast.Not(), test)  # type: ignore[attr-defined]
