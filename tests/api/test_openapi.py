"""Openapi: the published document holds together, and is the server's."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from boucle.api.openapi import document, to_yaml
from boucle.errors import catalogue
from boucle.schema.rendu import encode
from boucle.schema.resource import Resource
from resources.jouets import JOUETS, TOUTES, declared
from resources.porte import Porte

DOCUMENT: dict[str, Any] = json.loads(encode(document()))
OPERATIONS = [
    (path, methode, told)
    for path, methods in DOCUMENT["paths"].items() for methode, told in methods.items()
]
with declared():
    AVEC_JOUETS: dict[str, Any] = json.loads(encode(document(TOUTES)))


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(part)


def validator(schema: dict[str, Any], whole: dict[str, Any] = DOCUMENT) -> Any:
    return jsonschema_rs.Draft202012Validator(
        {**schema, "components": whole["components"]}, validate_formats=True
    )


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Follow one reference, if it is one."""
    target: Any = DOCUMENT
    for part in node.get("$ref", "#").removeprefix("#").split("/")[1:]:
        target = target[part]
    return node if target is DOCUMENT else target


def contents(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in (told.get("requestBody", {}), *told["responses"].values()):
        yield from part.get("content", {}).values()


def test_it_is_served_without_a_key_in_both_forms(porte: Porte) -> None:
    as_json, as_yaml = (porte.call("GET", f"/openapi.{form}", cle="") for form in ("json", "yaml"))
    assert as_json.json() == DOCUMENT
    assert yaml.safe_load(as_yaml.text) == DOCUMENT
    assert yaml.safe_load(to_yaml({"a": [], "b": {}, "c": [[1, "é:#"], None]})) == {
        "a": [], "b": {}, "c": [[1, "é:#"], None],
    }


def test_a_strict_validator_finds_nothing() -> None:
    for whole in (DOCUMENT, AVEC_JOUETS):
        found = [f"{error.json_path}: {error.message}"
                 for error in OpenAPIV31SpecValidator(whole).iter_errors()]  # fmt: skip
        assert found == []
    broken = json.loads(json.dumps(DOCUMENT))
    del broken["paths"]["/sante"]["get"]["responses"]["200"]["description"]
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_every_reference_leads_somewhere() -> None:
    for node in walk(DOCUMENT):
        if "$ref" in node:
            target: Any = DOCUMENT
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]


def test_it_introduces_itself_and_each_of_its_tags() -> None:
    told = DOCUMENT["info"]["description"]
    for word in ("x-apikey", "codeDossier", "status", "Idempotency-Key", "Link", "remede", "429"):
        assert word in told
    assert [tag["name"] for tag in DOCUMENT["tags"] if not tag["description"]] == []
    assert {tag["name"] for tag in DOCUMENT["tags"]} == {
        name for _, _, operation in OPERATIONS for name in operation["tags"]
    }


def test_an_address_of_a_server_and_a_path_join_without_a_double_slash() -> None:
    assert [one["url"] for one in DOCUMENT["servers"] if one["url"].endswith("/")] == []


def test_no_idempotency_key_is_there_to_be_copied() -> None:
    key = DOCUMENT["components"]["parameters"]["IdempotencyKey"]
    assert "UUID" in key["description"]
    assert {"example", "examples", "default"} & {*key, *key["schema"]} == set()


def test_names_of_operations_are_unique() -> None:
    names = Counter(told["operationId"] for _, _, told in OPERATIONS)
    assert [name for name, n in names.items() if n > 1] == []


@pytest.mark.parametrize(("path", "methode", "told"), OPERATIONS, ids=lambda v: str(v)[:60])
def test_every_operation_is_described_in_full(
    path: str, methode: str, told: dict[str, Any]
) -> None:
    assert told["summary"]
    assert told["description"]
    assert told["tags"]
    assert {"500", "503"} < told["responses"].keys()
    for parameter in map(resolved, told["parameters"]):
        assert "example" in parameter or parameter["name"] == "Idempotency-Key"
        shown = [parameter["example"]] if "example" in parameter else []
        check = validator(parameter["schema"])
        assert [error.message for one in shown for error in check.iter_errors(one)] == []
    in_path = {p["name"] for p in told["parameters"] if p.get("in") == "path"}
    assert in_path == set(re.findall(r"{(\w+)}", path))
    for content in contents(told):
        if "example" in content:
            errors = list(validator(content["schema"]).iter_errors(content["example"]))
            assert [error.message for error in errors] == []
    ok = next(told["responses"][status] for status in told["responses"] if status < "300")
    media, content = next(iter(ok["content"].items()))
    assert media != "application/json" or "example" in content


# What it sends is judged and thrown away, or named by a signature of its own.
SANS_CLE = ("/v1/verifications", "/depot/{cabinet}/{guid}/{nom}")


@pytest.mark.parametrize(("path", "methode", "told"), OPERATIONS, ids=lambda v: str(v)[:60])
def test_every_write_takes_an_idempotency_key_and_shows_its_body(
    path: str, methode: str, told: dict[str, Any]
) -> None:
    key = "IdempotencyKey" in json.dumps(told["parameters"])
    assert key == (methode != "get" and path not in SANS_CLE)
    named = set(re.findall(r"REQ-\d{3}", json.dumps(told)))
    assert not key or path.endswith("/importJson") or {"REQ-160", "REQ-161"} <= named
    for media, content in told.get("requestBody", {}).get("content", {}).items():
        assert content["schema"]
        assert media == "application/octet-stream" or "example" in content


def test_a_method_that_is_refused_comes_with_those_that_are_not(porte: Porte) -> None:
    answer = porte.call("PATCH", "compte", codeDossier="D1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "REQ-016")
    asked = porte.call("OPTIONS", "compte", codeDossier="D1")
    for told in (answer, asked):
        assert told.headers["allow"] == "DELETE, GET, OPTIONS, POST, PUT"


def test_every_code_it_names_is_in_the_catalogue() -> None:
    known = {kind.code for kind in catalogue.load()}
    named = set(re.findall(r"`(REQ-\d{3})`", json.dumps(DOCUMENT)))
    assert named - known == set()


def test_it_describes_the_routes_of_the_server_and_no_other(porte: Porte) -> None:
    served = {
        (re.sub(r"{[^}]*}", "{}", route.path).lower(), methode)
        for route in routes_of(porte.app) for methode in route.methods if methode != "OPTIONS"
    }
    told = {(re.sub(r"{[^}]*}", "{}", path).lower(), m.upper()) for path, m, _ in OPERATIONS}
    assert {row for row in served ^ told if not row[0].startswith("/openapi")} == set()


def routes_of(folded: Any) -> Any:
    """Reach the toolkit's own application under our wrapper."""
    cells = [cell.cell_contents for cell in folded.__closure__]
    return next(cell for cell in cells if hasattr(cell, "routes")).routes


@pytest.mark.parametrize("resource", [r for r in TOUTES if "POST" in r.verbes], ids=lambda r: r.nom)
def test_answers_follow_the_schema(porte: Porte, resource: Resource) -> None:
    whole = AVEC_JOUETS if resource in JOUETS else DOCUMENT
    sound = porte.sample(resource)
    schema = whole["components"]["schemas"][f"{resource.nom}Creation"]
    assert [e.message for e in validator(schema, whole).iter_errors(sound)] == []
    path = f"/loop-api-publiques/{resource.chemin}"
    for verbe, answer in (
        ("post", porte.call("POST", resource.chemin, [sound], codeDossier=code(resource))),
        ("post", porte.call("POST", resource.chemin, [sound, 3, {"x": 1}],
                            codeDossier=code(resource))),
        ("get", porte.call("GET", resource.chemin, codeDossier=code(resource),
                           **mandatory(resource))),
    ):
        told = whole["paths"][path][verbe]["responses"]["200"]["content"]["application/json"]
        errors = list(validator(told["schema"], whole).iter_errors(answer.json()))
        assert [error.message for error in errors] == []


def code(resource: Resource) -> str:
    return "cabinet" if resource.niveau == "cabinet" else "D1"


def mandatory(resource: Resource) -> dict[str, str]:
    return {"filter": f"{resource.filtre_obligatoire[0]}!=null"} if resource.filtre_obligatoire \
        else {}
