"""Notifications: what a person is told of, and what they mark as read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from boucle.console.cadre import saisie
from boucle.console.cadre.door import back, under, visite_of
from boucle.console.cadre.render import page, shell_of
from boucle.console.cadre.words import Words, words
from boucle.console.pages.acces import address
from boucle.console.pages.connexion import Formulaire
from boucle.errors.francais import instant, visible
from boucle.operations.nouvelles import notifications
from boucle.operations.nouvelles.notifications import Notification

_HERE = "/notifications"
# Icon, and its colour.
DESSINS = {
    "import.valide": ("ok", "pine"),
    "import.rejete": ("ban", ""),
    "import.en_erreur": ("stop", "red"),
    "import.a_valider": ("wait", ""),
    "import.decision_abandonnee": ("warn", "amber"),
}


@dataclass(frozen=True, slots=True)
class Annonce:
    """A notification as it is read: its title, its sentence, and where it leads, '' for nowhere."""

    numero: int
    module: str
    lue: bool
    le: datetime
    titre: str
    phrase: str
    code: str
    adresse: str
    dessin: tuple[str, str]


def announce(t: Words, notification: Notification) -> Annonce:
    """Say a notification in the words of a language; the cause of an error stays in French."""
    event, code = notification.evenement, notification.code_dossier
    demande = event.faits.get("demande", "")
    titre, phrase = (_import if demande else _dossier)(t, notification)
    return Annonce(
        event.numero,
        notification.module,
        notification.lue,
        event.le,
        titre,
        phrase,
        code,
        address(code, "imports", demande) if code and demande else "",
        DESSINS.get(event.genre, ("folder", "")),
    )


def _import(t: Words, notification: Notification) -> tuple[str, str]:
    faits = notification.evenement.faits
    jour, _, heure = instant(datetime.fromisoformat(faits["cree_le"])).partition(" ")
    fichier = "Import JSON" if faits["format"] == "JSON" else visible(faits["nom_fichier"])
    return {
        "import.valide": lambda: (
            t("notification.valide"),
            t("notification.valide_dit", jour=jour, heure=heure),
        ),
        "import.rejete": lambda: (
            t("notification.rejete"),
            t("notification.rejete_dit", jour=jour, heure=heure),
        ),
        "import.decision_abandonnee": lambda: (
            t("notification.abandon"),
            t("notification.abandon_dit", jour=jour, heure=heure),
        ),
        "import.en_erreur": lambda: (
            t("notification.erreur"),
            t("notification.erreur_dit", fichier=fichier, cause=visible(faits["erreur"])),
        ),
        "import.a_valider": lambda: (
            t("notification.attente"),
            t(
                "notification.attente_dit",
                n=faits["ecritures"],
                fichier=fichier,
                de=visible(faits["partenaire"]),
            ),
        ),
    }[notification.evenement.genre]()


def _dossier(t: Words, notification: Notification) -> tuple[str, str]:
    code, qui = visible(notification.code_dossier), visible(notification.evenement.auteur)
    if notification.evenement.genre == "dossier.archive":
        return t("notification.archive"), t("notification.archive_dit", code=code, qui=qui)
    return t("notification.retour"), t("notification.retour_dit", code=code, qui=qui)


def _names(t: Words) -> dict[str, str]:
    return {
        "comptabilite": t("modules.comptabilite"),
        "cabinet": t("notification.cabinet"),
    }


@get(_HERE, sync_to_thread=True, opt=under("console.notification.lire"))
def show(request: Request[Any, Any, Any]) -> Response[bytes]:
    """List the notifications of the person, by module."""
    t = words(shell_of(request).langue)
    avant = saisie.entier(request.query_params, "avant")
    boite = notifications.read(request.app.state.store, visite_of(request).acteur, avant)
    said = [announce(t, one) for one in boite.notifications]
    return page(
        request,
        "notifications.html",
        boite=boite,
        noms=_names(t),
        here=_HERE,
        most=notifications.TOUTES_MAX,
        groupes={
            compte.module: [one for one in said if one.module == compte.module]
            for compte in boite.comptes
        },
        first=_HERE if avant else "",
        after=f"{_HERE}?avant={boite.suite}" if boite.suite else "",
    )


@post(
    f"{_HERE}/lues",
    sync_to_thread=True,
    status_code=303,
    opt=under("console.notification.marquer"),
)
def mark(request: Request[Any, Any, Any], data: Formulaire) -> Redirect:
    """Mark one notification read, or all those up to a cursor; then go where it leads."""
    acteur, store = visite_of(request).acteur, request.app.state.store
    if "curseur" in data:
        notifications.mark_all(store, acteur, saisie.entier(data, "curseur"))
    else:
        notifications.mark(store, acteur, saisie.entier(data, "numero"))
    return Redirect(back(data.get("suite", _HERE)), status_code=303)


PAGES = [show, mark]
