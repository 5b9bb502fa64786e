"""Chemin: the way of a line that docs/comprendre.md draws is the one that a line takes."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from boucle.compta.contexte import Contexte
from boucle.formats.fec import lire
from formats.petit_fec import PetitFec

RACINE = Path(__file__).parents[2]
ETAPE = re.compile(r"^ +(\d+)  ([\w.]+) .* (\S+\.py)$", re.MULTILINE)


def told() -> list[tuple[str, str]]:
    """Give each step as its file and its function."""
    page = (RACINE / "docs/comprendre.md").read_text("utf-8")
    found = ETAPE.findall(page.split("## Le chemin d'une ligne")[1].split("\n## ")[0])
    assert [int(rang) for rang, _, _ in found] == list(range(1, len(found) + 1))
    return [(path, nom.split(".")[-1]) for _, nom, path in found]


def test_a_line_takes_the_way_that_is_told(tmp_path: Path) -> None:
    steps = told()
    taken: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        step = code.co_filename.rpartition("/boucle/")[2], code.co_name
        if event == "call" and step in steps and step not in taken:
            taken.append(step)

    path = tmp_path / "732829320FEC20241231.txt"
    path.write_text(PetitFec().texte(), "utf-8")
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        lire.read(path, Contexte(), on_lot=lambda lot: None)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    assert taken == steps


def test_the_way_is_short() -> None:
    assert 5 <= len(told()) <= 10
