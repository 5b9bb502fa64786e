"""Curseur: where a list was left, so that its next page begins after the last record given.

A page by number loses the records that slide under it when others go; a page by key does not. The
text is opaque to clients, who take it from the `Link` header; it carries the values of the sort of
the last record, nothing secret, and only bounds a list that the caller may read anyway.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.schema.champs.champ import shown
from boucle.values import bad_character

PARAMETRE = "apres"
LONGUEUR_MAX = 4_096
DEBUT = "0"
_ENTIER_MAX = 2**63
# Each value with the letter of its kind: JSON alone would not tell a day from a text.
_WRITE: dict[type, tuple[str, Callable[[Any], Any]]] = {
    bool: ("b", int),
    int: ("i", int),
    str: ("s", str),
    date: ("j", date.isoformat),
    datetime: ("t", datetime.isoformat),
}
_READ: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "b": (int, bool),
    "i": (int, int),
    "s": (str, str),
    "j": (str, date.fromisoformat),
    "t": (str, datetime.fromisoformat),
}


def write_curseur(tri: str, valeurs: Sequence[Any]) -> str:
    """Write where a list sorted by `tri` was left: the values of its last record, in order."""
    parts: list[Any] = [tri]
    for value in valeurs:
        letter, tell = _WRITE.get(type(value), ("n", lambda _value: None))
        parts.append([letter, tell(value)])
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).rstrip(b"=").decode()


def read_curseur(texte: str, tri: str) -> tuple[Any, ...]:
    """Read back what `write_curseur` wrote for the same sort; refuses PARAMETRE_INVALIDE.

    Nothing, or `0` as where lines are counted, is the beginning: ().
    """
    if texte in ("", DEBUT):
        return ()
    try:
        if len(texte) > LONGUEUR_MAX:
            raise ValueError("too long")
        padded = texte.encode("ascii") + b"=" * (-len(texte) % 4)
        said, *parts = msgspec.json.decode(
            base64.b64decode(padded, altchars=b"-_", validate=True), type=list[Any]
        )
        if said != tri:
            raise ValueError("another sort")
        return tuple(_value(*part) for part in parts)
    except (ValueError, TypeError, binascii.Error, msgspec.DecodeError) as error:
        raise bad_curseur(texte) from error


def bad_curseur(texte: str) -> Refus:
    """Give the refus of a place that is none of this list."""
    return Refus(
        PARAMETRE_INVALIDE,
        parametre=PARAMETRE,
        lu=shown(texte[:40]),
        attendu="la suite donnée par l'en-tête Link, avec le même tri",
    )


def _value(letter: str, raw: Any) -> Any:
    if letter == "n" and raw is None:
        return None
    kind, read = _READ.get(letter, (type(None), str))
    if type(raw) is not kind or kind is type(None):
        raise ValueError("no value of ours")
    if isinstance(raw, int) and not -_ENTIER_MAX <= raw < _ENTIER_MAX:
        raise ValueError("too large")
    if isinstance(raw, str) and bad_character(raw) is not None:
        raise ValueError("no text of ours")
    return read(raw)
