"""DossierClient: a client dossier of the firm and its accounting dossier come and go together."""

from __future__ import annotations

from sqlalchemy import Connection

from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources.approvisionnement import provision
from boucle.operations.ressources.verdict import Verdict
from boucle.store.fiches import archives, dossiers, fiches
from boucle.values import Perimetre


def open_dossiers(conn: Connection, acteur: Acteur, verdict: Verdict) -> None:
    """Create the accounting dossier of each new client dossier, or take up the one of that code.

    Whoever creates a dossier has it open from then on.
    """
    opened = []
    for row in verdict.rows:
        code = row["code_dossier"]
        dossier_id = dossiers.find(conn, acteur.cabinet_id, code)
        if dossier_id is None:
            dossier_id = dossiers.create(conn, acteur.cabinet_id, code)
            fiches.provision(conn, Perimetre(acteur.cabinet_id, dossier_id))
        if row["approvisionnement"]:
            provision(conn, Perimetre(acteur.cabinet_id, dossier_id))
        opened.append(dossier_id)
    acteur.open_more(conn, opened)


def close_dossiers(conn: Connection, acteur: Acteur, verdict: Verdict) -> None:
    """Mark deleted the accounting dossier of each client dossier that goes."""
    for row in verdict.rows:
        dossier_id = dossiers.find(conn, acteur.cabinet_id, row["code_dossier"])
        if dossier_id is not None:
            gone = Perimetre(acteur.cabinet_id, dossier_id)
            archives.remove(conn, gone)
            dossiers.delete(conn, gone)
