"""Mutants: `make mutants [ARGS=src/boucle/…/file.py]`: break files node by node, run their tests.

`file.py::words::others` breaks only what is named by some of these words.

Our own rather than mutmut or cosmic-ray: those start the interpreter again for each mutant, five
seconds here against half a second, and neither breaks a `where`, nor keeps for each survivor the
reason why it may. `survivants.txt` holds those: a line that names one, the argument indented below
it. Anything else that survives fails the run, and so does a line that names none any more.
"""

from __future__ import annotations

import ast
import importlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mutants.cibles import CIBLES
from mutants.coureur import COUVERTURE, SURVIT, Coureur, Presse, in_fork, limit, write
from mutants.mutations import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
SURVIVANTS = Path(__file__).with_name("survivants.txt")
_WARM = ("httpx", "litestar", "msgspec", "numpy", "polars", "sqlalchemy", "hypothesis", "alembic")
_OPTIONS = ["-x", "-k", "not postgresql", "-o", "tmp_path_retention_policy=none"]
_IMPORT_S = 10
_TERMINAL = os.dup(2)
"""Where a fork, whose own words go to a file, says what survives."""


def main() -> int:
    """Judge the files named, or all; 1 when a mutant survives that has no argument."""
    asked = [Path(name).as_posix() for name in sys.argv[1:]] or list(CIBLES)
    for name in _WARM:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        sys.path.insert(0, str(source))
        os.environ["PYTHONPATH"] = str(source)
        os.chdir(ROOT)
        surprises = [text for name in asked for text in _run(name, Path(folder))]
    for text in surprises:
        print(text)
    return bool(surprises)


def known() -> dict[str, dict[str, str]]:
    """Read the survivors that are argued: file to name to argument."""
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] = {}
    name = ""
    for line in SURVIVANTS.read_text("utf-8").splitlines():
        if line.startswith("src/"):
            here = found.setdefault(line, {})
        elif line.startswith("        "):
            here[name] = f"{here[name]} {line.strip()}".strip()
        elif line.startswith("    "):
            name = line.strip()
            here[name] = ""
    return found


def _run(asked: str, folder: Path) -> Iterator[str]:
    name, *words = asked.split("::")
    path, begun_s = folder / name, time.monotonic()
    tree = ast.parse(path.read_text("utf-8"))
    whole, chosen = ast.unparse(tree), _chosen(words)
    mutants = [mutant for mutant in mutants_of(tree) if chosen(mutant.name)]
    argued = {one: why for one, why in known().get(name, {}).items() if chosen(one)}
    survived, told = [], folder / "survivants"
    told.write_text("")

    def tell(mutant: Mutant, why: str) -> None:
        if why:
            os.write(_TERMINAL, f"  survives: {mutant.name} ({why})\n".encode())
            with told.open("a") as kept:
                kept.write(f"{mutant.name}\t{why}\n")

    warm = [mutant for mutant in mutants if not mutant.cold]
    coureur = Coureur(path, tree, warm, folder, tell)
    log = folder / "session.log"
    status = in_fork(lambda: _pytest(name, coureur), 86_400, log)
    if status != SURVIT:
        raise SystemExit(f"{name}: no verdict\n{log.read_text()}")
    for mutant in mutants:
        if mutant.cold and _survives(name, path, tree, mutant, folder):
            tell(mutant, "at import")
    write(path, whole)
    survived = [line.split("\t") for line in told.read_text().splitlines()]
    taken_s = time.monotonic() - begun_s
    print(f"{name}: {len(mutants)} mutants, {len(survived)} survive, {taken_s:.0f} s", flush=True)
    names = [one for one, _ in survived]
    yield from (f"{name}: survives: {one} ({why})" for one, why in survived if one not in argued)
    yield from (f"{name}: no such survivor: {one}" for one in argued if one not in names)
    yield from (f"{name}: no argument: {one}" for one, why in argued.items() if not why)


def _chosen(words: list[str]) -> Callable[[str], bool]:
    return lambda text: not words or any(word in text for word in words)


def _pytest(name: str, *plugins: object) -> int:
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutants", database=None, deadline=None, phases=[Phase.explicit, Phase.generate]
    )
    settings.load_profile("mutants")
    # A folder of its own: pytest's usual one is swept by the next sessions of the same user.
    place = f"--basetemp={Path(os.environ['PYTHONPATH']).parent / 'essais'}"
    return int(pytest.main([*_OPTIONS, place, *CIBLES[name]], plugins=list(plugins)))


def _survives(name: str, path: Path, tree: ast.Module, mutant: Mutant, folder: Path) -> bool:
    """Run a mutant that acts at import: everything of ours is imported again."""
    write(path, mutant.build(tree, str(path))[0])
    presse = Presse(folder / COUVERTURE)

    def act() -> int:
        limit(_IMPORT_S)
        return _pytest(name, presse)

    return in_fork(act, 86_400, folder / "mutant.log") == SURVIT


if __name__ == "__main__":
    sys.exit(main())
