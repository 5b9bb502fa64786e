"""Lot: no module changes a line once it is loaded, or the lots kept would no longer be true."""

from __future__ import annotations

import re

from house.source import modules

CHANGES = re.compile(
    r"\b(?:ligne|ligne_detail)\.update\(|\bupdate\((?:ligne|ligne_detail)\)"
    r"|UPDATE \"?(?:ligne|ligne_detail)\b"
)
ALLOWED = {
    # The revision of a line, which no filter looks at.
    "store/livre/ventilations.py": 1,
}


def test_no_module_changes_the_lines_of_an_import() -> None:
    found = {
        module.name: len(CHANGES.findall(module.text))
        for module in modules()
        if CHANGES.search(module.text)
    }
    assert found == ALLOWED
