"""Livre: reading the books of a dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping

from boucle.operations.acteur import Acteur
from boucle.operations.export import find_exercice
from boucle.resources._ecriture import ECRITURE, TAKE_MAX
from boucle.schema.demande import read_demande
from boucle.store import lignes, livre
from boucle.store.engine import Store
from boucle.values import Perimetre

Labels = dict[tuple[int, str, str, int], str]
"""Texts by import, kind (journal, compte, tiers), code and variant."""


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


def ecritures(
    store: Store, acteur: Acteur, code_dossier: str, parametres: Mapping[str, str]
) -> tuple[Sequence[RowMapping], Labels]:
    """Give at most 100 validated lines, and the labels of their imports.

    Refuses DOSSIER_INCONNU, FILTRE_OBLIGATOIRE without codeLettrage or ecritureOrigine, and what
    is wrong in the filter, the sort or the page.
    """
    demande = read_demande(ECRITURE, parametres)
    with store.lecture(None) as conn:
        perimetre = acteur.perimetre(conn, code_dossier)
        rows = livre.ecritures(conn, perimetre, demande, min(demande.take, TAKE_MAX))
        found: Labels = {}
        for import_id, tentative in {(row["import_id"], row["tentative"]) for row in rows}:
            for key, text in lignes.libelles(conn, perimetre, import_id, tentative).items():
                found[(import_id, *key)] = text
    return rows, found
