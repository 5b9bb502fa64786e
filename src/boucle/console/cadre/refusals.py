"""Refusals: what a person reads when the console says no, or when something broke.

A whole page, or for htmx a note put where messages are: it swaps every status by default, and a
page of error inside a row of a table would be no help.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.response import Redirect

from boucle.console.cadre.debit import encore_of, headers_of, refuse_unrouted
from boucle.console.cadre.door import to_sign_in
from boucle.console.cadre.render import is_fragment, page
from boucle.errors import Refus
from boucle.errors.demandes.req import CORPS_TROP_GRAND, ERREUR_INTERNE, METHODE_REFUSEE
from boucle.errors.demandes.req_console import DEMANDE_ILLISIBLE, PAGE_INCONNUE
from boucle.errors.demandes.req_personne import FACTEUR_DEMANDE, SESSION_FINIE
from boucle.values import shown

CORPS_OCTETS_MAX = 2**20
_CHEMIN_MAX = 200
_LOG = logging.getLogger("boucle.console")


def answer_refus(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a refus as a page, or as a note for htmx; who must sign in first is led there."""
    assert isinstance(error, Refus)
    # Whoever follows a stream cannot be led elsewhere.
    is_page = "text/event-stream" not in request.headers.get("accept", "")
    if request.method == "GET" and is_page and not is_fragment(request):
        if error.kind is SESSION_FINIE:
            return Redirect(to_sign_in(request), status_code=303)
        if error.kind is FACTEUR_DEMANDE:
            return Redirect("/facteur", status_code=303)
    # Who must sign in again comes back to what they were about to do.
    suite = to_sign_in(request) if error.kind is SESSION_FINIE else ""
    if is_fragment(request):
        return page(
            request,
            "refus_fragment.html",
            status=error.kind.statut,
            refus=error,
            suite=suite,
            headers={
                "HX-Retarget": "#messages",
                "HX-Reswap": "innerHTML",
                **headers_of(error),
            },
        )
    return page(
        request,
        "refus.html",
        status=error.kind.statut,
        refus=error,
        suite=suite,
        encore=encore_of(request),
        headers=headers_of(error),
    )


def answer_http(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer what the toolkit itself refuses."""
    assert isinstance(error, HTTPException)
    path = shown(request.url.path, _CHEMIN_MAX)
    slowed = refuse_unrouted(request)
    if slowed is not None:
        return answer_refus(request, slowed)
    if isinstance(error, NotFoundException):
        return answer_refus(request, Refus(PAGE_INCONNUE, chemin=path))
    if isinstance(error, MethodNotAllowedException):
        said = {name.lower(): value for name, value in (error.headers or {}).items()}
        allow = ", ".join(sorted(said.get("allow", "").split(", ")))
        refused = Refus(METHODE_REFUSEE, chemin=path, methode=request.method, acceptees=allow)
        answer = answer_refus(request, refused)
        answer.headers["Allow"] = allow
        return answer
    if error.status_code == 413:
        return answer_refus(request, Refus(CORPS_TROP_GRAND, octets_max=CORPS_OCTETS_MAX))
    if error.status_code < 500:
        # The toolkit's own words are English and for a developer.
        _LOG.warning("%s %s not understood: %s", request.method, path, error.detail)
        return answer_refus(request, Refus(DEMANDE_ILLISIBLE))
    return answer_crash(request, error)


def answer_crash(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer an unforeseen exception: a number for the person, the trace for the operator."""
    incident, path = str(uuid.uuid4()), shown(request.url.path, _CHEMIN_MAX)
    _LOG.error("incident %s %s %s", incident, request.method, path, exc_info=error)
    return answer_refus(request, Refus(ERREUR_INTERNE, incident=incident))
