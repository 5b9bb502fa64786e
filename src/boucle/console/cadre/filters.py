"""Filters: how a template writes an amount, a day, an instant, a name too long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from boucle.errors import KINDS
from boucle.errors.francais import euros, instant, jour, nombre, taille, visible

_END = 12


def cut_name(name: str, longueur_max: int = 18) -> tuple[str, str]:
    """Cut a name in two where the start may yield and the end must stay; short: end empty."""
    shown = visible(name)
    if len(shown) <= longueur_max:
        return shown, ""
    return shown[:-_END], shown[-_END:]


def siren(number: str) -> str:
    """Write a SIREN by threes; what is not nine digits stays as it is."""
    if len(number) != 9 or not number.isdigit():
        return visible(number)
    return "\u202f".join(number[at : at + 3] for at in (0, 3, 6))


def heure(moment: datetime) -> str:
    """Write the time of an instant in Paris, `09:14:32`."""
    return instant(moment).partition(" ")[2]


def pair(value: str) -> tuple[str, str]:
    """Give a value that is its own text, as a list of choices wants it."""
    return value, visible(value)


@cache
def _titres() -> dict[str, str]:
    return {kind.code: kind.titre for kind in KINDS}


def titre(code: str) -> str:
    """Give the short title of a fault by its code; a code that is retired stands for itself."""
    return _titres().get(code, code)


def initials(name: str) -> str:
    """Give the two letters of a person: `HM` for `H. Marchand`."""
    return "".join(part[0] for part in name.split()[:2]).upper()


def name_imports(
    demandes: Iterable[str], place: Mapping[str, str] | None = None, retour: str = ""
) -> str:
    """Name imports as an address does, after the place in a list and a page to come back to."""
    said = {**(place or {}), **({"retour": retour} if retour else {}), "import": list(demandes)}
    return urlencode(said, doseq=True)


FILTERS: dict[str, Callable[..., object]] = {
    "montant": euros,
    "jour": jour,
    "nombre": nombre,
    "taille": taille,
    "visible": visible,
    "instant": instant,
    "heure": heure,
    "imports": name_imports,
    "cut": cut_name,
    "initiales": initials,
    "siren": siren,
    "titre": titre,
    "paire": pair,
}
