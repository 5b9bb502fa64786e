"""DocsReparations: the page about repairs names each of them as the code does."""

from __future__ import annotations

import re
from pathlib import Path

from boucle.formats.fec.remedes import OPTIONS

PAGE = Path(__file__).parents[2] / "docs/verifier.md"


def test_each_repair_is_documented_as_it_is() -> None:
    text = PAGE.read_text("utf-8")
    section = text[text.index("## Réparer") : text.index("## Exporter")]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", section, re.MULTILINE))
    assert rows.keys() == OPTIONS.keys()
    assert [name for name in OPTIONS if not rows[name].startswith(OPTIONS[name][:25])] == []
