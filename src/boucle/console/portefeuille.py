"""Portefeuille: the list of the dossiers, and the first page of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath

from boucle.console import saisie
from boucle.console.acces import address, admitted, shell_for, under
from boucle.console.render import page
from boucle.operations.portefeuille import list_dossiers as read_dossiers
from boucle.operations.portefeuille import open_dossier as read_dossier


@get("/dossiers", sync_to_thread=True, opt=under("dossierClient.lire"))
def list_dossiers(request: Request[Any, Any, Any]) -> Response[bytes]:
    """List the dossiers that are opened to the reader."""
    lecteur = admitted(request)
    q = saisie.texte(request.query_params, "q")
    found = read_dossiers(
        request.app.state.store, lecteur.acteur, q, request.query_params.get("apres", "")
    )
    after = urlencode({"q": q, "apres": found.suite}) if found.suite else ""
    return page(
        request, "portefeuille.html", shell=shell_for(request, lecteur), found=found, q=q,
        after=f"/dossiers?{after}" if after else "", address=address,
        first=request.query_params.get("apres", "") and f"/dossiers?{urlencode({'q': q})}",
    )


@get("/dossiers/{code:str}", sync_to_thread=True, opt=under("import.lister", "code"))
def open_dossier(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """Open a dossier: what waits in it, and the published question when something does."""
    lecteur = admitted(request)
    dossier = read_dossier(request.app.state.store, lecteur.acteur, code)
    return page(
        request, "tableau.html", shell=shell_for(request, lecteur, dossier), dossier=dossier,
        root=address(code),
    )


PAGES = [list_dossiers, open_dossier]
