"""Identites: finding again, with the rights of now, who did something earlier."""

from __future__ import annotations

from sqlalchemy import Connection

from boucle import clock
from boucle.operations.acces.acteur import Acteur, acteur_of_key
from boucle.operations.acces.sessions import acteur_of
from boucle.store.acces import cles, personnes


def recall(conn: Connection, cabinet_id: int, identite: str) -> Acteur | None:
    """Give the acteur that an `Acteur.identite` names, None once it may act no more."""
    kind, _, ident = identite.partition(":")
    if kind == "personne":
        person = personnes.find(conn, ident)
        if person is None or person["cabinet_id"] != cabinet_id or not person["actif"]:
            return None
        return acteur_of(conn, person)
    row = cles.find_cle(conn, cabinet_id, ident) if kind == "cle" else None
    return None if row is None else acteur_of_key(conn, ident, row, clock.now())
