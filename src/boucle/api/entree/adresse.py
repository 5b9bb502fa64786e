"""Adresse: reading what comes after the `?` of an address; names are taken in any case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request

from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_ABSENT, PARAMETRE_INVALIDE
from boucle.schema.champs.champ import shown
from boucle.schema.curseur import PARAMETRE as APRES

Req = Request[Any, Any, Any]


def several(request: Req, name: str) -> list[str]:
    """Give every value of a parameter that may come several times, as sent."""
    return [
        str(value)
        for key, value in request.query_params.multi_items()
        if key.lower() == name.lower()
    ]


def parameter(request: Req, name: str, default: str = "") -> str:
    """Give the value of a parameter; default when it is absent or blank."""
    return next(filter(None, several(request, name)), default)


def required(request: Req, name: str) -> str:
    """Give the value of a parameter that must be there; refuses PARAMETRE_ABSENT."""
    value = parameter(request, name)
    if not value:
        raise Refus(PARAMETRE_ABSENT, parametre=name)
    return value


def integer(request: Req, name: str, default: int, low: int, high: int) -> int:
    """Read a bounded integer; refuses PARAMETRE_INVALIDE."""
    raw = parameter(request, name)
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 13 and low <= int(raw) <= high):
        raise Refus(
            PARAMETRE_INVALIDE,
            parametre=name,
            lu=shown(raw),
            attendu=f"un entier de {low} à {high}",
        )
    return int(raw)


def choice(request: Req, name: str, default: str, values: tuple[str, ...]) -> str:
    """Read one of these words, default when it is absent; refuses PARAMETRE_INVALIDE."""
    found = parameter(request, name, default)
    if found != default and found not in values:
        raise Refus(PARAMETRE_INVALIDE, parametre=name, lu=shown(found), attendu=", ".join(values))
    return found


def following(request: Req, suite: str) -> dict[str, str]:
    """Give the header that leads to the next page of this list; none on the last one (suite '').

    The place is that of the last record given: what goes meanwhile hides nothing of what follows.
    """
    if not suite:
        return {}
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name.lower() not in ("skip", APRES)
    ]
    query = urlencode([*kept, (APRES, suite)])
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
