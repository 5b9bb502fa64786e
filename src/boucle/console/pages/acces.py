"""Acces: what surrounds a page of the cabinet or of one dossier, and the addresses of a dossier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from litestar import Request

from boucle.console.cadre.door import here_of, opens_imports, visite_of
from boucle.console.cadre.render import Lien, Shell, shell_of
from boucle.console.cadre.words import words
from boucle.operations.acces.portefeuille import Dossier


def address(code_dossier: str, *more: str) -> str:
    """Give the address of a dossier, or of a page below it."""
    return "/".join(("/dossiers", *(quote(part, safe="") for part in (code_dossier, *more))))


def shell_for(request: Request[Any, Any, Any], dossier: Dossier) -> Shell:
    """Give what surrounds a page of one dossier."""
    shell = shell_of(request)
    t = words(shell.langue)
    root = address(dossier.code)
    modules = [Lien(t("modules.tableau"), root)]
    if opens_imports(request, visite_of(request)):
        modules.append(Lien(t("modules.comptabilite"), f"{root}/imports"))
    return replace(
        shell,
        modules=tuple(modules),
        profil=dossier.profil,
        code_dossier=dossier.code,
        module=root if here_of(request).partition("?")[0] == root else f"{root}/imports",
        dossier=dossier.denomination or dossier.nom,
    )
