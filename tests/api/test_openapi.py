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

from boucle.api.document.liens import operation_id
from boucle.api.document.openapi import calls, document, to_yaml
from boucle.api.entree.gate import row_of
from boucle.errors import KINDS, Refus
from boucle.errors.exemples.exemples_refus import slots_of
from boucle.operations.acces import droits
from boucle.schema.rendu import encode
from boucle.schema.resource import Resource
from resources.jouets import JOUETS, TOUTES, declared
from resources.porte import Porte
from rigs.contrat import contrat, operations

DOCUMENT, OPERATIONS = contrat(), operations()
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
        "a": [],
        "b": {},
        "c": [[1, "é:#"], None],
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


def test_an_operation_is_named_after_its_row_of_the_table_of_rights() -> None:
    assert operation_id("import.fec") == "importFec"
    assert operation_id("CollaborateurCabinet.lire") == "collaborateurCabinetLire"
    names = Counter(told["operationId"] for _, _, told in OPERATIONS)
    assert [name for name, n in names.items() if n > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z]+[a-z]+)+", name)] == []
    assert [told["operationId"] for _, _, told in OPERATIONS] == [
        operation_id(told["x-droit"]) for _, _, told in OPERATIONS
    ]


def test_what_says_who_may_is_the_row_of_the_route(porte: Porte) -> None:
    table = droits.table()
    rows = {(methode, folded(path)): told for methode, path, told in calls(DOCUMENT)}
    for route in routes_of(porte.app):
        for methode, (handler, _) in getattr(route, "route_handler_map", {}).items():
            told = rows.get((methode, folded(route.path)))
            if told is None:
                continue
            droit = row_of(table, handler, methode)
            assert told["x-droit"] == droit.nom
            named = {
                code
                for status in ("401", "403", "404")
                for code in examples(told, status)
                if code != "REQ-015"
            }
            expected = {kind.code for kind in droit.refus if kind.statut in (401, 403, 404)}
            # The place that the call names is not the only thing that may not be found.
            own = {"REQ-166", "REQ-201", "REQ-250", "REQ-255", "REQ-257", "REQ-259"}
            assert named - (own - expected) == expected
            assert (told.get("security") == []) == (droit.niveau == droits.LIBRE)


def folded(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path).lower()


def examples(told: dict[str, Any], status: str) -> dict[str, Any]:
    content = told["responses"].get(status, {}).get("content", {})
    return dict(content.get("application/json", {}).get("examples", {}))


def test_a_path_by_another_name_is_described_once() -> None:
    (exercice,) = (told for _, _, told in OPERATIONS if told["operationId"] == "exerciceLire")
    assert exercice["x-alias"] == ["GET /loop-api-publiques/periode"]
    found = Counter((methode, folded(path)) for methode, path, _ in calls(DOCUMENT))
    assert [call for call, n in found.items() if n > 1] == []
    assert ("GET", "/loop-api-publiques/getstatus") in found


def test_every_refusal_is_shown_by_the_body_that_the_server_sends() -> None:
    shown = DOCUMENT["components"]["examples"]
    check = validator(DOCUMENT["components"]["schemas"]["Refus"])
    kinds = {kind.code: kind for kind in KINDS}
    for path, methode, told in OPERATIONS:
        for status, answer in told["responses"].items():
            if status < "400":
                continue
            codes = examples(told, status)
            listed = re.findall(r"^- `([A-Z]{3}-\d{3})` ", answer["description"], re.MULTILINE)
            assert list(codes) == listed, (path, methode)
            assert {kinds[code].statut for code in codes} == {int(status)}
            assert {code: {"$ref": f"#/components/examples/{code}"} for code in codes} == codes
    for code, example in shown.items():
        value = example["value"]
        assert [error.message for error in check.iter_errors(value)] == []
        assert (value["error"]["code"], value["statusCode"]) == (code, kinds[code].statut)
        assert value["message"] == Refus(kinds[code], **slots_of(kinds[code])).message
        assert example["summary"] == kinds[code].titre


def test_every_refusal_of_the_house_can_be_shown() -> None:
    requests = [kind for kind in KINDS if kind.code.startswith("REQ-")]
    for kind in requests:
        refus = Refus(kind, **slots_of(kind))
        assert not re.search(r"[{}]", refus.message + refus.remede), kind.code


def test_every_parameter_and_every_property_is_told_and_shown() -> None:
    """None is missing; and none is loose: what may be in an object is said."""
    missing = [
        f"{path} {methode} {parameter['name']}"
        for path, methode, told in OPERATIONS
        for parameter in map(resolved, told["parameters"])
        if not parameter.get("description")
        or ("example" not in parameter and parameter["name"] != "Idempotency-Key")
    ]
    wrong: list[str] = []
    loose: list[str] = []
    judged: set[str] = set()
    for where, nom, schema in properties_of(
        {"paths": DOCUMENT["paths"], "schemas": DOCUMENT["components"]["schemas"]}, ""
    ):
        if not schema.get("description") or not schema.get("examples"):
            missing.append(f"{where}/{nom}")
        # Most schemas stand at many places, and are judged at the first.
        said = json.dumps(schema, sort_keys=True)
        if said in judged:
            continue
        judged.add(said)
        wrong += [
            f"{where}/{nom}: {error.message}"
            for example in schema.get("examples", ())
            for error in validator(schema).iter_errors(example)
        ]
    for node in walk(DOCUMENT):
        if node.get("type") == "object" and not (
            {"properties", "patternProperties", "additionalProperties"} & node.keys()
        ):
            loose.append(json.dumps(node)[:200])
    assert (missing, wrong, loose) == ([], [], [])


def properties_of(node: Any, where: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give every property of every schema, with its place; samples are not looked into."""
    if isinstance(node, list):
        for part in node:
            yield from properties_of(part, where)
    if not isinstance(node, dict):
        return
    # A property may itself be called so.
    is_schema = "type" in node or "anyOf" in node
    for word in ("properties", "patternProperties") if is_schema else ():
        for nom, schema in node.get(word, {}).items():
            yield where, nom, schema
            yield from properties_of(schema, f"{where}/{nom}")
    for key, part in node.items():
        kept = ("properties", "patternProperties") if is_schema else ()
        if key not in ("example", "examples", *kept):
            yield from properties_of(part, f"{where}/{key}")


def test_what_is_answered_is_closed() -> None:
    """Every object of an answer says all that it may hold."""
    opened = [
        f"{told['operationId']} {'/'.join(place)}"
        for _, _, told in OPERATIONS
        for status, answer in told["responses"].items()
        if status < "300"
        for content in answer["content"].values()
        for place, node in followed(content["schema"], ())
        if "properties" in node and node.get("additionalProperties") is not False
    ]
    assert opened == []


def followed(
    node: dict[str, Any], place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Walk a schema through its references, each of them once on the way."""
    if "$ref" in node:
        nom = node["$ref"].rpartition("/")[2]
        if nom not in place:
            yield from followed(resolved(node), (*place, nom))
        return
    yield place, node
    for key in ("properties", "patternProperties"):
        for nom, part in node.get(key, {}).items():
            yield from followed(part, (*place, nom))
    for key in ("anyOf", "oneOf"):
        for part in node.get(key, ()):
            yield from followed(part, place)
    if isinstance(node.get("items"), dict):
        yield from followed(node["items"], (*place, "[]"))


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
SANS_CLE = ("/v1/verifications", "/v1/modeles/detecter", "/depot/{cabinet}/{guid}/{nom}")


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
    known = {kind.code for kind in KINDS}
    named = set(re.findall(r"`(REQ-\d{3})`", json.dumps(DOCUMENT)))
    assert named - known == set()


def test_it_describes_the_routes_of_the_server_and_no_other(porte: Porte) -> None:
    served = {
        (folded(route.path), methode)
        for route in routes_of(porte.app)
        for methode in route.methods
        if methode != "OPTIONS"
    }
    told = {(folded(path), methode) for methode, path, _ in calls(DOCUMENT)}
    # The published pages call the status by two names; the gate knows both for one.
    told.discard(("/loop-api-publiques/getstatus", "GET"))
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
        (
            "post",
            porte.call("POST", resource.chemin, [sound, 3, {"x": 1}], codeDossier=code(resource)),
        ),
        (
            "get",
            porte.call("GET", resource.chemin, codeDossier=code(resource), **mandatory(resource)),
        ),
    ):
        told = whole["paths"][path][verbe]["responses"]["200"]["content"]["application/json"]
        errors = list(validator(told["schema"], whole).iter_errors(answer.json()))
        assert [error.message for error in errors] == []


def code(resource: Resource) -> str:
    return "cabinet" if resource.niveau == "cabinet" else "D1"


def mandatory(resource: Resource) -> dict[str, str]:
    return (
        {"filter": f"{resource.filtre_obligatoire[0]}!=null"} if resource.filtre_obligatoire else {}
    )
