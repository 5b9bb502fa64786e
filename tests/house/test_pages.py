"""Pages: what a template, a style or an island never does: a strict policy would refuse it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from house.source import ROOT, tracked

FORBIDDEN = {
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>|<script[^>]*>\s*[^<\s]", re.I),
    "inline handler": re.compile(r"[\s\"']on[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated by htmx": re.compile(r"hx-on\b|hx-live\b|[\"'{\s](?:js|javascript):", re.IGNORECASE),
    "trigger filter": re.compile(r"hx-trigger\s*=\s*(?:\"[^\"]*\[|'[^']*\[)", re.IGNORECASE),
    "not escaped": re.compile(r"\|\s*safe\b|autoescape\s+false"),
    "another host": re.compile(r"(?:href|src|action|hx-\w+)\s*=\s*[\"'](?:https?:)?//"),
}
SAMPLES = {
    "style attribute": '<p style="color:red">',
    "style element": "<style>p{}</style>",
    "inline script": "<script>go()</script>",
    "inline handler": '<a onclick="go()">',
    "javascript address": '<a href="javascript:go()">',
    "evaluated by htmx": """<a hx-vals='js:{n: 1}'>""",
    "trigger filter": """<a hx-trigger="keyup[key=='Enter']">""",
    "not escaped": "{{ nom | safe }}",
    "another host": '<img src="//cdn.example/x.png">',
}
EVAL = re.compile(r"\beval\s*\(|new Function|\.innerHTML\s*=|document\.write|insertAdjacentHTML")
FAR = re.compile(r"url\(|@import (?!\")|https?://")


def _files(folder: str, suffix: str) -> list[Path]:
    return [
        path for path in tracked() if path.suffix == suffix and path.is_relative_to(ROOT / folder)
    ]


# The report of a FEC is a file that leaves us: it carries its own style.
TEMPLATES = _files("src/boucle/console", ".html") + _files("tests/console", ".html")


def _found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number} {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_there_are_templates_to_read() -> None:
    assert len(TEMPLATES) >= 10


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_template_asks_for_what_the_policy_refuses(name: str) -> None:
    assert FORBIDDEN[name].search(SAMPLES[name])
    assert _found(FORBIDDEN[name], TEMPLATES) == []


def test_the_script_of_the_page_is_let_through() -> None:
    tag = "<script src=\"{{ asset('boucle.js') }}\" defer></script>"
    assert FORBIDDEN["inline script"].search(tag) is None


def test_no_island_evaluates_text_or_writes_markup() -> None:
    islands = _files("web/ts", ".ts")
    assert islands
    assert _found(EVAL, islands) == []


def test_no_style_reaches_another_file_or_host() -> None:
    styles = _files("web/css", ".css")
    assert styles
    assert _found(FAR, styles) == []


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (ROOT / "web/sprite.svg").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="([a-z0-9]+)"', sprite))
    used = {
        name
        for path in TEMPLATES
        for name in re.findall(r'\bicon\("([a-z0-9]+)"', path.read_text("utf-8"))
    }
    assert used
    assert used - drawn == set()


def test_what_pages_are_built_from_is_pinned_and_names_no_address() -> None:
    lock = (ROOT / "web/package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    wanted = (ROOT / "web/package.json").read_text("utf-8")
    assert re.findall(r'": "[\^~><*]', wanted) == []


def test_what_is_built_is_not_kept() -> None:
    assert _files("src/boucle/console/statique", ".js") == []
