"""Livre: reading the books of a dossier."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping

from boucle.operations.acteur import Acteur
from boucle.operations.export import find_exercice
from boucle.store import livre
from boucle.store.engine import Store
from boucle.values import Perimetre


def open_dossier(store: Store, acteur: Acteur, code_dossier: str) -> Perimetre:
    """Give the perimetre of a dossier; refuses DOSSIER_INCONNU."""
    with store.lecture(None) as conn:
        return acteur.perimetre(conn, code_dossier)


def balance(
    store: Store, acteur: Acteur, code_dossier: str, code_exercice: str
) -> Sequence[RowMapping]:
    """Sum the validated lines of an exercice by compte, in centimes."""
    with store.lecture(None) as conn:
        perimetre = acteur.perimetre(conn, code_dossier)
        year = find_exercice(conn, perimetre, code_exercice)
        return livre.balance(conn, perimetre, year.debut, year.fin)
