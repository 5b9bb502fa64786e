"""Attentes: what each setting may hold: how its text is read, and how that is said in French."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_SECRET = re.compile(r"(?:[0-9a-fA-F]{2}){32,}")
_BASES = ("postgresql://", "postgres://", "postgresql+psycopg://")
_STOCKAGES = ("az://", "abfss://", "s3://")


@dataclass(frozen=True, slots=True)
class Attente:
    """One kind of setting.

    lire: makes a value of a text; ValueError when it is not what is expected. secrete: what was
    read is never shown.
    """

    lire: Callable[[str], Any]
    dite: str
    secrete: bool = False

    def shown(self, text: str) -> str:
        """Give what was read as it may be shown to whoever runs the server."""
        return f"{len(text)} caractères" if self.secrete else text[:60]


def entier(minimum: int, maximum: int | None = None) -> Attente:
    """Expect a whole number, bounds included."""

    def lire(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() else -1
        if number < minimum or (maximum is not None and number > maximum):
            raise ValueError(text)
        return number

    above = f"à partir de {minimum}" if maximum is None else f"de {minimum} à {maximum}"
    return Attente(lire, f"un nombre entier {above}")


def _matching(holds: Callable[[str], object]) -> Callable[[str], str]:
    def lire(text: str) -> str:
        if not holds(text):
            raise ValueError(text)
        return text

    return lire


def _is_site(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query


TEXTE = Attente(str, "un texte")
CHEMIN = Attente(Path, "un chemin")
BASE = Attente(
    _matching(lambda text: text.startswith(_BASES)), "une adresse `postgresql://…`", secrete=True
)
STOCKAGE = Attente(
    _matching(lambda text: text.startswith(_STOCKAGES) and urlsplit(text).netloc),
    "`az://conteneur`, `abfss://…` ou `s3://seau`",
)
SECRET = Attente(
    _matching(_SECRET.fullmatch), "64 chiffres hexadécimaux au moins, en nombre pair", secrete=True
)
SITE = Attente(_matching(_is_site), "une adresse entière, comme `https://boucle.cabinet.fr`")
