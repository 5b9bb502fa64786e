"""Detail: one import, opened: the three answers, and its écritures through a window."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath

from boucle.console.cadre import saisie
from boucle.console.cadre.door import under_imports, visite_of
from boucle.console.cadre.render import page
from boucle.console.onglets.commun import ICI, onglet
from boucle.console.pages.acces import address
from boucle.operations.imports import feuillets
from boucle.operations.imports.feuillets import COLONNES, OPERATEURS, Detail, Filtre, Place

_MONTANTS = (("op1", "m1"), ("op2", "m2"))


def read_filtre(query: Any) -> Filtre:
    """Read the filter of the lines; refuses PARAMETRE_INVALIDE."""
    montants = []
    for operateur, montant in _MONTANTS:
        value = saisie.centimes(query, montant)
        if value is not None:
            montants.append((saisie.choix(query, operateur, OPERATEURS) or OPERATEURS[0], value))
    return Filtre(
        tuple(montants),
        saisie.texte(query, "q"),
        saisie.choix(query, "sur", tuple(COLONNES)),
        bool(query.get("a471")),
    )


def read_place(query: Any) -> Place:
    """Read where a page begins; refuses PARAMETRE_INVALIDE."""
    return Place(
        saisie.entier(query, "apres"),
        saisie.entier(query, "avant"),
        bool(query.get("fin")),
        saisie.entier(query, "rang"),
    )


@get(ICI, sync_to_thread=True, opt=under_imports("import.lignes"))
def open_import(
    request: Request[Any, Any, Any], code: FromPath[str], demande: FromPath[str]
) -> Response[bytes]:
    """Show an import; for the window, a page of its lines alone."""
    acteur = visite_of(request).acteur
    query = request.query_params
    alone = request.headers.get("hx-request") == "true" and bool(query.get("page"))
    opened = feuillets.open_import(
        request.app.state.atelier,
        acteur,
        demande,
        read_filtre(query),
        read_place(query),
        seule=alone,
    )
    names = ("op1", "m1", "op2", "m2", "q", "sur", "a471")
    asked = {name: said for name in names if (said := query.get(name, ""))}
    root = address(opened.code, "imports")
    values: dict[str, Any] = {"opened": opened, "links": _links(f"{root}/{demande}", asked, opened)}
    if opened.dossier is None:
        return page(request, "feuillet.html", **values)
    return onglet(
        request,
        "import.html",
        "ecritures",
        asked=asked,
        operateurs=OPERATEURS,
        filtered=read_filtre(query) != feuillets.VIDE,
        **values,
    )


def _links(here: str, asked: dict[str, str], opened: Detail) -> dict[str, str]:
    found = dict.fromkeys(("top", "end", "first", "before", "after", "last"), "")
    shown = opened.feuillet
    if shown is None or not shown.lignes:
        return found

    def link(**place: int) -> str:
        return f"{here}?{urlencode({**asked, **place, 'page': 1})}"

    found["top"], found["end"] = link(), link(fin=1)
    if shown.before:
        found["first"] = link()
        found["before"] = link(avant=shown.lignes[0]["n"], rang=shown.rang)
    if shown.after:
        end = shown.lignes[-1]["n"]
        found["after"] = link(apres=end, rang=shown.rang + len(shown.lignes))
        found["last"] = link(fin=1)
    return found


PAGES = [open_import]
