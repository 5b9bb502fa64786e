"""Source: our own code as the house tests read it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "boucle"


@dataclass(frozen=True)
class Module:
    """One file of the package: its path below `boucle`, its text, its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Path below the package, as `store/base/engine.py`."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def room(self) -> str:
        """First step of the path: `store` for `store/base/engine.py`, `clock` for `clock.py`."""
        return self.name.split("/")[0].removesuffix(".py")


@cache
def modules() -> tuple[Module, ...]:
    """Read every module of the package, but the migrations, which are generated."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent == PACKAGE / "store" / "migrations" / "versions":
            continue
        text = path.read_text("utf-8")
        found.append(Module(path, text, ast.parse(text)))
    return tuple(found)


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Give each dotted name imported to be run, and its line; type-checking ones are left out."""
    for node in _walk_running(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def _walk_running(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from _walk_running(node)


@cache
def tracked() -> tuple[Path, ...]:
    """List the files that git keeps or would keep, whoever owns the checkout."""
    said = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in said.stdout.decode().split("\0") if name]
    return tuple(path for path in (ROOT / name for name in names) if path.is_file())


def arrows(*, typing: bool = False) -> dict[str, set[str]]:
    """Give the modules of ours that each module imports; typing: for the checker alone too."""
    names = {
        f"boucle.{m.name.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__"): m.name
        for m in modules()
    }
    found: dict[str, set[str]] = {}
    for module in modules():
        reached = (_all_imports if typing else imports)(module)
        targets = {_target(name, names) for name, _ in reached if name.startswith("boucle.")}
        found[module.name] = targets - {module.name, "__init__.py", ""}
    return found


def _target(name: str, names: dict[str, str]) -> str:
    """Give the file of a dotted name: the module, or the one that holds it."""
    while name not in names and "." in name:
        name = name.rpartition(".")[0]
    return names.get(name, "")


def _all_imports(module: Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
