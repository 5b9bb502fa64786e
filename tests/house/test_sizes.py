"""Sizes: limits with a ratchet; a known exception may only shrink, and the list starts empty."""

from __future__ import annotations

import ast
from pathlib import Path

from house.source import ROOT, modules, tracked

FILE_LINES = 400
FUNCTION_LINES = 60
COLUMNS = 100
# Written by Alembic, kept for ever as they are.
GENERATED = "src/boucle/store/migrations/versions/"
# Lists of kinds, read one entry at a time: a cut in them would follow no idea.
TABLES = {"src/boucle/errors/fic.py", "src/boucle/errors/lig.py"}
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}


def _generated(path: Path) -> bool:
    return path.relative_to(ROOT).as_posix().startswith(GENERATED)


def test_files_are_short() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in tracked()
        if path.suffix == ".py" and not _generated(path)
    }
    lengths = {name: n for name, n in lengths.items() if name not in TABLES}
    long = {name: n for name, n in lengths.items() if n > LONG_FILES.get(name, FILE_LINES)}
    assert long == {}
    assert [name for name in LONG_FILES if lengths.get(name, 0) <= FILE_LINES] == []


def test_functions_are_short() -> None:
    lengths = {
        f"{module.name}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in modules()
        if not _generated(module.path)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    long = {
        name: n for name, n in lengths.items() if n > LONG_FUNCTIONS.get(name, FUNCTION_LINES)
    }
    assert long == {}
    assert [name for name in LONG_FUNCTIONS if lengths.get(name, 0) <= FUNCTION_LINES] == []


def test_lines_are_narrow() -> None:
    wide = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix == ".py" and not _generated(path)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > COLUMNS
    ]
    assert wide == []
