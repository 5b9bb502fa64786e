"""Rapport: the tabs that tell what was found in a file: anomalies, conformity, what was read."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from boucle.console.cadre import saisie
from boucle.console.cadre.door import under_imports, visite_of
from boucle.console.onglets.commun import ICI, onglet
from boucle.errors.rapport.vue import NIVEAUX
from boucle.operations.examen import anomalies, chronique
from boucle.operations.examen.anomalies import GRAVITES, PAGE
from boucle.operations.imports import imports
from boucle.operations.sources import source
from boucle.values import named_file

_RAPPORT = under_imports("import.rapport")


@get(f"{ICI}/anomalies", sync_to_thread=True, opt=_RAPPORT)
def open_anomalies(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show the rules that were broken, and the cases of one of them beside their lines."""
    query = request.query_params
    found = anomalies.open_anomalies(
        request.app.state.atelier,
        visite_of(request).acteur,
        demande,
        saisie.texte(query, "regle"),
        saisie.entier(query, "rang"),
    )
    return onglet(
        request,
        "import_anomalies.html",
        "anomalies",
        found.tete,
        examen=found,
        gravites=GRAVITES,
        page=PAGE,
    )


@get(f"{ICI}/anomalies/rapport.json", sync_to_thread=True, opt=_RAPPORT)
def give_rapport(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Give the rapport as the API gives it."""
    said = imports.rapport(request.app.state.store, visite_of(request).acteur, demande)
    return Response(said.encode(), media_type="application/json")


@get(f"{ICI}/anomalies/fichier", sync_to_thread=True, opt=under_imports("import.source"))
def give_source(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Stream:
    """Give the file as it was received."""
    acteur = visite_of(request).acteur
    nom, chunks = source.read_back(request.app.state.atelier, acteur, demande)
    return Stream(chunks, media_type="application/octet-stream", headers=named_file(nom))


@get(f"{ICI}/lu", sync_to_thread=True, opt=_RAPPORT)
def open_lu(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show what the file is for its reader."""
    found = anomalies.open_rapport(request.app.state.atelier, visite_of(request).acteur, demande)
    return onglet(request, "import_lu.html", "lu", found.tete, examen=found)


@get(f"{ICI}/conformite", sync_to_thread=True, opt=_RAPPORT)
def open_conformite(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show the verdict of a FEC at the three levels, and the rules that found nothing."""
    found = anomalies.open_conformite(request.app.state.atelier, visite_of(request).acteur, demande)
    return onglet(
        request,
        "import_conformite.html",
        "conformite",
        found.tete,
        examen=found,
        niveaux=[(niveau.value, *said) for niveau, said in NIVEAUX.items()],
        noms={niveau.value: said[0] for niveau, said in NIVEAUX.items()},
    )


@get(f"{ICI}/journal", sync_to_thread=True, opt=under_imports("import.lire"))
def open_journal(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show who did what of the import, and when."""
    found = chronique.open_chronique(request.app.state.store, visite_of(request).acteur, demande)
    return onglet(request, "import_journal.html", "journal", found.tete, faits=found.faits)


PAGES = [open_anomalies, give_rapport, give_source, open_lu, open_conformite, open_journal]
