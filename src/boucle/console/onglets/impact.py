"""Impact: the tab that tells what an import changes in the books, before and after."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from boucle.console.cadre import saisie
from boucle.console.cadre.door import under_imports, visite_of
from boucle.console.onglets.commun import ICI, onglet
from boucle.operations.examen import impact


@get(f"{ICI}/impact", sync_to_thread=True, opt=under_imports("import.lignes"))
def open_impact(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show the balance before and after, the waiting account, and what is created."""
    query = request.query_params
    found = impact.open_impact(
        request.app.state.atelier,
        visite_of(request).acteur,
        demande,
        saisie.choix(query, "vue", tuple(impact.VUES)) or "compte",
        saisie.texte(query, "exercice"),
        saisie.entier(query, "rang"),
    )
    return onglet(
        request, "import_impact.html", "impact", found.tete, impact=found, page=impact.PAGE
    )


PAGES = [open_impact]
