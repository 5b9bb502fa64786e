"""Lisible: what a page is sent is text that a person can read, or the page is not asked at all.

One rule for every address, filter and form: no control character, which one of the two databases
would refuse and the other keep, and no mark that turns the direction of what is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import RequestEncodingType
from litestar.handlers.base import BaseRouteHandler

from boucle.console.cadre.origin import SAFE
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.values import bad_character, shown

# Several lines may be typed in a form.
_LIGNES = str.maketrans("", "", "\r\n\t")


async def guard_text(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse what cannot be read, of the address and of the form: PARAMETRE_INVALIDE."""
    for nom, value in _address(connection):
        _demand(nom, value, value)
    if isinstance(connection, Request) and connection.scope["method"] not in SAFE:
        if connection.content_type[0] != RequestEncodingType.URL_ENCODED:
            return
        for nom, value in (await connection.form()).multi_items():
            _demand(nom, str(value), str(value).translate(_LIGNES))


def _address(connection: ASGIConnection[Any, Any, Any, Any]) -> Iterator[tuple[str, str]]:
    for nom, value in connection.path_params.items():
        yield nom, str(value)
    yield from connection.query_params.multi_items()


def _demand(nom: str, value: str, tried: str) -> None:
    if bad_character(tried) is not None or bad_character(nom) is not None:
        attendu = "un texte sans caractère de contrôle"
        raise Refus(PARAMETRE_INVALIDE, parametre=shown(nom), lu=shown(value), attendu=attendu)
