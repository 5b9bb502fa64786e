"""Proprietes: the small words by which the published document describes a value and an object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from boucle.schema.champs.champ import described_as

Json = dict[str, Any]
prop = described_as
GUID = "77dc9a4a-3390-485b-b134-2913384a5563"
REVISION = "0x0000000000024281"


def ref(name: str) -> Json:
    """Point to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def texte(description: str, exemple: str | None, **more: Any) -> Json:
    """Describe a text that is always there."""
    return prop("string", description, exemple, **more)


def texte_ou_rien(description: str, exemple: str | None, **more: Any) -> Json:
    """Describe a text that may be null."""
    return prop(["string", "null"], description, exemple, **more)


def entier(description: str, exemple: int, **more: Any) -> Json:
    """Describe a whole number."""
    return prop("integer", description, exemple, **more)


def nombre(description: str, exemple: int) -> Json:
    """Describe a count."""
    return entier(description, exemple, minimum=0)


def objet(
    properties: Json, sans: Iterable[str] = (), *, exiges: Iterable[str] | None = None, **more: Any
) -> Json:
    """Describe an object that has these properties and no other.

    sans: those that may be absent. exiges: those that must be there, when they are the fewer.
    """
    absent = set(sans)
    required = [nom for nom in properties if nom not in absent] if exiges is None else list(exiges)
    return {
        "type": "object",
        **({"required": required} if required else {}),
        "properties": properties,
        "additionalProperties": False,
        **more,
    }


def liste(items: Json, **more: Any) -> Json:
    """Describe an array."""
    return {"type": "array", "items": items, **more}


def illustrated(schema: Json, exemple: Any) -> Json:
    """Show each property of a schema by its value in a sample, where the sample has one."""
    if not isinstance(schema, dict):
        return schema
    if isinstance(exemple, list) and exemple and "items" in schema:
        return {**schema, "items": illustrated(schema["items"], exemple[0])}
    if not isinstance(exemple, dict) or "properties" not in schema:
        return schema
    shown = {
        nom: illustrated(told, exemple[nom]) | {"examples": [exemple[nom]]}
        if nom in exemple
        else told
        for nom, told in schema["properties"].items()
    }
    return {**schema, "properties": shown}


IDENTITE: Json = {
    "objectId": texte("Identifiant de l'élément.", GUID),
    "revisionId": texte("Révision de l'élément, telle que rendue.", REVISION),
}
"""What names a record and the state of it that is meant."""


def enveloppe(success: Json, exemple: Any) -> Json:
    """Describe the answer to a write: what was done, with a sample, and the faults of the rest."""
    return objet(
        {
            "success": {**success, "description": "Ce qui a été fait.", "examples": [exemple]},
            "errors": liste(
                ref("Erreur"),
                description="Fautes des éléments qui n'ont pas été pris.",
                examples=[[]],
            ),
        }
    )
