"""Documents: the files deposited for the accounting robot, beside the database.

Kept under their dossier and their objectId, in the data folder or in the configured object storage;
the row of the `document` table says what they are.
"""

from __future__ import annotations

from typing import Any

import obstore
from obstore.store import LocalStore, from_url

from boucle.config import Config
from boucle.values import Perimetre


def put(config: Config, perimetre: Perimetre, object_id: str, octets: bytes) -> str:
    """Keep a document; give its place."""
    place = _place(perimetre, object_id)
    obstore.put(_open(config), place, octets)
    return place


def get(config: Config, perimetre: Perimetre, object_id: str) -> bytes:
    """Read a document back, whole."""
    return bytes(obstore.get(_open(config), _place(perimetre, object_id)).bytes())


def _open(config: Config) -> Any:
    if config.fichiers:
        return from_url(config.fichiers)
    return LocalStore(config.donnees / "fichiers", mkdir=True)


def _place(perimetre: Perimetre, object_id: str) -> str:
    return f"documents/{perimetre.cabinet_id}/{perimetre.dossier_id}/{object_id}"
