"""Tete: what stands on top of every tab of an import: what changes, how sure it is, whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from boucle.compta.etat import Etat
from boucle.operations.acces.acteur import Acteur
from boucle.operations.acces.portefeuille import Dossier, named
from boucle.operations.imports.imports import find
from boucle.store.fiches import dossiers
from boucle.store.travaux import suivi
from boucle.store.travaux.suivi import Attente
from boucle.values import Perimetre

__all__ = ["Attente", "Tete", "open_tete"]


@dataclass(frozen=True, slots=True)
class Tete:
    """One import, its dossier, and what it puts in the waiting account."""

    perimetre: Perimetre
    code: str
    dossier: Dossier
    row: RowMapping
    etat: Etat
    attente: Attente


def open_tete(conn: Connection, acteur: Acteur, demande_id: str) -> Tete:
    """Give an import as every tab shows it; refuses IMPORT_INCONNU."""
    perimetre, row = find(conn, acteur, demande_id)
    code = dossiers.code_of(conn, perimetre)
    attente = suivi.attentes(conn, perimetre, [row])
    return Tete(
        perimetre,
        code,
        named(conn, acteur, code),
        row,
        Etat(row["etat"]),
        attente.get(row["import_id"], Attente(0, 0)),
    )
