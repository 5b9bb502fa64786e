"""Veille: what a server tells all those who follow a cabinet, read for all of them at once.

In one snapshot: who they are now, and what happened since each one's cursor. Those at the same
cursor share one reading, so that a hundred pages cost what one does. What is told is what the
dossiers open to the acteur at that instant allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from boucle import clock
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.sessions import followers
from boucle.operations.nouvelles.evenements import TAKE_MAX, Evenement, Suite, tell
from boucle.operations.nouvelles.notifications import concerns, count_unread
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import evenements
from boucle.values import Perimetre


@dataclass(frozen=True, slots=True)
class Suivi:
    """One who follows: the digest of their session, and the event up to which they know."""

    empreinte: str
    curseur: int


@dataclass(frozen=True, slots=True)
class Nouvelle:
    """One event to tell, and the code of its dossier."""

    code_dossier: str
    evenement: Evenement


@dataclass(frozen=True, slots=True)
class Passage:
    """What there is for one who follows; perdus: more than is told, look at everything again.

    non_lues: notifications not read, None when that has not changed.
    """

    acteur: Acteur
    curseur: int
    nouvelles: tuple[Nouvelle, ...] = ()
    perdus: bool = False
    non_lues: int | None = None


def look(
    store: Store, cabinet_id: int, suivis: Sequence[Suivi], *, juger: bool
) -> list[Passage | None] | None:
    """Give what there is for each, in their order; None for one whose session has ended.

    None for all when nothing happened; juger: look at who they are all the same.
    """
    with store.lecture(Perimetre(cabinet_id, 0)) as conn:
        efface, dernier = evenements.bounds(conn, cabinet_id)
        curseurs = {suivi.curseur for suivi in suivis}
        if curseurs <= {dernier} and not juger:
            return None
        acteurs = followers(conn, cabinet_id, [suivi.empreinte for suivi in suivis], clock.now())
        since = {
            curseur: _since(conn, cabinet_id, curseur, efface, dernier) for curseur in curseurs
        }
        codes = dossiers.codes(
            conn,
            cabinet_id,
            {event.dossier_id for suite in since.values() for event in suite.evenements},
        )
        found = [
            _passage(acteurs.get(suivi.empreinte), since[suivi.curseur], codes) for suivi in suivis
        ]
        return _count(conn, found)


def _since(conn: Connection, cabinet_id: int, curseur: int, efface: int, dernier: int) -> Suite:
    if curseur == dernier:
        return Suite((), dernier, perdus=False)
    if not efface <= curseur < dernier or dernier - curseur > TAKE_MAX:
        return Suite((), dernier, perdus=True)
    rows = evenements.after(conn, cabinet_id, curseur, None, TAKE_MAX)
    return Suite(tuple(map(tell, rows)), dernier, perdus=False)


def _count(conn: Connection, found: list[Passage | None]) -> list[Passage | None]:
    counted: dict[str, int] = {}
    for one in found:
        if (
            one is not None
            and one.acteur.identite not in counted
            and (
                one.perdus
                or any(concerns(one.acteur, nouvelle.evenement) for nouvelle in one.nouvelles)
            )
        ):
            counted[one.acteur.identite] = count_unread(conn, one.acteur)
    return [one and replace(one, non_lues=counted.get(one.acteur.identite)) for one in found]


def _passage(acteur: Acteur | None, suite: Suite, codes: dict[int, str]) -> Passage | None:
    if acteur is None:
        return None
    told = tuple(
        Nouvelle(codes[event.dossier_id], event)
        for event in suite.evenements
        if event.dossier_id in codes and acteur.opens(event.dossier_id)
    )
    return Passage(acteur, suite.curseur, told, suite.perdus)
