"""Commun: what every tab of an import stands in: its head, its three answers, the other tabs."""

from __future__ import annotations

from typing import Any, Protocol

from litestar import Request, Response
from sqlalchemy import RowMapping

from boucle.compta.etat import Etat
from boucle.console.cadre.door import visite_of
from boucle.console.cadre.render import page
from boucle.console.pages.acces import address, shell_for
from boucle.operations.acces.portefeuille import Dossier
from boucle.operations.examen.tete import Attente
from boucle.operations.imports import demandes_decision

ICI = "/dossiers/{code:str}/imports/{demande:str}"


class Ouvert(Protocol):
    """An import that is opened, as its head shows it."""

    @property
    def code(self) -> str: ...
    @property
    def dossier(self) -> Dossier | None: ...
    @property
    def row(self) -> RowMapping: ...
    @property
    def etat(self) -> Etat: ...
    @property
    def attente(self) -> Attente: ...


def onglet(
    request: Request[Any, Any, Any], template: str, nom: str, opened: Ouvert, **values: Any
) -> Response[bytes]:
    """Write one tab; nom: its address below the import, `ecritures` for the first."""
    assert opened.dossier is not None
    acteur, store = visite_of(request).acteur, request.app.state.store
    root = address(opened.code, "imports")
    return page(
        request,
        template,
        shell=shell_for(request, opened.dossier),
        opened=opened,
        partie=nom,
        root=root,
        dossier_root=address(opened.code),
        here=f"{root}/{opened.row['demande']}",
        demandees=tuple(
            one
            for one in demandes_decision.pending(store, acteur, opened.code)
            if opened.row["demande"] in one.demandes
        ),
        **values,
    )
