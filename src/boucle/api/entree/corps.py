"""Corps: the JSON of a request's body."""

from __future__ import annotations

from typing import Any

from boucle.errors import Refus
from boucle.errors.demandes.ressource import CORPS_NON_TABLEAU
from boucle.schema.champs.champ import shown
from boucle.schema.json import read_json

__all__ = ["read_items", "read_json"]


def read_items(body: bytes) -> list[Any]:
    """Read a body that is an array of objects, or one object alone; refuses CORPS_NON_TABLEAU."""
    value = read_json(body)
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise Refus(CORPS_NON_TABLEAU, attendu="un tableau d'objets JSON", lu=shown(value))
    return value
