"""Collaboratif, on the wire: the calls under /collaborativeOffer.

Only `addOffer` (deprecated since 2024-07-01) and `addCollaborativeOffer` have a published path; the
names of the others and of the fields of the body are ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import RawBody

from boucle.api.entree.corps import read_json
from boucle.api.entree.gate import PUBLISHED, under
from boucle.api.wire import JSON, answer
from boucle.bornes import BORNES
from boucle.errors import Refus
from boucle.errors.demandes.ressource import CORPS_NON_TABLEAU
from boucle.operations.ressources import collaboratif
from boucle.schema.champs.champ import shown

Req = Request[Any, Any, Any]
OFFRES = ("dossiers", *collaboratif.ACTS)


def collaborative_handlers() -> list[Router]:
    """List the handlers of this file."""
    acts = [
        post(
            f"{PUBLISHED}/collaborativeoffer/{nom.lower()}",
            status_code=200,
            sync_to_thread=True,
            name=f"collaborativeOffer.{nom}",
            opt=under(f"offre.{nom}"),
            request_max_body_size=BORNES.demande_octets,
        )(_act(nom))
        for nom in collaboratif.ACTS
    ]
    return [Router("/", route_handlers=[*acts, list_dossiers])]


@get(f"{PUBLISHED}/collaborativeoffer/dossiers", sync_to_thread=True, opt=under("offre.dossiers"))
def list_dossiers(request: Req) -> Response[bytes]:
    """GET /collaborativeOffer/dossiers: the dossiers opened to the caller's key."""
    store = request.app.state.store
    return answer(collaboratif.list_dossiers(store, request.state.acteur))


def _act(nom: str) -> Callable[[Req, RawBody], Response[bytes]]:
    def act(request: Req, body: RawBody) -> Response[bytes]:
        given = read_json(body)
        if not isinstance(given, dict):
            raise Refus(CORPS_NON_TABLEAU, attendu="un objet JSON", lu=shown(given))
        corps = collaboratif.act(
            request.app.state.store,
            request.state.acteur,
            nom,
            given,
            body,
            request.headers.get("idempotency-key"),
        )
        return Response(corps, media_type=JSON)

    return act
