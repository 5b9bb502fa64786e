"""Documents: the files deposited for the accounting robot, beside the database.

Kept under their dossier and their objectId, in the data folder or in the configured object storage;
the row of the `document` table says what they are.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

import obstore
from obstore.store import LocalStore, from_url

from boucle.config import Config
from boucle.store.fichiers.depot_objets import answering
from boucle.values import Perimetre


def put(config: Config, perimetre: Perimetre, object_id: str, octets: bytes) -> str:
    """Keep a document; give its place. Refuses STOCKAGE_INDISPONIBLE."""
    place = _place(perimetre, object_id)
    with answering():
        obstore.put(open_files(config), place, octets)
    return place


def get(config: Config, perimetre: Perimetre, object_id: str) -> bytes:
    """Read a document back, whole. Refuses STOCKAGE_INDISPONIBLE."""
    with answering():
        return bytes(obstore.get(open_files(config), _place(perimetre, object_id)).bytes())


def delete(config: Config, perimetre: Perimetre, object_ids: Collection[str]) -> None:
    """Delete documents; one that is not there is no fault. Refuses STOCKAGE_INDISPONIBLE."""
    files = open_files(config)
    for object_id in object_ids:
        with answering(), suppress(FileNotFoundError):
            obstore.delete(files, _place(perimetre, object_id))


def open_files(config: Config) -> Any:
    """Open the place where files are kept, sources and documents alike."""
    if config.fichiers:
        return from_url(config.fichiers)
    return LocalStore(config.donnees / "fichiers", mkdir=True)


def _place(perimetre: Perimetre, object_id: str) -> str:
    return f"documents/{perimetre.cabinet_id}/{perimetre.dossier_id}/{object_id}"
