"""Portefeuille: the list of the dossiers, and the first page of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from boucle.console import saisie
from boucle.console.acces import address, shell_for
from boucle.console.door import under, visite_of
from boucle.console.render import page
from boucle.operations.portefeuille import list_dossiers as read_dossiers
from boucle.operations.portefeuille import open_dossier as read_dossier


@get("/", sync_to_thread=False, opt=under("dossierClient.lire"))
def home() -> Redirect:
    """Lead to the dossiers."""
    return Redirect("/dossiers", status_code=303)


@get("/dossiers", sync_to_thread=True, opt=under("dossierClient.lire"))
def list_dossiers(request: Request[Any, Any, Any]) -> Response[bytes]:
    """List the dossiers that are opened to the reader."""
    acteur = visite_of(request).acteur
    q = saisie.texte(request.query_params, "q")
    found = read_dossiers(
        request.app.state.store, acteur, q, request.query_params.get("apres", "")
    )
    after = urlencode({"q": q, "apres": found.suite}) if found.suite else ""
    return page(
        request, "portefeuille.html", found=found, q=q,
        after=f"/dossiers?{after}" if after else "", address=address,
        first=request.query_params.get("apres", "") and f"/dossiers?{urlencode({'q': q})}",
    )


@get("/dossiers/{code:str}", sync_to_thread=True, opt=under("import.lister", "code"))
def open_dossier(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """Open a dossier: what waits in it, and the published question when something does."""
    acteur = visite_of(request).acteur
    dossier = read_dossier(request.app.state.store, acteur, code)
    return page(
        request, "tableau.html", shell=shell_for(request, dossier), dossier=dossier,
        root=address(code),
    )


PAGES = [home, list_dossiers, open_dossier]
