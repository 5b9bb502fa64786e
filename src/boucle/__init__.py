"""Boucle: an accounting-import server for French firms.

`boucle.verifier(path)` checks a FEC and gives its `Rapport`.
"""

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "verifier"]


def __getattr__(name: str) -> Any:
    # Reading a version must not load the readers: they are loaded when they are asked for.
    if name == "verifier":
        from importlib import import_module

        return import_module("boucle.operations.controle.verifier").verifier
    raise AttributeError(f"module 'boucle' has no attribute {name!r}")
