"""Decisions: validating and rejecting imports: what it will do, then ten seconds to take it back.

An address names what is judged. Read, it says counts and consequences over the list; sent, it asks
for it, and the server does it a moment later, whatever becomes of the browser. Links and forms are
enough; with a script the first step is a dialog over the list that is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from boucle.compta.etat import Etat
from boucle.console.cadre.door import back, under_imports, visite_of
from boucle.console.cadre.render import is_fragment, page
from boucle.console.pages.acces import address
from boucle.console.pages.suivi import chosen, list_page, place
from boucle.errors import Refus
from boucle.errors.demandes.req_console import RIEN_A_DECIDER
from boucle.operations.imports import demandes_decision, suivi
from boucle.operations.imports.demandes_decision import Reponse

VERS = {"valider": Etat.VALIDE, "rejeter": Etat.REJETE}
_DELAI_S = int(demandes_decision.DELAI.total_seconds())
_VALIDER, _REJETER, _ANNULER = (
    f"/dossiers/{{code:str}}/imports/{quoi}" for quoi in ("valider", "rejeter", "annuler")
)


@get(_VALIDER, sync_to_thread=True, opt=under_imports("import.valider", reprise=True))
def weigh_validation(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """Say what validating the imports that are chosen will do."""
    return _weigh(request, code, "valider")


@post(
    _VALIDER,
    status_code=200,
    sync_to_thread=True,
    opt=under_imports("import.valider", reprise=True),
)
def validate(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Ask to validate the imports that are chosen."""
    return _ask(request, code, "valider")


@get(_REJETER, sync_to_thread=True, opt=under_imports("import.rejeter", reprise=True))
def weigh_rejet(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """Say what rejecting the imports that are chosen will do."""
    return _weigh(request, code, "rejeter")


@post(
    _REJETER,
    status_code=200,
    sync_to_thread=True,
    opt=under_imports("import.rejeter", reprise=True),
)
def reject(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Ask to reject the imports that are chosen."""
    return _ask(request, code, "rejeter")


@post(_ANNULER, status_code=200, sync_to_thread=True, opt=under_imports("console.import.annuler"))
def take_back(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Take back what was asked of the imports that the address names."""
    answers = demandes_decision.cancel(
        request.app.state.atelier, visite_of(request).acteur, chosen(request)
    )
    return _answer(request, code, "annuler", answers)


@get(
    "/dossiers/{code:str}/imports/pris-en-compte/{quoi:str}",
    sync_to_thread=True,
    opt=under_imports("import.lister"),
)
def taken(
    request: Request[Any, Any, Any], code: FromPath[str], quoi: FromPath[str]
) -> Response[bytes]:
    """Say, over the list, that what was asked is taken into account, and how to take it back."""
    return list_page(
        request,
        code,
        dialogue="pris_en_compte.html",
        refuses=[],
        retour=_retour(request),
        quoi=quoi if quoi in (*VERS, "annuler") else "valider",
    )


def _weigh(request: Request[Any, Any, Any], code: str, quoi: str) -> Response[bytes]:
    choix = demandes_decision.weigh(
        request.app.state.store, visite_of(request).acteur, code, chosen(request), VERS[quoi]
    )
    waiting = suivi.Choix(choix.decidables)
    root = address(code, "imports")
    here, named = place(request), [one.demande for one in waiting.imports]
    values: dict[str, Any] = {
        "quoi": quoi,
        "choix": waiting,
        "delai": _DELAI_S,
        "ecartes": len(choix.imports) - len(waiting.imports),
        "action": f"{root}/{quoi}?{urlencode({**here, 'import': named}, doseq=True)}",
    }
    if is_fragment(request):
        return page(
            request,
            "dialogue.html",
            dialogue="confirmer.html",
            here=f"{root}?{urlencode(here)}",
            **values,
        )
    return list_page(request, code, dialogue="confirmer.html", **values)


def _ask(request: Request[Any, Any, Any], code: str, quoi: str) -> Response[Any]:
    answers = demandes_decision.request(
        request.app.state.atelier, visite_of(request).acteur, chosen(request), VERS[quoi]
    )
    return _answer(request, code, quoi, answers)


def _answer(
    request: Request[Any, Any, Any], code: str, quoi: str, answers: Sequence[Reponse]
) -> Response[Any]:
    """Lead to the page that says it is done; stay on this one to say what was refused."""
    if not answers:
        raise Refus(RIEN_A_DECIDER, n=0)
    refused = [one for one in answers if one.refus is not None]
    if not refused:
        path, retour = address(code, "imports", "pris-en-compte", quoi), _retour(request)
        said = {**place(request), **({"retour": retour} if retour else {})}
        return Redirect(f"{path}?{urlencode(said)}", status_code=303)
    named = suivi.chosen(
        request.app.state.store,
        visite_of(request).acteur,
        code,
        tuple(one.demande for one in refused),
    )
    refuses = [
        (one.refus, next((i for i in named.imports if i.demande == one.demande), None))
        for one in refused
        if one.refus is not None
    ]
    all_refused = len(refused) == len(answers)
    return list_page(
        request,
        code,
        dialogue="refusee.html" if all_refused else "pris_en_compte.html",
        status=refuses[0][0].kind.statut if all_refused else 200,
        quoi=quoi,
        refuses=refuses,
        retour=_retour(request),
    )


def _retour(request: Request[Any, Any, Any]) -> str:
    """Give the page of ours to come back to, '' for the list."""
    said = request.query_params.get("retour", "")
    return back(said) if said else ""


PAGES = [weigh_validation, validate, weigh_rejet, reject, take_back, taken]
