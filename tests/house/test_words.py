"""Words: one noun, one sense; the glossary says which words are never used, and this reads it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from house.source import ROOT, Module, modules

ROW = re.compile(r"^\| (?P<nom>[a-z_]+) \| (?P<sens>[^|]+) \| (?P<jamais>[^|]+) \|$", re.MULTILINE)
PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
TEXT = (ROOT / "docs/glossaire.md").read_text("utf-8")
GLOSSARY = [row for row in ROW.finditer(TEXT) if row["nom"] != "nom"]
FORBIDDEN = {word.strip(): row["nom"] for row in GLOSSARY for word in row["jamais"].split(",")}


def test_the_glossary_is_read() -> None:
    names = [row["nom"] for row in GLOSSARY]
    assert len(names) >= 30
    assert len(set(names)) == len(names)
    assert set(names) & FORBIDDEN.keys() == set()
    assert all(re.fullmatch(r"[a-z_]+", word) for word in FORBIDDEN)


def test_no_forbidden_synonym_names_anything() -> None:
    found = [
        f"{module.name}:{line} {name}: write {noun}"
        for module in modules()
        for name, line in _names(module)
        for noun in _instead(name)
    ]
    assert found == []


def test_domain_nouns_carry_no_accent() -> None:
    found = [
        f"{module.name}:{line} {name}"
        for module in modules()
        for name, line in _names(module)
        if not name.isascii()
    ]
    assert found == []


def _instead(name: str) -> Iterator[str]:
    spoken = f"_{'_'.join(part.lower() for part in PART.findall(name))}_"
    for word, noun in FORBIDDEN.items():
        if f"_{word}_" in spoken:
            yield noun


def _names(module: Module) -> Iterator[tuple[str, int]]:
    yield module.path.stem, 1
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
