"""Differences: the tabs that set an import beside another, and its file beside its écritures."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from boucle.console.cadre import saisie
from boucle.console.cadre.door import under_imports, visite_of
from boucle.console.onglets.commun import ICI, onglet
from boucle.operations.examen import differences, fichier

_VUS = frozenset({"date", "compte", "tiers", "libelle", "debit", "credit"})


@get(f"{ICI}/differences", sync_to_thread=True, opt=under_imports("import.lignes"))
def open_differences(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show what changed since an earlier import, or against the books."""
    found = differences.open_differences(
        request.app.state.atelier,
        visite_of(request).acteur,
        demande,
        saisie.texte(request.query_params, "contre"),
    )
    return onglet(
        request, "import_differences.html", "differences", found.tete, found=found, vus=_VUS
    )


@get(f"{ICI}/source", sync_to_thread=True, opt=under_imports("import.source"))
def open_source(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show the file as it was received, around a line, and the écriture that it became."""
    found = fichier.open_fichier(
        request.app.state.atelier,
        visite_of(request).acteur,
        demande,
        saisie.entier(request.query_params, "ligne"),
    )
    return onglet(request, "import_source.html", "source", found.tete, found=found)


PAGES = [open_differences, open_source]
