"""Decisions: validating and rejecting imports: what it will do, then what was done.

Nothing is decided before a dialog has said counts and consequences. Both steps are one form, so
that they work without a script; with one, each answer is the dialog alone.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from boucle.compta.etat import Etat
from boucle.console.acces import address
from boucle.console.door import under, visite_of
from boucle.console.render import is_fragment, page
from boucle.console.suivi import list_page
from boucle.errors import Refus
from boucle.errors.req_console import RIEN_A_DECIDER
from boucle.operations import decision, suivi
from boucle.operations.acteur import Acteur

VERS = {"valider": Etat.VALIDE, "rejeter": Etat.REJETE}


async def _named(request: Request[Any, Any, Any]) -> tuple[tuple[str, ...], bool]:
    form = await request.form()
    return tuple(form.getall("import", [])), bool(form.get("confirme"))


@post(
    "/dossiers/{code:str}/imports/valider", status_code=200, opt=under("import.valider", "code"),
)
async def validate(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Validate the imports that are chosen, once that was confirmed."""
    return await _decide(request, code, "valider")


@post(
    "/dossiers/{code:str}/imports/rejeter", status_code=200, opt=under("import.rejeter", "code"),
)
async def reject(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Reject the imports that are chosen, once that was confirmed."""
    return await _decide(request, code, "rejeter")


async def _decide(request: Request[Any, Any, Any], code: str, quoi: str) -> Response[Any]:
    demandes, confirmed = await _named(request)
    return await sync_to_thread(_step, request, code, quoi, demandes, confirmed)


def _step(
    request: Request[Any, Any, Any], code: str, quoi: str, demandes: tuple[str, ...],
    confirmed: bool,
) -> Response[Any]:
    acteur = visite_of(request).acteur
    store = request.app.state.store
    choix = suivi.chosen(store, acteur, code, demandes)
    if not confirmed:
        if not choix.decidables:
            raise Refus(RIEN_A_DECIDER, n=len(choix.imports))
        waiting = suivi.Choix(choix.decidables)
        return _dialog(
            request, code, "confirmer.html", quoi=quoi, choix=waiting,
            ecartes=len(choix.imports) - len(waiting.imports),
        )
    refused = _carry_out(request.app.state.atelier, acteur, demandes, VERS[quoi])
    if refused and len(refused) == len(demandes):
        raise refused[0]
    if is_fragment(request):
        return _dialog(request, code, "pris_en_compte.html", quoi=quoi, refuses=refused)
    return Redirect(address(code, "imports", "pris-en-compte", quoi), status_code=303)


def _carry_out(
    atelier: Any, acteur: Acteur, demandes: tuple[str, ...], vers: Etat
) -> list[Refus]:
    refused = []
    for demande in demandes[: suivi.CHOISIS_MAX]:
        try:
            decision.decide(atelier, acteur, demande, vers)
        except Refus as error:
            refused.append(error)
    return refused


@get(
    "/dossiers/{code:str}/imports/pris-en-compte/{quoi:str}", sync_to_thread=True,
    opt=under("import.lister", "code"),
)
def taken(
    request: Request[Any, Any, Any], code: FromPath[str], quoi: FromPath[str]
) -> Response[bytes]:
    """Say, over the list, that what was asked is taken into account."""
    return _dialog(
        request, code, "pris_en_compte.html", quoi=quoi if quoi in VERS else "valider", refuses=[]
    )


def _dialog(
    request: Request[Any, Any, Any], code: str, template: str, **values: Any
) -> Response[bytes]:
    if is_fragment(request):
        return page(
            request, "dialogue.html", dialogue=template, root=address(code, "imports"),
            dossier_root=address(code), **values,
        )
    return list_page(request, code, dialogue=template, **values)


PAGES = [validate, reject, taken]
