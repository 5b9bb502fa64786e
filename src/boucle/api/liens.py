"""Liens: what an answer leads to, as OpenAPI links: the record created, to read, change, remove."""

from __future__ import annotations

from typing import Any

from boucle.api.ressources import Route
from boucle.schema.resource import Resource

Json = dict[str, Any]
_DESCRIPTIONS = {
    "GET": "Lire l'élément", "PUT": "Modifier l'élément", "DELETE": "Supprimer l'élément",
}
# Where each verb's answer holds a record: an element sent alone comes back alone.
_RECORDS = {
    "GET": {"": "0"}, "PUT": {"": "success/0"}, "DELETE": {"": "success/0"},
    "POST": {"": "success", "Premier": "success/0"},
}
_FOLLOWING = {
    "GET": ("PUT", "DELETE"), "POST": ("GET", "PUT", "DELETE"), "PUT": ("GET", "PUT", "DELETE"),
    "DELETE": ("GET",),
}


def operation_id(methode: str, chemin: str) -> str:
    """Name the operation of a method and a path below the published root."""
    name = "".join(char for char in chemin.lower() if char.isalnum() or char == "_")
    return f"{methode.lower()}{name}"


def links(route: Route) -> Json:
    """Give the links of a route's answer, by name."""
    resource = route.resource
    return {
        f"{verbe.lower()}{suffix}": _link(resource, verbe, record)
        for verbe in _FOLLOWING[route.verbe] if verbe in resource.verbes
        for suffix, record in _RECORDS[route.verbe].items()
    }


def _link(resource: Resource, verbe: str, record: str) -> Json:
    identity = {
        name: f"$response.body#/{record}/{name}" for name in ("objectId", "revisionId")
    }
    told: Json = {
        "operationId": operation_id(verbe, resource.chemin), "description": _DESCRIPTIONS[verbe],
        "parameters": {"codeDossier": "$request.query.codeDossier"},
    }
    if verbe == "GET":
        told["parameters"]["filter"] = " && ".join([
            f"objectId=='{{{identity['objectId']}}}'",
            *(f"{nom}!=null" for nom in resource.filtre_obligatoire[:1]),
        ])
    else:
        told["requestBody"] = [identity] if verbe == "DELETE" else identity
    return told
