"""Contrat: the published document, built once a run, and what is held to it: every answer given.

An operation is known by its method and its path, whatever the case; a path of no operation (a toy's
of these tests, a page) is not judged.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import httpx
import jsonschema_rs

from boucle.api.document.openapi import calls, document
from boucle.schema.rendu import encode

Json = dict[str, Any]


@cache
def contrat() -> Json:
    """Give the whole document as a client reads it."""
    told: Json = json.loads(encode(document()))
    return told


@cache
def operations() -> list[tuple[str, str, Json]]:
    """List each operation: path, method in lower case, description."""
    return [
        (path, methode, told)
        for path, methods in contrat()["paths"].items()
        for methode, told in methods.items()
    ]


@cache
def _known() -> list[tuple[str, re.Pattern[str], Json]]:
    return [
        (methode, re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)), re.IGNORECASE), told)
        for methode, path, told in calls(contrat())
    ]


def find(methode: str, path: str) -> Json | None:
    """Give the operation that a call is, None when it is none."""
    return next(
        (
            told
            for verbe, motif, told in _known()
            if verbe == methode.upper() and motif.fullmatch(path)
        ),
        None,
    )


@cache
def _validator(operation_id: str, status: str) -> Any:
    told = next(told for _, _, told in operations() if told["operationId"] == operation_id)
    content = told["responses"][status]["content"].get("application/json")
    return (
        None
        if content is None
        else jsonschema_rs.Draft202012Validator(
            {**content["schema"], "components": contrat()["components"]}, validate_formats=True
        )
    )


def faults(methode: str, path: str, status: int, media: str, body: bytes) -> list[str]:
    """Say where an answer is not as the document says; nothing for one that is."""
    told = find(methode, path)
    if told is None or status == 499:
        return []
    nom = f"{told['operationId']} {status}"
    answer = told["responses"].get(str(status))
    if answer is None:
        return [f"{nom} is not declared: {body[:200]!r}"]
    plain = media.partition(";")[0]
    if plain not in answer["content"]:
        return [f"{nom} comes as {plain}"]
    if plain != "application/json":
        return []
    value = json.loads(body)
    found = [
        f"{nom} at {'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
        for error in _validator(told["operationId"], str(status)).iter_errors(value)
    ]
    if status >= 400 and value["error"]["code"] not in answer["content"][plain]["examples"]:
        found.append(f"{nom} {value['error']['code']} is not declared")
    return found


def judge(response: httpx.Response) -> None:
    """Hold an answer of a server to the document; to be hung on a client's answers."""
    request = response.request
    media = response.headers.get("content-type", "")
    body = response.read() if media.startswith("application/json") else b""
    found = faults(request.method, request.url.path, response.status_code, media, body)
    if found:
        raise AssertionError("\n".join(found))
