"""Liens: what an answer leads to, as OpenAPI links: the record created, to read, change, remove."""

from __future__ import annotations

from typing import Any

from boucle.api.routes.ressources import Route
from boucle.operations.acces import droits
from boucle.schema.resource import Resource, Verbe

Json = dict[str, Any]
_DESCRIPTIONS = {
    "GET": "Lire l'élément",
    "PUT": "Modifier l'élément",
    "DELETE": "Supprimer l'élément",
}
# Where each verb's answer holds a record: an element sent alone comes back alone.
_RECORDS = {
    "GET": {"": "0"},
    "PUT": {"": "success/0"},
    "DELETE": {"": "success/0"},
    "POST": {"": "success", "Premier": "success/0"},
}
_FOLLOWING: dict[Verbe, tuple[Verbe, ...]] = {
    "GET": ("PUT", "DELETE"),
    "POST": ("GET", "PUT", "DELETE"),
    "PUT": ("GET", "PUT", "DELETE"),
    "DELETE": ("GET",),
}


def operation_id(droit: str) -> str:
    """Name an operation after its row in the table of rights: `import.fec` → `importFec`.

    A row is one operation, so that no name is given twice.
    """
    first, *others = droit.split(".")
    return first[0].lower() + first[1:] + "".join(part[0].upper() + part[1:] for part in others)


def links(route: Route) -> Json:
    """Give the links of a route's answer, by name."""
    resource = route.resource
    return {
        f"{verbe.lower()}{suffix}": _link(resource, verbe, record)
        for verbe in _FOLLOWING[route.verbe]
        if verbe in resource.verbes
        for suffix, record in _RECORDS[route.verbe].items()
    }


def _link(resource: Resource, verbe: Verbe, record: str) -> Json:
    identity = {name: f"$response.body#/{record}/{name}" for name in ("objectId", "revisionId")}
    told: Json = {
        "operationId": operation_id(droits.name(resource, verbe)),
        "description": _DESCRIPTIONS[verbe],
        "parameters": {"codeDossier": "$request.query.codeDossier"},
    }
    if verbe == "GET":
        told["parameters"]["filter"] = " && ".join(
            [
                f"objectId=='{{{identity['objectId']}}}'",
                *(f"{nom}!=null" for nom in resource.filtre_obligatoire[:1]),
            ]
        )
    else:
        told["requestBody"] = [identity] if verbe == "DELETE" else identity
    return told
