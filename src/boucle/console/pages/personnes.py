"""Personnes: who may sign in to the cabinet, and what each profile may do."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from boucle.console.cadre.door import under, visite_of
from boucle.console.cadre.render import page
from boucle.console.pages.connexion import Formulaire
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.errors.demandes.req_personne import PERSONNE_INCONNUE
from boucle.operations.acces import personnes, sessions
from boucle.operations.acces.dits import dire
from boucle.operations.acces.droits import LIBRE
from boucle.operations.acces.reglage import Reglage
from boucle.values import shown

_ACTES = "/personnes/{qui:str}"


@get("/personnes", opt=under("console.personne.lire"), sync_to_thread=True)
def list_personnes(request: Request[Any, Any, Any], qui: FromQuery[str] = "") -> Response[bytes]:
    """List the persons, and show one of them to settle, or an empty one to invite."""
    return _page(request, qui)


@post("/personnes", opt=under("console.personne.inviter"), sync_to_thread=True, status_code=200)
def invite(request: Request[Any, Any, Any], data: Formulaire) -> Response[bytes]:
    """Invite a person, and show once the link to hand over."""
    store, acteur = request.app.state.store, visite_of(request).acteur
    try:
        qui, jeton = personnes.invite(store, acteur, data.get("email", ""), read_reglage(data))
    except Refus as refus:
        return _page(request, "", donne=data, refus=refus)
    return _page(request, qui, lien=_address(request, jeton))


@post(_ACTES, opt=under("console.personne.regler"), sync_to_thread=True, status_code=303)
def settle(request: Request[Any, Any, Any], qui: FromPath[str], data: Formulaire) -> Response[Any]:
    """Set the name, the profile and the dossiers of a person."""
    store, acteur = request.app.state.store, visite_of(request).acteur
    try:
        personnes.settle(store, acteur, qui, read_reglage(data))
    except Refus as refus:
        if refus.kind is PERSONNE_INCONNUE:
            raise
        return _page(request, qui, donne=data, refus=refus)
    return _back(qui)


@post(
    f"{_ACTES}/acces", opt=under("console.personne.activer"), sync_to_thread=True, status_code=303
)
def enable(request: Request[Any, Any, Any], qui: FromPath[str], data: Formulaire) -> Redirect:
    """Take the access of a person away, or give it back."""
    store, acteur = request.app.state.store, visite_of(request).acteur
    personnes.enable(store, acteur, qui, actif=data.get("actif") == "1")
    return _back(qui)


@post(
    f"{_ACTES}/lien",
    opt=under("console.personne.reinitialiser"),
    sync_to_thread=True,
    status_code=200,
)
def reset(request: Request[Any, Any, Any], qui: FromPath[str], data: Formulaire) -> Response[bytes]:
    """Make a link for a new password, and forget the second factor when asked to."""
    store, acteur = request.app.state.store, visite_of(request).acteur
    jeton = personnes.reset(store, acteur, qui, facteur=data.get("facteur") == "1")
    return _page(request, qui, lien=_address(request, jeton))


@post(
    f"{_ACTES}/sessions",
    opt=under("console.personne.deconnecter"),
    sync_to_thread=True,
    status_code=303,
)
def close_sessions(request: Request[Any, Any, Any], qui: FromPath[str]) -> Redirect:
    """Close every session of a person."""
    personnes.close_sessions(request.app.state.store, visite_of(request).acteur, qui)
    return _back(qui)


@post(
    "/personnes/sessions",
    opt=under("console.personne.deconnecter"),
    sync_to_thread=True,
    status_code=303,
)
def close_all_sessions(request: Request[Any, Any, Any]) -> Redirect:
    """Close every session of the cabinet but this one."""
    sessions.close_cabinet(request.app.state.store, visite_of(request))
    return Redirect("/personnes", status_code=303)


def personne_handlers() -> list[Any]:
    """List the handlers of these pages."""
    return [
        list_personnes,
        invite,
        settle,
        enable,
        reset,
        close_sessions,
        close_all_sessions,
    ]


def read_reglage(data: dict[str, str]) -> Reglage:
    """Read a form: one dossier a line, `CL0088` or `CL0088 : 1` where the profile is lower."""
    codes, baisses = set(), {}
    for line in data.get("dossiers", "").splitlines():
        code, colon, lowered = line.rpartition(":") if ":" in line else (line, "", "")
        code = code.strip()
        if code:
            codes.add(code)
            if colon:
                baisses[code] = _profil(lowered)
    opened = None if data.get("tous") == "1" else frozenset(codes)
    return Reglage(data.get("nom", ""), _profil(data.get("profil", "")), opened, baisses)


def rights(
    request: Request[Any, Any, Any],
) -> list[tuple[tuple[str, ...], list[tuple[tuple[str, ...], int]]]]:
    """Give the table of rights, as it is judged: what is touched, then (acts, lowest profile).

    What asks for the same is told together: the table is read whole.
    """
    found: dict[str, dict[int, list[str]]] = {}
    for droit in request.app.state.droits.values():
        if droit.niveau != LIBRE:
            acts = found.setdefault(droit.quoi, {}).setdefault(droit.profil, [])
            acts.append(dire(droit))
    alike: dict[tuple[tuple[tuple[str, ...], int], ...], list[str]] = {}
    for quoi, by_profile in found.items():
        asked = tuple((tuple(acts), profil) for profil, acts in sorted(by_profile.items()))
        alike.setdefault(asked, []).append(quoi)
    return [(tuple(names), list(asked)) for asked, names in alike.items()]


def _profil(text: str) -> int:
    if text.strip() not in set("012345"):
        attendu = "un entier de 0 à 5"
        raise Refus(PARAMETRE_INVALIDE, parametre="profil", lu=shown(text), attendu=attendu)
    return int(text)


def _page(
    request: Request[Any, Any, Any],
    qui: str,
    *,
    lien: str = "",
    donne: dict[str, str] | None = None,
    refus: Refus | None = None,
) -> Response[bytes]:
    store, visite = request.app.state.store, visite_of(request)
    everyone = personnes.list_all(store, visite.acteur)
    chosen = next((one for one in everyone if one.utilisateur_id == qui), None)
    if qui and chosen is None:
        raise Refus(PERSONNE_INCONNUE)
    return page(
        request,
        "personnes.html",
        status=refus.kind.statut if refus else 200,
        personnes=everyone,
        choisie=chosen,
        donne=donne or _given(chosen),
        lien=lien,
        refus=refus,
        sessions=sessions.list_by_person(store, visite),
        droits=rights(request),
    )


def _given(chosen: personnes.Personne | None) -> dict[str, str]:
    if chosen is None:
        return {"profil": "2", "tous": "1"}
    named = sorted({*(chosen.codes or ()), *chosen.baisses})
    lines = [
        f"{code} : {chosen.baisses[code]}" if code in chosen.baisses else code for code in named
    ]
    return {
        "nom": chosen.nom,
        "email": chosen.email,
        "profil": str(chosen.profil),
        "tous": "1" if chosen.codes is None else "",
        "dossiers": "\n".join(lines),
    }


def _address(request: Request[Any, Any, Any], jeton: str) -> str:
    base = request.app.state.config.url_publique or str(request.base_url)
    return f"{base.rstrip('/')}/invitation/{jeton}"


def _back(qui: str) -> Redirect:
    return Redirect(f"/personnes?qui={qui}", status_code=303)
