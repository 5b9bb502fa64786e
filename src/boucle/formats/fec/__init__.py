"""FEC: the fichier des écritures comptables, read fast, read exactly, written.

`read` is what imports and checks use; `read_exact` is the line-by-line oracle it is held to.
Both are loaded at first use: a command that reads no file does not pay for the columnar library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boucle.formats.fec.lecture import Lecture
    from boucle.formats.fec.lire import read, read_exact

__all__ = ["Lecture", "read", "read_exact"]

_ROOMS = {"Lecture": "lecture", "read": "lire", "read_exact": "lire"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _ROOMS:
        raise AttributeError(name)
    return getattr(import_module(f"boucle.formats.fec.{_ROOMS[name]}"), name)
