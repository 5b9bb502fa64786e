"""Openapi: the whole document, from the declarations and from the catalogue of other operations.

Served without a key at /openapi.json and /openapi.yaml.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from litestar import Response, get

from boucle import resources
from boucle.api.document import contrat
from boucle.api.document.catalogue import OPERATIONS, SCHEMAS
from boucle.api.document.introduction import INTRODUCTION, TAGS
from boucle.api.document.refus_declares import example
from boucle.api.entree.gate import under
from boucle.errors.familles import kind_of
from boucle.errors.kind import Kind
from boucle.schema.rendu import encode
from boucle.schema.resource import Resource

Json = dict[str, Any]
_ENTETE = {
    "openapi": "3.1.0",
    "info": {
        "title": "Boucle",
        "version": "1.0.0",
        "summary": "API publiques Loop, servies par Boucle",
        "description": INTRODUCTION,
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "", "description": "Ce serveur"}],
    "security": [{"abonnement": [], "cle": []}],
}
_SECURITY = {
    "abonnement": {
        "type": "apiKey",
        "in": "header",
        "name": "Ocp-Apim-Subscription-Key",
        "description": "Clé d'abonnement.",
    },
    "cle": {
        "type": "apiKey",
        "in": "header",
        "name": "x-apikey",
        "description": "`clé:secret`, montrés une fois à la création.",
    },
}
_PARAMETERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        "description": "Une clé que vous tirez au hasard (un UUID) pour chaque envoi, et que vous "
        "ne répétez que pour le même envoi : il reçoit alors la même réponse, sans être refait. "
        "Gardée 7 jours. Pas d'exemple ici : copié, il servirait deux fois.",
    },
}


def document(declared: tuple[Resource, ...] | None = None) -> Json:
    """Build the document, for these declarations or for all those of the house."""
    chosen = resources.load() if declared is None else declared
    paths: Json = {}
    schemas: Json = dict(SCHEMAS)
    for resource in chosen:
        schemas |= contrat.components(resource)
        for path, methods in contrat.operations(resource).items():
            paths.setdefault(path, {}).update(methods)
    for operation in OPERATIONS:
        paths.setdefault(operation.chemin, {})[operation.methode.lower()] = operation.described()
    tags = sorted({told["tags"][0] for methods in paths.values() for told in methods.values()})
    return {
        **_ENTETE,
        "tags": [{"name": tag, "description": TAGS.get(tag, "")} for tag in tags],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": _SECURITY,
            "parameters": _PARAMETERS,
            "schemas": dict(sorted(schemas.items())),
            "examples": {kind.code: example(kind) for kind in _refused(paths)},
        },
    }


def _refused(paths: Json) -> list[Kind]:
    named = {
        code
        for methods in paths.values()
        for told in methods.values()
        for answer in told["responses"].values()
        for content in answer["content"].values()
        for code in content.get("examples", ())
    }
    return [kind_of(code) for code in sorted(named)]


def calls(whole: Json) -> Iterator[tuple[str, str, Json]]:
    """Give every call of a document: method, path, operation; those of `x-alias` too."""
    for path, methods in whole["paths"].items():
        for methode, told in methods.items():
            yield methode.upper(), path, told
            for alias in told.get("x-alias", ()):
                verbe, _, other = alias.partition(" ")
                yield verbe, other, told


@cache
def _json() -> bytes:
    return encode(document())


@cache
def _yaml() -> bytes:
    return (to_yaml(json.loads(_json())) + "\n").encode()


def to_yaml(value: Any, indent: int = 0) -> str:
    """Write plain values as YAML 1.2, every text in JSON's quotes."""
    margin = "  " * indent
    if isinstance(value, dict) and value:
        return "\n".join(
            f"{margin}{json.dumps(name, ensure_ascii=False)}:" + _nested(part, indent)
            for name, part in value.items()
        )
    if isinstance(value, list) and value:
        return "\n".join(f"{margin}-" + _nested(part, indent) for part in value)
    return margin + json.dumps(value, ensure_ascii=False)


def _nested(value: Any, indent: int) -> str:
    if isinstance(value, (dict, list)) and value:
        return "\n" + to_yaml(value, indent + 1)
    return " " + json.dumps(value, ensure_ascii=False)


def openapi_handlers() -> list[Any]:
    """List the handlers of this file."""
    return [openapi_json, openapi_yaml]


@get("/openapi.json", sync_to_thread=True, opt=under("contrat.lire"))
def openapi_json() -> Response[bytes]:
    """GET /openapi.json."""
    return Response(_json(), media_type="application/json")


@get("/openapi.yaml", sync_to_thread=True, opt=under("contrat.lire"))
def openapi_yaml() -> Response[bytes]:
    """GET /openapi.yaml."""
    return Response(_yaml(), media_type="application/yaml")
