"""Longueurs: how long the account numbers of a dossier are, and making it so."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from boucle.schema import registre
from boucle.store.base.metadata import METADATA
from boucle.store.fiches import dossiers, fiches
from boucle.values import Perimetre


def other_lengths(conn: Connection, perimetre: Perimetre, longueur: int) -> bool:
    """True when a compte of the dossier has another length."""
    c = METADATA.tables["compte"].c
    query = select(c.id).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        func.length(c.numero) != longueur,
    )
    return conn.execute(query.limit(1)).scalar() is not None


def set_longueur(conn: Connection, perimetre: Perimetre, longueur: int) -> None:
    """Write the length of accounts in the dossier's settings, made if it has none."""
    resource, table = registre.find("parametreImport"), METADATA.tables["parametre_import"]
    revision = dossiers.next_revisions(conn, perimetre, 1)[0]
    done = conn.execute(
        table.update()
        .where(
            table.c.cabinet_id == perimetre.cabinet_id,
            table.c.dossier_id == perimetre.dossier_id,
        )
        .values(longueur_compte=longueur, revision=revision)
    )
    if not done.rowcount:
        rows = [{"object_id": "", "longueur_compte": longueur}]
        fiches.insert_missing(conn, perimetre, resource, rows, None)
