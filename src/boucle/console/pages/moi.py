"""Moi: what a person settles alone: open sessions, second factor, sign-out."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from boucle.console.cadre.door import give, jeton_of, provenance, under, visite_of
from boucle.console.cadre.render import page
from boucle.console.pages.connexion import Formulaire
from boucle.errors import Refus
from boucle.operations.acces import connexion, sessions

_MOI = under("console.session.regler", sans_facteur=True)


@get("/moi", opt=_MOI, sync_to_thread=True)
def show_me(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Show the open sessions of the person."""
    visite = visite_of(request)
    found = sessions.list_mine(request.app.state.store, visite)
    return page(request, "moi.html", visite=visite, sessions=found)


@post("/moi/sessions", opt=_MOI, sync_to_thread=True, status_code=303)
def close_session(request: Request[Any, Any, Any], data: Formulaire) -> Redirect:
    """Close one session, or all the others."""
    sessions.close_mine(request.app.state.store, visite_of(request), data.get("numero", ""))
    return Redirect("/moi", status_code=303)


@post("/deconnexion", opt=under("console.connexion"), sync_to_thread=True, status_code=303)
def sign_out(request: Request[Any, Any, Any]) -> Response[Any]:
    """Close the session of this browser."""
    sessions.sign_out(request.app.state.store, jeton_of(request))
    return give(request, Redirect("/connexion", status_code=303), "")


@get("/facteur", opt=_MOI, sync_to_thread=True)
def show_factor(request: Request[Any, Any, Any]) -> Response[Any]:
    """Show the second factor to register."""
    if visite_of(request).facteur:
        return Redirect("/moi", status_code=303)
    return _factor_page(request)


@post("/facteur", opt=_MOI, sync_to_thread=True, status_code=200)
def enrol(request: Request[Any, Any, Any], data: Formulaire) -> Response[Any]:
    """Register the second factor, and show the codes of last resort once."""
    visite = visite_of(request)
    if visite.facteur:
        return Redirect("/moi", status_code=303)
    try:
        jeton, codes = connexion.enrol(
            request.app.state.atelier, visite, data.get("code", ""), provenance(request)
        )
    except Refus as refus:
        return _factor_page(request, refus)
    return give(request, page(request, "secours.html", codes=codes), jeton)


def moi_handlers() -> list[Any]:
    """List the handlers of these pages."""
    return [show_me, close_session, sign_out, show_factor, enrol]


def _factor_page(request: Request[Any, Any, Any], refus: Refus | None = None) -> Response[Any]:
    drawn = connexion.begin_enrolement(request.app.state.atelier, visite_of(request))
    return page(
        request,
        "facteur.html",
        status=refus.kind.statut if refus else 200,
        refus=refus,
        enrolement=drawn,
    )
