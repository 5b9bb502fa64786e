"""Evenements: following what happens in the dossiers that are opened to an acteur."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping

from boucle import clock
from boucle.operations.acces.acteur import Acteur
from boucle.store.base import traversees
from boucle.store.base.engine import Store
from boucle.store.travaux import evenements
from boucle.values import AUCUN, Perimetre

GARDE = timedelta(days=90)
"""How long events, and the notifications made of them, are kept."""

TAKE_MAX = 500
TRANCHE = 2_000


@dataclass(frozen=True, slots=True)
class Evenement:
    """One event as it is told: facts only, whoever shows them finds the words."""

    numero: int
    dossier_id: int
    genre: str
    auteur: str
    acteur: str
    le: datetime
    faits: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Suite:
    """What follows a cursor.

    curseur: where to go on, past what is not shown to this acteur. perdus: events between the
    cursor and these were swept, or were never given: look at everything again.
    """

    evenements: tuple[Evenement, ...]
    curseur: int
    perdus: bool


def after(store: Store, acteur: Acteur, curseur: int, take: int = TAKE_MAX) -> Suite:
    """Give the events that follow a cursor in the dossiers opened to the acteur, in order.

    Going on from each `curseur` gives each event once. A cursor that the cabinet never gave
    starts from the last event.
    """
    take = max(1, min(take, TAKE_MAX))
    cabinet_id = acteur.cabinet_id
    with store.lecture(Perimetre(cabinet_id, 0)) as conn:
        efface, dernier = evenements.bounds(conn, cabinet_id)
        if not 0 <= curseur <= dernier:
            return Suite((), dernier, perdus=True)
        if curseur == dernier:
            return Suite((), curseur, perdus=False)
        rows = evenements.after(conn, cabinet_id, curseur, acteur.dossiers, take)
    found = tuple(map(tell, rows))
    # A full page may have more behind it; else nothing is left that the acteur may see.
    suite = found[-1].numero if len(found) == take else dernier
    return Suite(found, suite, perdus=curseur < efface)


def last(store: Store, acteur: Acteur) -> int:
    """Give the cursor of what is still to come."""
    with store.lecture(Perimetre(acteur.cabinet_id, 0)) as conn:
        return evenements.bounds(conn, acteur.cabinet_id)[1]


def tell(row: RowMapping) -> Evenement:
    """Read an event from its row."""
    return Evenement(
        row["numero"],
        row["dossier_id"],
        row["genre"],
        row["auteur"],
        row["acteur"],
        row["le"],
        json.loads(row["faits"]),
    )


def sweep(store: Store) -> int:
    """Forget the events that are kept no longer, by slices; give how many went."""
    avant, total = clock.now() - GARDE, 0
    with store.lecture(AUCUN) as conn:
        todo = traversees.TOUS.cabinets(conn)
    for cabinet_id in todo:
        while True:
            with store.transaction(Perimetre(cabinet_id, 0)) as conn:
                gone = evenements.sweep(conn, cabinet_id, avant, TRANCHE)
            total += gone
            if gone < TRANCHE:
                break
    return total
