"""DossierClient: a client dossier of the firm and its accounting dossier come and go together."""

from __future__ import annotations

from sqlalchemy import Connection

from boucle.operations.approvisionnement import provision
from boucle.operations.verdict import Verdict
from boucle.store import archives, dossiers, fiches
from boucle.values import Perimetre


def open_dossiers(conn: Connection, perimetre: Perimetre, verdict: Verdict) -> None:
    """Create the accounting dossier of each new client dossier, or take up the one of that code."""
    for row in verdict.rows:
        code = row["code_dossier"]
        dossier_id = dossiers.find(conn, perimetre.cabinet_id, code)
        if dossier_id is None:
            dossier_id = dossiers.create(conn, perimetre.cabinet_id, code)
            fiches.provision(conn, Perimetre(perimetre.cabinet_id, dossier_id))
        if row["approvisionnement"]:
            provision(conn, Perimetre(perimetre.cabinet_id, dossier_id))


def close_dossiers(conn: Connection, perimetre: Perimetre, verdict: Verdict) -> None:
    """Mark deleted the accounting dossier of each client dossier that goes."""
    for row in verdict.rows:
        dossier_id = dossiers.find(conn, perimetre.cabinet_id, row["code_dossier"])
        if dossier_id is not None:
            gone = Perimetre(perimetre.cabinet_id, dossier_id)
            archives.remove(conn, gone)
            dossiers.delete(conn, gone)
