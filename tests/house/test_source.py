"""Source: what our code never does, whatever the room."""

from __future__ import annotations

import ast
import re
import subprocess

from boucle.resources._declarees import MODULES
from house.source import ROOT, modules

NOUN = re.compile(r"[A-Z][\w' ,-]*: \S", re.UNICODE)
CLOCKS = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time(_ns)?)\b")
MARKS = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|NotImplemented" r"Error")


def test_no_link_is_kept() -> None:
    # One to a folder of tools, kept by mistake, takes the place of that folder elsewhere.
    said = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--stage"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line for line in said.stdout.splitlines() if line.startswith("120000")] == []


def test_every_module_says_what_it_is() -> None:
    silent = []
    for module in modules():
        said = ast.get_docstring(module.tree) or ""
        if not NOUN.match(said.split("\n")[0]):
            silent.append(f"{module.name}: {said[:60]!r}")
    assert silent == []


def test_no_float_exists() -> None:
    # Words in French or English prose may hold it; a name or an annotation may not.
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr.lower().startswith("float"))
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert found == []


def test_the_time_is_read_in_one_place() -> None:
    found = [
        f"{module.name}:{node.lineno} {ast.unparse(node)}"
        for module in modules()
        if module.name != "clock.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and CLOCKS.search(ast.unparse(node))
    ]
    assert found == []


def test_coroutines_stay_at_the_door() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if module.room not in ("api", "application", "comptoir", "console", "portal")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{module.name}:{number}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), 1)
        if MARKS.search(line)
    ]
    assert found == []


def test_no_exception_is_swallowed() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            (node.type is None)
            or (
                ast.unparse(node.type) in ("Exception", "BaseException")
                and all(isinstance(child, ast.Pass) for child in node.body)
            )
        )
    ]
    assert found == []


def test_runtime_does_without_the_tools_of_tests() -> None:
    tools = re.compile(r"^\s*(from|import) (pyarrow|pytest|hypothesis|yaml)\b", re.MULTILINE)
    assert [module.name for module in modules() if tools.search(module.text)] == []


def test_every_resource_is_listed() -> None:
    own = {
        path.stem
        for path in (ROOT / "src/boucle/resources").glob("*.py")
        if not path.stem.startswith("_")
    }
    assert {module.__name__.split(".")[-1] for module in MODULES} == own
