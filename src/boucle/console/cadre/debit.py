"""Debit: how often an address and a person may ask; who is refused finds again what they asked for.

A refusal comes before anything is done. For a page it offers the page again, for a form the same
values: nobody types twice what the server did not look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import RequestEncodingType
from litestar.handlers.base import BaseRouteHandler

from boucle.comptoir import Comptoir, debit_of
from boucle.console.cadre.door import here_of
from boucle.console.cadre.origin import SAFE
from boucle.errors import Refus
from boucle.errors.demandes.req_console import TROP_DE_PAGES
from boucle.operations.acces.cadence import Verdict

_ENCORE = "encore"
_CHAMPS_OCTETS_MAX = 64 * 2**10
_TAIRE = "mot_de_passe"


@dataclass(frozen=True, slots=True)
class Encore:
    """What a person asked for and may ask again: an address, and a form's values or None."""

    adresse: str
    champs: tuple[tuple[str, str], ...] | None = None


async def guard_address(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse an address that asks too often: TROP_DE_PAGES."""
    verdict = debit_of(connection.scope)
    if verdict is not None:
        raise await _refuse(connection, verdict)


async def guard_person(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse a person who is signed in and asks too often: TROP_DE_PAGES."""
    visite = connection.scope["state"].get("visite")
    if visite is None:
        return
    comptoir: Comptoir = connection.app.state.comptoir
    verdict = await comptoir.take("personne", visite.acteur.utilisateur_id)
    if verdict is not None and not verdict.accorde:
        raise await _refuse(connection, verdict)


def refuse_unrouted(request: Request[Any, Any, Any]) -> Refus | None:
    """Give the refusal of an address that asks too often for what is not there."""
    verdict = debit_of(request.scope)
    return None if verdict is None else Refus(TROP_DE_PAGES, delai_s=verdict.dans_s)


def encore_of(request: Request[Any, Any, Any]) -> Encore | None:
    """Give what was refused for its rate alone, None for anything else."""
    found: Encore | None = request.scope["state"].get(_ENCORE)
    return found


def headers_of(refus: Refus) -> dict[str, str]:
    """Say when to come back, for what passes with time."""
    if refus.kind.statut == 503:
        return {"Retry-After": "5"}
    return {"Retry-After": str(refus.slots["delai_s"])} if refus.kind.statut == 429 else {}


async def _refuse(connection: ASGIConnection[Any, Any, Any, Any], verdict: Verdict) -> Refus:
    champs = None
    if isinstance(connection, Request) and connection.method not in SAFE:
        champs = await _champs(connection)
    connection.scope["state"][_ENCORE] = Encore(here_of(connection), champs)
    return Refus(TROP_DE_PAGES, delai_s=verdict.dans_s)


async def _champs(request: Request[Any, Any, Any]) -> tuple[tuple[str, str], ...] | None:
    """Read a form, unless it is long or holds a password, which no page gives back."""
    said = request.headers
    length = said.get("content-length", "")
    if not (length.isascii() and length.isdigit() and int(length[:10]) <= _CHAMPS_OCTETS_MAX):
        return None
    if request.content_type[0] != RequestEncodingType.URL_ENCODED:
        return () if int(length) == 0 else None
    form = await request.form()
    found = tuple((nom, str(value)) for nom, value in form.multi_items())
    return None if any(nom == _TAIRE for nom, _ in found) else found
