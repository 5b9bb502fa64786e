"""Archivage: putting client dossiers away, bringing them back, and listing them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from boucle import clock
from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources import tenue
from boucle.operations.ressources.modification import (
    keep_known,
    read_current,
    refuse_repeated,
)
from boucle.operations.ressources.ressources import Envoi, Page, list_records, write
from boucle.operations.ressources.verdict import Verdict
from boucle.schema import registre
from boucle.schema.champs.champ import Usage
from boucle.schema.fiche import lecteur
from boucle.schema.resource import Resource
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.travaux import evenements
from boucle.values import Perimetre

CLIENT = "dossierClient"
_MOVES: Mapping[str, tuple[Callable[..., None], str]] = {
    "PUT": (tenue.archive, "archived"),
    "DELETE": (tenue.restore, "restored"),
}

_GENRES = {"archived": "dossier.archive", "restored": "dossier.desarchive"}


def list_archived(store: Store, acteur: Acteur, code: str, parametres: Mapping[str, str]) -> Page:
    """Give one page of the archived client dossiers, as `ressources.list_records`."""
    return list_records(store, acteur, registre.find(CLIENT), code, parametres, archives=True)


def move(store: Store, acteur: Acteur, envoi: Envoi) -> bytes:
    """Archive (PUT) or bring back (DELETE) client dossiers, named as for a deletion.

    Gives the envelope of a deletion, `status` being `archived` or `restored`; doing it twice is
    no fault. Refuses as `ressources.write`, and DOSSIER_OCCUPE in the envelope.
    """
    act, status = _MOVES[envoi.verbe]

    def move_all(
        conn: Connection, perimetre: Perimetre, resource: Resource, usage: Usage, items: list[Any]
    ) -> Verdict:
        verdict = Verdict()
        candidates, verdict.fautes = lecteur(resource, usage).read_deletions(items)
        dossiers.next_revisions(conn, perimetre, 0)
        current = read_current(conn, perimetre, resource, usage, candidates)
        known = keep_known(candidates, current, verdict)
        once = verdict.sound(refuse_repeated(known, verdict))
        act(conn, perimetre, once, current, verdict)
        done = verdict.sound(once)
        _tell(conn, acteur, [current[fiche.object_id]["code_dossier"] for fiche in done], status)
        verdict.rows = [current[fiche.object_id] for fiche in done]
        verdict.success = [
            {
                "status": status,
                "objectId": current[fiche.object_id]["object_id"],
                "revisionId": fiche.revision_lue,
            }
            for fiche in done
        ]
        return verdict

    return write(store, acteur, registre.find(CLIENT), envoi, act=move_all, action=status)


def _tell(conn: Connection, acteur: Acteur, codes: list[str], status: str) -> None:
    for code in codes:
        dossier_id = dossiers.find(conn, acteur.cabinet_id, code)
        if dossier_id is not None:
            evenements.note(
                conn,
                evenements.Evenement(
                    acteur.cabinet_id,
                    dossier_id,
                    _GENRES[status],
                    acteur.nom,
                    acteur.identite,
                    clock.now(),
                    {"codeDossier": code},
                ),
            )
