"""Words: the words of the interface, one table a language; French is the first.

Sentences about faults are not here: they live in `errors/` and stay French.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUES = {"fr": "Français", "en": "English"}
_FOLDER = Path(__file__).parent.parent / "mots"


@dataclass(frozen=True)
class Words:
    """Say words in one language; called by templates as `t(key, n=3)`.

    An entry is a text with named slots, or two texts `one` and `many`, chosen by the slot `n`.
    """

    langue: str
    table: dict[str, str | dict[str, str]]

    def __call__(self, key: str, **slots: object) -> str:
        """Give the words of a key; KeyError when the key or a slot is missing."""
        said = self.table[key]
        if isinstance(said, dict):
            # French says one for nought, English says many.
            n = int(str(slots["n"]))
            said = said["one" if n == 1 or (n == 0 and self.langue == "fr") else "many"]
        return said.format(**slots)


@cache
def words(langue: str) -> Words:
    """Give the words of a language of LANGUES."""
    sections = tomllib.loads((_FOLDER / f"{langue}.toml").read_text("utf-8"))
    table = {
        f"{section}.{name}": said
        for section, entries in sections.items()
        for name, said in entries.items()
    }
    return Words(langue, table)
