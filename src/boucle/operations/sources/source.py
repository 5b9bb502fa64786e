"""Source: the file of an import, whole and hashed, on the disk of the worker.

A source once obtained is kept: a later attempt at the same import reads the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import RowMapping

from boucle.errors import Refus
from boucle.errors.demandes.req_import import SOURCE_ABSENTE
from boucle.errors.donnees.imp import SOURCE_PERDUE, SOURCE_REMPLACEE
from boucle.errors.donnees.src import QUOTA_SOURCE
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.imports.imports import find
from boucle.operations.imports.parametres import kept_options
from boucle.operations.sources.fetch import SecretUrl, fetch, find_reprise
from boucle.operations.sources.quota import count_source, forget_receptions, holding
from boucle.store.fichiers import occupation
from boucle.store.fichiers.depot import Depose, SourceAbsente, SourceGardee, SourceRemplacee
from boucle.store.travaux.queue import Tache


@dataclass(frozen=True, slots=True)
class Source:
    """A whole file, and the SHA-256 of its bytes."""

    path: Path
    empreinte: str
    octets: int


def obtain(atelier: Atelier, row: RowMapping, tache: Tache, at: Callable[[], None]) -> Source:
    """Give the file of an import, from an earlier attempt, the deposit or its URL.

    at: called now and then while bytes come in; what it raises stops the transfer.
    Refuses SOURCE_PERDUE, SOURCE_REMPLACEE, QUOTA_SOURCE, and the fetch's own refusals.
    """
    depot, perimetre, import_id = atelier.depot, tache.perimetre, tache.import_id
    kept = depot.find_source(perimetre, import_id)
    if kept is None and row["source_uri"]:
        try:
            kept = depot.link_source(perimetre, import_id, row["source_uri"], _accepted(row))
        except SourceAbsente as absent:
            raise Refus(SOURCE_PERDUE, lu=row["source_uri"]) from absent
        except SourceRemplacee as replaced:
            raise Refus(SOURCE_REMPLACEE, lu=row["source_uri"]) from replaced
    if kept is None:
        return _source(_fetch(atelier, row, tache, at))
    guid = row["source_uri"].partition("/")[0]
    try:
        count_source(atelier.store, perimetre, import_id, guid, kept.taille_octets)
    except Refus:
        depot.delete_source(perimetre, import_id)
        raise
    return _source(kept)


def _accepted(row: RowMapping) -> Depose | None:
    """Give the file as it was when the import was accepted; None for an import of before that."""
    depose = kept_options(row).get("depose")
    return None if depose is None else Depose(**depose)


def _fetch(atelier: Atelier, row: RowMapping, tache: Tache, at: Callable[[], None]) -> SourceGardee:
    perimetre, import_id = tache.perimetre, tache.import_id
    url = SecretUrl(atelier.coffre.open(row["source_url"].encode()))
    path = atelier.depot.place_source(perimetre, import_id)
    forget_receptions(atelier.store, perimetre, import_id)
    # Under the token: a worker that lost its lease gives back its own room, not its successor's.
    cle = f"{import_id}:{tache.jeton}"
    with holding(atelier.store, perimetre, cle, QUOTA_SOURCE) as place:
        received = fetch(
            url,
            path,
            atelier.config,
            reprise=find_reprise(path),
            on_progress=lambda _octets: at(),
            hold=place.hold,
        )
        kept = atelier.depot.keep_source(perimetre, import_id, received)
        place.keep(occupation.SOURCE, str(import_id), kept.taille_octets)
    return kept


def _source(kept: SourceGardee) -> Source:
    return Source(kept.path, kept.sha256, kept.taille_octets)


def read_back(atelier: Atelier, acteur: Acteur, demande_id: str) -> tuple[str, Iterator[bytes]]:
    """Give the name and the bytes of the file of an import, as received.

    Refuses IMPORT_INCONNU, and SOURCE_ABSENTE while it has not been obtained.
    """
    with atelier.store.lecture(acteur.cabinet) as conn:
        perimetre, row = find(conn, acteur, demande_id)
    try:
        return row["nom_fichier"], atelier.depot.open_source(perimetre, row["import_id"])
    except SourceAbsente as absent:
        raise Refus(SOURCE_ABSENTE) from absent
