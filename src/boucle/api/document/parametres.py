"""Parametres: what an address may carry after its `?`, held to what the published document says.

A parameter that nobody reads would pass in silence: `$filter` for `filter` gives the whole list.
So a name that the operation does not know is refused with the right one, and so is one given
twice where one value is read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from boucle.api.document.openapi import calls, document
from boucle.api.wire import refusal
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INCONNU, PARAMETRE_REPETE
from boucle.schema.champs.champ import shown
from boucle.schema.resource import Resource

# What other interfaces call our parameters.
_AILLEURS = {
    "top": "take",
    "limit": "take",
    "pagesize": "take",
    "per_page": "take",
    "count": "take",
    "offset": "skip",
    "start": "skip",
    "orderby": "sort",
    "order": "sort",
    "sortby": "sort",
    "tri": "sort",
    "fields": "select",
    "champs": "select",
    "where": "filter",
    "q": "filter",
    "search": "filter",
    "filtre": "filter",
    "code": "codeDossier",
    "dossier": "codeDossier",
    "codeibs": "codeDossier",
    "id": "accountingImportRequestId",
    "after": "apres",
    "cursor": "apres",
}
Accepted = dict[str, tuple[str, bool]]
"""Lower-case name → the name as published, and whether it may come several times."""


class Parametres:
    """Refuse the parameters that an operation does not read, before it is done.

    declared: the resources served, all those of the house when none are named.
    """

    def __init__(self, app: ASGIApp, declared: Iterable[Resource] | None = None) -> None:
        self.app = app
        self._declared = None if declared is None else tuple(declared)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a call whose parameters are all known; answer the others 400."""
        if scope["type"] == ScopeType.HTTP and scope["query_string"]:
            request: Request[Any, Any, Any] = Request(scope)
            try:
                self._judge(request, scope["path_template"])
            except Refus as refus:
                response = refusal(refus).to_asgi_response(None, request)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _judge(self, request: Request[Any, Any, Any], path: str) -> None:
        accepted = _known(self._declared).get((_folded(path), request.method.lower()))
        if accepted is None:
            return
        seen: set[str] = set()
        for name, _ in request.query_params.multi_items():
            found = accepted.get(name.lower())
            if found is None:
                raise Refus(
                    PARAMETRE_INCONNU,
                    lu=shown(name),
                    propose=_nearest(name, accepted),
                    acceptes=", ".join(nom for nom, _ in accepted.values()) or "aucun",
                )
            if name.lower() in seen and not found[1]:
                raise Refus(PARAMETRE_REPETE, parametre=found[0])
            seen.add(name.lower())


@cache
def _known(declared: tuple[Resource, ...] | None) -> dict[tuple[str, str], Accepted]:
    """Read the document once: the framework makes this layer again for every route."""
    told = document(declared)
    shared = told["components"]["parameters"]
    return {
        (_folded(path), methode.lower()): {
            one["name"].lower(): (one["name"], one["schema"].get("type") == "array")
            for one in (
                shared[p["$ref"].rpartition("/")[2]] if "$ref" in p else p
                for p in operation["parameters"]
            )
            if one["in"] == "query"
        }
        for methode, path, operation in calls(told)
    }


def _folded(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path).lower()


def _nearest(name: str, accepted: Accepted) -> str:
    """Say which known parameter was probably meant, as the end of a sentence; '' when none."""
    plain = name.lower().lstrip("$_")
    found = [_AILLEURS.get(plain, plain).lower()]
    if found[0] not in accepted:
        found = difflib.get_close_matches(plain, accepted, n=1)
    return f" Vouliez-vous {accepted[found[0]][0]} ?" if found else ""
