"""Suivi: the page *Imports partenaires*, the history, and the totals of what is chosen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from boucle.compta.etat import Etat
from boucle.console.cadre import saisie
from boucle.console.cadre.door import under_imports, visite_of
from boucle.console.cadre.render import page
from boucle.console.pages.acces import address, shell_for
from boucle.errors import Refus
from boucle.errors.demandes.req_console import CHOIX_UNIQUE
from boucle.formats.registre import FEC, JSON, PERSO, TRA
from boucle.operations.imports import demandes_decision, suivi
from boucle.operations.imports.suivi import CONSOLE, Filtre

FORMATS = (FEC, TRA, JSON, PERSO)


def read_filtre(request: Request[Any, Any, Any]) -> Filtre:
    """Read the filter of a list; refuses PARAMETRE_INVALIDE."""
    query = request.query_params
    etat = saisie.choix(query, "statut", tuple(CONSOLE))
    return Filtre(
        etats=(Etat(etat),) if etat else (),
        partenaire=saisie.texte(query, "partenaire"),
        format=saisie.choix(query, "format", FORMATS),
        exercice=saisie.texte(query, "periode"),
        avec_471=bool(query.get("a471")),
        avec_erreurs=bool(query.get("erreurs")),
        q=saisie.texte(query, "q"),
    )


def asked(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Give the filter as the address bears it, empty fields left out."""
    names = ("statut", "partenaire", "format", "periode", "a471", "erreurs", "q")
    return {name: said for name in names if (said := request.query_params.get(name, ""))}


def place(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Give where in a list one is: its filter, then its page."""
    apres = request.query_params.get("apres", "")
    return {**asked(request), **({"apres": apres} if apres else {})}


@get("/dossiers/{code:str}/imports", sync_to_thread=True, opt=under_imports("import.lister"))
def follow(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """List the imports of a dossier that partners sent."""
    return list_page(request, code)


def list_page(
    request: Request[Any, Any, Any],
    code: str,
    *,
    dialogue: str = "",
    status: int = 200,
    **values: Any,
) -> Response[bytes]:
    """Write the page of the list, with a dialog over it where one is named."""
    acteur, store = visite_of(request).acteur, request.app.state.store
    filtre, apres = read_filtre(request), request.query_params.get("apres", "")
    found = suivi.follow(store, acteur, code, filtre, apres)
    root = address(code, "imports")
    query, here = asked(request), place(request)
    links = {
        "first": f"{root}?{urlencode(query)}" if apres else "",
        "after": f"{root}?{urlencode({**query, 'apres': found.suite})}" if found.suite else "",
    }
    return page(
        request,
        "imports.html",
        status=status,
        shell=shell_for(request, found.dossier),
        found=found,
        query=query,
        place=here,
        root=root,
        dossier_root=address(code),
        links=links,
        formats=FORMATS,
        dialogue=dialogue,
        choisis=frozenset(chosen(request)),
        here=f"{root}?{urlencode(here)}" if here else root,
        demandees=demandes_decision.pending(store, acteur, code),
        **values,
    )


def chosen(request: Request[Any, Any, Any]) -> tuple[str, ...]:
    """Give the imports that the address names."""
    return tuple(request.query_params.getall("import", []))


@get(
    "/dossiers/{code:str}/imports/selection",
    sync_to_thread=True,
    opt=under_imports("import.lister"),
)
def selection(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """Give the totals of the imports that are chosen, as a fragment."""
    acteur = visite_of(request).acteur
    choix = suivi.chosen(request.app.state.store, acteur, code, chosen(request))
    return page(request, "selection.html", choix=choix, root=address(code, "imports"))


@get(
    "/dossiers/{code:str}/imports/vifs",
    sync_to_thread=True,
    opt=under_imports("import.lister", geste=False),
)
def living(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """Give what changes of the imports that are named, as they now are."""
    acteur = visite_of(request).acteur
    choix = suivi.chosen(request.app.state.store, acteur, code, chosen(request))
    return page(request, "vifs.html", choix=choix)


@get(
    "/dossiers/{code:str}/imports/visualiser",
    sync_to_thread=True,
    opt=under_imports("import.lignes"),
)
def visualise(request: Request[Any, Any, Any], code: FromPath[str]) -> Redirect:
    """Go to the import that is chosen; refuses CHOIX_UNIQUE."""
    named = chosen(request)
    if len(named) != 1:
        raise Refus(CHOIX_UNIQUE, n=len(named))
    return Redirect(address(code, "imports", named[0]), status_code=303)


@get("/dossiers/{code:str}/historique", sync_to_thread=True, opt=under_imports("import.historique"))
def history(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """List the imports of a dossier that were validated."""
    acteur, store = visite_of(request).acteur, request.app.state.store
    filtre, apres = read_filtre(request), request.query_params.get("apres", "")
    found = suivi.history(store, acteur, code, filtre, apres)
    root, query, here = address(code, "historique"), asked(request), place(request)
    return page(
        request,
        "historique.html",
        shell=shell_for(request, found.dossier),
        found=found,
        query=query,
        formats=FORMATS,
        root=root,
        dossier_root=address(code),
        here=f"{root}?{urlencode(here)}" if here else root,
        demandees=tuple(
            one for one in demandes_decision.pending(store, acteur, code) if one.vers is Etat.VALIDE
        ),
        first=f"{root}?{urlencode(query)}" if apres else "",
        after=f"{root}?{urlencode({**query, 'apres': found.suite})}" if found.suite else "",
    )


PAGES = [follow, selection, living, visualise, history]
