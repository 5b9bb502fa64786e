"""Acces: who reads a page, and whether they may.

Each page and action names, by `under`, the row of the one table of rights that it asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from litestar import Request

from boucle.console.render import Lien, Shell, shell_of
from boucle.console.words import words
from boucle.errors import Refus
from boucle.errors.req_console import PAGE_INCONNUE
from boucle.operations.acteur import Acteur
from boucle.operations.droits import table
from boucle.operations.portefeuille import Dossier


@dataclass(frozen=True, slots=True)
class Lecteur:
    """Who reads: the acteur, and the name of the cabinet."""

    acteur: Acteur
    cabinet: str


Qui = Callable[[Request[Any, Any, Any]], Lecteur]
"""Tells who sends a request, from what their browser shows."""

DROITS = table()


def under(operation: str, dossier: str = "") -> dict[str, Any]:
    """Give the options of a handler: its row in the table of rights.

    dossier: the parameter of its path that names a dossier, '' when none does.
    """
    return {"operation": operation, "dossier": dossier}


def nobody(request: Request[Any, Any, Any]) -> Lecteur:
    """Know no one: the pages of a person are not there."""
    raise Refus(PAGE_INCONNUE, chemin=request.url.path)


def admitted(request: Request[Any, Any, Any]) -> Lecteur:
    """Give who reads, once the row of the page has let them in.

    Refuses as whoever tells who it is, then as `Droit.demand`; an operation judges the dossier.
    """
    lecteur: Lecteur = request.app.state["qui"](request)
    DROITS[request.route_handler.opt["operation"]].demand(lecteur.acteur)
    return lecteur


def address(code_dossier: str, *more: str) -> str:
    """Give the address of a dossier, or of a page below it."""
    return "/".join(("/dossiers", *(quote(part, safe="") for part in (code_dossier, *more))))


def shell_for(
    request: Request[Any, Any, Any], lecteur: Lecteur, dossier: Dossier | None = None
) -> Shell:
    """Give what surrounds a page: of the cabinet, or of one dossier."""
    shell = shell_of(request)
    t = words(shell.langue)
    modules: tuple[Lien, ...] = (Lien(t("modules.dossiers"), "/dossiers"),)
    module = "/dossiers"
    if dossier is not None:
        root = address(dossier.code)
        modules = (
            Lien(t("modules.tableau"), root), Lien(t("modules.comptabilite"), f"{root}/imports"),
        )
        module = root if request.url.path == root else f"{root}/imports"
    acteur = lecteur.acteur
    return replace(
        shell, cabinet=lecteur.cabinet, personne=acteur.nom, modules=modules, module=module,
        profil=dossier.profil if dossier else acteur.profil,
        code_dossier=dossier.code if dossier else "",
        dossier=(dossier.denomination or dossier.nom) if dossier else "",
    )
