"""Connexion: the pages of who is not signed in: sign-in, code, link of an invitation."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect

from boucle.console.cadre.debit import headers_of
from boucle.console.cadre.door import back, give, jeton_of, provenance, under
from boucle.console.cadre.render import page
from boucle.errors import Refus
from boucle.errors.demandes.req_personne import CONNEXION_REFUSEE, LIEN_PERIME
from boucle.operations.acces import connexion, personnes, sessions
from boucle.operations.acces.connexion import Essai

Formulaire = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
_LIBRE = under("console.connexion")


@get("/connexion", opt=_LIBRE, sync_to_thread=True)
def show_sign_in(
    request: Request[Any, Any, Any],
    suite: FromQuery[str] = "/",
    email: FromQuery[str] = "",
    cabinet: FromQuery[str] = "",
) -> Response[Any]:
    """Show the sign-in, or lead on who is signed in already."""
    if sessions.recognise(request.app.state.store, jeton_of(request)) is not None:
        return Redirect(back(suite), status_code=303)
    return _sign_in_page(request, {"suite": suite, "email": email, "cabinet": cabinet})


@post("/connexion", opt=_LIBRE, sync_to_thread=True, status_code=303)
def sign_in(request: Request[Any, Any, Any], data: Formulaire) -> Response[Any]:
    """Try a password; lead to the code, or to the page that was asked for."""
    state = request.app.state
    essai = Essai(data.get("email", ""), data.get("mot_de_passe", ""), data.get("cabinet", ""))
    try:
        entree = connexion.sign_in(
            state.atelier, state.comptoir.cadence, essai, provenance(request), jeton_of(request)
        )
    except Refus as refus:
        return _sign_in_page(request, data, refus)
    suite = back(data.get("suite", "/"))
    target = f"/connexion/code?suite={quote(suite, safe='/')}" if entree.attend_code else suite
    return give(request, Redirect(target, status_code=303), entree.jeton)


@get("/connexion/code", opt=_LIBRE, sync_to_thread=True)
def show_code(request: Request[Any, Any, Any], suite: FromQuery[str] = "/") -> Response[Any]:
    """Ask for the code."""
    if connexion.find_waiting(request.app.state.atelier, jeton_of(request)) is None:
        return Redirect("/connexion", status_code=303)
    return page(request, "code.html", suite=back(suite), refus=None)


@post("/connexion/code", opt=_LIBRE, sync_to_thread=True, status_code=303)
def confirm(request: Request[Any, Any, Any], data: Formulaire) -> Response[Any]:
    """Try a code; the session that it opens has a new secret."""
    state, suite = request.app.state, back(data.get("suite", "/"))
    try:
        jeton = connexion.confirm(
            state.atelier,
            state.comptoir.cadence,
            jeton_of(request),
            data.get("code", ""),
            provenance(request),
        )
    except Refus as refus:
        if refus.kind is CONNEXION_REFUSEE:
            return give(request, Redirect("/connexion", status_code=303), "")
        return page(
            request,
            "code.html",
            status=refus.kind.statut,
            suite=suite,
            refus=refus,
            headers=headers_of(refus),
        )
    return give(request, Redirect(suite, status_code=303), jeton)


@get("/invitation/{jeton:str}", opt=under("console.invitation"), sync_to_thread=True)
def show_link(request: Request[Any, Any, Any], jeton: FromPath[str]) -> Response[Any]:
    """Show what a link leads to; nothing is used up. Refuses LIEN_PERIME."""
    lien = personnes.read_link(request.app.state.store, jeton)
    return page(request, "invitation.html", lien=lien, donne={}, refus=None)


@post(
    "/invitation/{jeton:str}", opt=under("console.invitation"), sync_to_thread=True, status_code=303
)
def follow_link(
    request: Request[Any, Any, Any], jeton: FromPath[str], data: Formulaire
) -> Response[Any]:
    """Choose the password, then lead to the sign-in."""
    store = request.app.state.store
    try:
        email = personnes.follow(
            store,
            jeton,
            data.get("mot_de_passe", ""),
            email=data.get("email", ""),
            nom=data.get("nom", ""),
            code_cabinet=data.get("code_cabinet", ""),
            nom_cabinet=data.get("nom_cabinet", ""),
        )
    except Refus as refus:
        if refus.kind is LIEN_PERIME:
            raise
        return page(
            request,
            "invitation.html",
            status=refus.kind.statut,
            donne=data,
            refus=refus,
            lien=personnes.read_link(store, jeton),
        )
    return Redirect(f"/connexion?email={quote(email)}", status_code=303)


def connexion_handlers() -> list[Any]:
    """List the handlers of these pages."""
    return [show_sign_in, sign_in, show_code, confirm, show_link, follow_link]


def _sign_in_page(
    request: Request[Any, Any, Any], donne: dict[str, str], refus: Refus | None = None
) -> Response[Any]:
    return page(
        request,
        "connexion.html",
        status=refus.kind.statut if refus else 200,
        refus=refus,
        suite=back(donne.get("suite", "/")),
        email=donne.get("email", ""),
        cabinet=donne.get("cabinet", ""),
        headers=headers_of(refus) if refus else None,
    )
