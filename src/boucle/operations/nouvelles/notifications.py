"""Notifications: what a person is told of, by module, and what they have read of it.

An import that waits or failed, and a dossier put away, are told to whoever the dossier is opened
to; what became of a decision, to who asked for it. Facts only: whoever shows them finds the words.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from boucle.operations.acces.acteur import Acteur
from boucle.operations.nouvelles.evenements import Evenement, tell
from boucle.store.base import traversees
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import evenements, notifications
from boucle.store.travaux.notifications import A_TOUS, AU_DEMANDEUR, Destinataire
from boucle.values import AUCUN, Perimetre

PAGE = 50
COMPTE_MAX = 100
"""A bell counts no further; nor does the page further than TOUTES_MAX."""
TOUTES_MAX = 1_000
MODULES = {"import": "comptabilite", "dossier": "cabinet"}
"""The module of the console in which each kind of event belongs."""
_TRANCHE = 2_000


@dataclass(frozen=True, slots=True)
class Notification:
    """One event that a person is told of. code_dossier: '' once the dossier was deleted."""

    evenement: Evenement
    module: str
    code_dossier: str
    lue: bool


@dataclass(frozen=True, slots=True)
class Compte:
    """How many notifications of a module are not read, of how many."""

    module: str
    non_lues: int
    toutes: int


@dataclass(frozen=True, slots=True)
class Boite:
    """A page of notifications, the newest first, and the counts of each module, whatever the page.

    suite: where the next page begins, 0 when there is none. curseur: the last event there was, for
    `mark_all`: what came since is not marked.
    """

    notifications: tuple[Notification, ...]
    comptes: tuple[Compte, ...]
    suite: int
    curseur: int


def read(store: Store, acteur: Acteur, avant: int = 0) -> Boite:
    """Give a page of notifications; avant: the `suite` of the page before, 0 for the first."""
    qui = _who(acteur)
    with store.lecture(acteur.cabinet) as conn:
        _, curseur = evenements.bounds(conn, acteur.cabinet_id)
        rows = notifications.page(conn, qui, avant, PAGE + 1)
        kept = rows[:PAGE]
        codes = dossiers.codes(conn, acteur.cabinet_id, {row["dossier_id"] for row in kept})
        comptes = tuple(_count(conn, qui, module) for module in MODULES.values())
    return Boite(
        tuple(
            Notification(
                tell(row),
                module_of(row["genre"]),
                codes.get(row["dossier_id"], ""),
                lue=not row["non_lue"],
            )
            for row in kept
        ),
        tuple(compte for compte in comptes if compte.toutes),
        kept[-1]["numero"] if len(rows) > PAGE else 0,
        curseur,
    )


def count_unread(conn: Connection, acteur: Acteur) -> int:
    """Count what is not read, up to COMPTE_MAX; nothing is told to a key."""
    if not acteur.utilisateur_id:
        return 0
    kinds = (*A_TOUS, *AU_DEMANDEUR)
    return notifications.count(conn, _who(acteur), kinds, COMPTE_MAX, non_lues=True)


def concerns(acteur: Acteur, event: Evenement) -> bool:
    """True when an event of a dossier that is open to the acteur is told to them."""
    asked = event.acteur == acteur.identite
    return event.genre in (AU_DEMANDEUR if asked else A_TOUS)


def mark(store: Store, acteur: Acteur, numero: int) -> None:
    """Mark one notification read; nothing when it is none of theirs, or read already."""
    with store.transaction(acteur.cabinet) as conn:
        if notifications.exists(conn, _who(acteur), numero):
            notifications.mark(conn, _who(acteur), numero)


def mark_all(store: Store, acteur: Acteur, curseur: int) -> None:
    """Mark read every notification up to the `curseur` of a `Boite`."""
    with store.transaction(acteur.cabinet) as conn:
        _, dernier = evenements.bounds(conn, acteur.cabinet_id)
        notifications.mark(conn, _who(acteur), min(curseur, dernier), jusqua=True)


def begin(conn: Connection, cabinet_id: int, utilisateur_id: str) -> None:
    """Begin the notifications of a new person: all there was before counts as read."""
    _, dernier = evenements.bounds(conn, cabinet_id)
    qui = Destinataire(cabinet_id, utilisateur_id, "", None)
    notifications.mark(conn, qui, dernier, jusqua=True)


def sweep(store: Store) -> int:
    """Forget the marks of events that are gone, by slices; give how many went."""
    total = 0
    with store.lecture(AUCUN) as conn:
        todo = traversees.TOUS.cabinets(conn)
    for cabinet_id in todo:
        gone = _TRANCHE
        while gone >= _TRANCHE:
            with store.transaction(Perimetre(cabinet_id, 0)) as conn:
                efface, _ = evenements.bounds(conn, cabinet_id)
                gone = notifications.sweep(conn, cabinet_id, efface, _TRANCHE)
            total += gone
    return total


def _count(conn: Connection, qui: Destinataire, module: str) -> Compte:
    kinds = [genre for genre in (*A_TOUS, *AU_DEMANDEUR) if module_of(genre) == module]
    return Compte(
        module,
        *(
            notifications.count(conn, qui, kinds, TOUTES_MAX, non_lues=unread)
            for unread in (True, False)
        ),
    )


def module_of(genre: str) -> str:
    """Give the module of a kind of event."""
    return MODULES[genre.partition(".")[0]]


def _who(acteur: Acteur) -> Destinataire:
    return Destinataire(acteur.cabinet_id, acteur.utilisateur_id, acteur.identite, acteur.dossiers)
