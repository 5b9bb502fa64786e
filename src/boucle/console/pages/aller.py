"""Aller: where a person may go: dossiers, imports, pages and actions, found by a few letters.

A page of its own without a script; a dialog over any page, by Ctrl K, with one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from boucle.console.cadre import saisie
from boucle.console.cadre.door import opens_imports, under, visite_of
from boucle.console.cadre.render import is_fragment, page, shell_of
from boucle.console.cadre.words import words
from boucle.console.pages.acces import address
from boucle.operations.acces.portefeuille import list_dossiers
from boucle.operations.imports.suivi import search

NOMBRE_MAX = 8
"""How many of each kind are shown: who wants more types one letter more."""


@dataclass(frozen=True)
class Cible:
    """Where a line leads; detail: what tells it from another of the same name."""

    texte: str
    adresse: str
    detail: str = ""


@get("/aller", sync_to_thread=True, opt=under("dossierClient.lire"))
def go(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Show where one may go, as a page, or as a dialog for a script."""
    template = "aller_dialogue.html" if is_fragment(request) else "aller.html"
    return _page(request, template)


@get("/aller/liste", sync_to_thread=True, opt=under("dossierClient.lire"))
def listed(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the list alone, as one types."""
    return _page(request, "aller_liste.html")


def _page(request: Request[Any, Any, Any], template: str) -> Response[bytes]:
    q = saisie.texte(request.query_params, "q").strip()
    dossier = saisie.texte(request.query_params, "dossier")
    t = words(shell_of(request).langue)
    groupes = [
        (titre, found)
        for titre, found in (
            (t("aller.dossiers"), _dossiers(request, q)),
            (t("aller.imports"), _imports(request, q)),
            (t("aller.pages"), _named(q, _pages(request, dossier))),
            (t("aller.actions"), _named(q, _actions(request, dossier))),
        )
        if found
    ]
    return page(request, template, groupes=groupes, q=q, dossier=dossier)


def _dossiers(request: Request[Any, Any, Any], q: str) -> list[Cible]:
    found = list_dossiers(request.app.state.store, visite_of(request).acteur, q)
    return [
        Cible(one.denomination or one.nom or one.code, address(one.code), one.code)
        for one in found.dossiers[:NOMBRE_MAX]
    ]


def _imports(request: Request[Any, Any, Any], q: str) -> list[Cible]:
    if not q or not opens_imports(request, visite_of(request)):
        return []
    found = search(request.app.state.store, visite_of(request).acteur, q, NOMBRE_MAX)
    return [
        Cible(nom, address(code, "imports", demande), f"{code} · {partenaire}")
        for code, demande, nom, partenaire in found
    ]


def _pages(request: Request[Any, Any, Any], dossier: str) -> list[Cible]:
    shell = shell_of(request)
    t = words(shell.langue)
    found = [Cible(lien.texte, lien.adresse) for lien in shell.modules]
    found.append(Cible(t("moi.title"), "/moi"))
    if dossier:
        found.append(Cible(t("modules.tableau"), address(dossier), dossier))
    if dossier and opens_imports(request, visite_of(request)):
        found += [
            Cible(t("imports.title"), address(dossier, "imports"), dossier),
            Cible(t("historique.title"), address(dossier, "historique"), dossier),
        ]
    return found


def _actions(request: Request[Any, Any, Any], dossier: str) -> list[Cible]:
    shell = shell_of(request)
    t = words(shell.langue)
    found = [
        Cible(t("aller.attente"), "/dossiers?attente=1"),
        Cible(t("aller.erreurs"), "/dossiers?erreurs=1"),
    ]
    if dossier and opens_imports(request, visite_of(request)):
        imports = address(dossier, "imports")
        found += [
            Cible(t("aller.a_valider"), f"{imports}?statut=a_valider", dossier),
            Cible(t("aller.a_471"), f"{imports}?a471=1", dossier),
        ]
    if any(lien.adresse == "/personnes" for lien in shell.modules):
        found.append(Cible(t("personnes.invite"), "/personnes#fiche"))
    return found


def _named(q: str, cibles: list[Cible]) -> list[Cible]:
    return [one for one in cibles if _bare(q) in _bare(one.texte)]


def _bare(text: str) -> str:
    """Leave case and accents out, as who types in a hurry does."""
    return "".join(
        one
        for one in unicodedata.normalize("NFD", text.casefold())
        if not unicodedata.combining(one)
    )


PAGES = [go, listed]
