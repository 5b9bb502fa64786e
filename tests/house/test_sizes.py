"""Sizes: limits with a ratchet; a known exception may only shrink, and the list starts empty."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

from house.source import ROOT, modules, tracked

FILE_LINES = 400
FUNCTION_LINES = 60
COLUMNS = 100
FOLDER_MODULES = 16
# A declaration a file: one looks for the one that bears the name of the resource.
WIDE_FOLDERS = {"src/boucle/resources", "src/boucle/store/migrations/versions"}
# Written by Alembic, kept for ever as they are.
GENERATED = "src/boucle/store/migrations/versions/"
# Lists of kinds, read one entry at a time: a cut in them would follow no idea.
TABLES = {
    "src/boucle/errors/demandes/ressource.py",
    "src/boucle/errors/donnees/fic.py",
    "src/boucle/errors/donnees/lig.py",
    "src/boucle/errors/donnees/perso.py",
    "src/boucle/errors/donnees/tra.py",
    "tests/verite_fec/exotismes.py",
}
LONG_FILES: dict[str, int] = {
    "examples/fabrique.py": 502,
    "tests/api/test_import_http.py": 432,
    "tests/api/test_import_json.py": 416,
    "tests/api/test_ventilation.py": 416,
    "tests/formats/test_perso_forme.py": 437,
}
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
    long = {name: n for name, n in lengths.items() if n > LONG_FUNCTIONS.get(name, FUNCTION_LINES)}
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


def test_folders_are_narrow() -> None:
    counts = Counter(module.path.parent for module in modules() if module.path.stem != "__init__")
    wide = {
        folder.relative_to(ROOT).as_posix(): n
        for folder, n in counts.items()
        if n > FOLDER_MODULES and folder.relative_to(ROOT).as_posix() not in WIDE_FOLDERS
    }
    assert wide == {}


def test_the_formatter_lays_out() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, ""), "run: ruff format ."
