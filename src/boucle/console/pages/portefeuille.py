"""Portefeuille: the list of the dossiers, and the first page of one."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from boucle.compta.etat import Etat
from boucle.console.cadre import saisie
from boucle.console.cadre.door import opens_imports, under, visite_of
from boucle.console.cadre.render import page
from boucle.console.pages.acces import address, shell_for
from boucle.operations.acces.portefeuille import list_dossiers as read_dossiers
from boucle.operations.acces.portefeuille import open_dossier as read_dossier
from boucle.operations.imports import suivi
from boucle.operations.imports.suivi import Filtre, Suivi


@get("/", sync_to_thread=False, opt=under("dossierClient.lire"))
def home() -> Redirect:
    """Lead to the dossiers."""
    return Redirect("/dossiers", status_code=303)


@get("/dossiers", sync_to_thread=True, opt=under("dossierClient.lire"))
def list_dossiers(request: Request[Any, Any, Any]) -> Response[bytes]:
    """List the dossiers that are opened to the reader."""
    acteur = visite_of(request).acteur
    asked = request.query_params
    query = {name: said for name in ("q", "attente", "erreurs") if (said := asked.get(name, ""))}
    found = read_dossiers(
        request.app.state.store,
        acteur,
        saisie.texte(asked, "q"),
        asked.get("apres", ""),
        attente="attente" in query,
        erreurs="erreurs" in query,
    )
    return page(
        request,
        "portefeuille.html",
        found=found,
        query=query,
        address=address,
        after=f"/dossiers?{urlencode({**query, 'apres': found.suite})}" if found.suite else "",
        first=f"/dossiers?{urlencode(query)}" if asked.get("apres") else "",
    )


@get("/dossiers/{code:str}", sync_to_thread=True, opt=under("import.lister", "code"))
def open_dossier(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """Open a dossier: what waits in it, and the published question when something does."""
    acteur = visite_of(request).acteur
    dossier = read_dossier(request.app.state.store, acteur, code)
    attente = suivi.follow(request.app.state.store, acteur, code, Filtre(etats=(Etat.A_VALIDER,)))
    return page(
        request,
        "tableau.html",
        shell=shell_for(request, dossier),
        dossier=dossier,
        root=address(code),
        attente=attente,
        par_partenaire=_by_partner(attente),
        imports_ouverts=opens_imports(request, visite_of(request)),
    )


def _by_partner(attente: Suivi) -> list[tuple[str, int, int]]:
    """Count the imports and the écritures that wait, by partenaire; nothing when a page is short.

    A part of them would pass for the whole.
    """
    if attente.suite:
        return []
    imports = Counter(one.partenaire for one in attente.imports)
    ecritures: Counter[str] = Counter()
    for one in attente.imports:
        ecritures[one.partenaire] += one.ecritures
    return [(nom, n, ecritures[nom]) for nom, n in imports.most_common()]


PAGES = [home, list_dossiers, open_dossier]
