"""Matrice: what every resource does, tried on every declaration and on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from boucle.schema import registre
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.champs.champs import Texte
from boucle.schema.resource import Resource
from resources.jouets import TOUTES
from resources.porte import Porte, codes, key_value, with_verbe

UNKNOWN = "497c0290-6137-4875-b288-013d17ba5142"


def each(*verbes: str, seules: bool = True) -> Any:
    chosen = [r for r in with_verbe(TOUTES, *verbes) if seules or not r.seule]
    return pytest.mark.parametrize("resource", chosen, ids=lambda r: r.nom)


def identity(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in ("objectId", "revisionId")}


def key_filter(resource: Resource, record: dict[str, Any]) -> str:
    return f"objectId=='{record['objectId']}'" + (
        f" && {resource.filtre_obligatoire[0]}!=null" if resource.filtre_obligatoire else ""
    )


def again(porte: Porte, resource: Resource, record: dict[str, Any]) -> list[dict[str, Any]]:
    return porte.read(resource, filter=key_filter(resource, record))


def one(porte: Porte, resource: Resource) -> dict[str, Any]:
    """Give a record to work on: a new one, or the only one there may be."""
    if resource.seule:
        return porte.read(resource)[0]
    return porte.create(resource)


@each("GET", "POST", seules=False)
def test_what_is_created_is_read(porte: Porte, resource: Resource) -> None:
    created = porte.create(resource)
    assert again(porte, resource, created) == [created]
    assert created["revisionId"].startswith("0x")
    assert len(created["revisionId"]) == 18


@each("POST", seules=False)
def test_a_key_is_taken_once(porte: Porte, resource: Resource) -> None:
    sample = porte.sample(resource)
    told = porte.write("POST", resource, [sample, sample])
    if not resource.nommee:
        assert len(told["success"]) == 2
        return
    key = resource.champ_cle.nom
    assert codes(told) == [(1, key, "REQ-122")]
    assert codes(porte.write("POST", resource, [sample])) == [(0, key, "REQ-121")]


@each("POST")
def test_every_missing_field_is_named(porte: Porte, resource: Resource) -> None:
    required = {leaf.chemin for leaf in resource.feuilles if leaf.champ.requis}
    told = porte.write("POST", resource, [{}, {}] if required else [{"inconnu": 1}])
    if required:
        # A rule between fields may have its word too; what is missing is named in any case.
        missing = {fault for fault in codes(told) if fault[2] == "REQ-101"}
        assert missing == {(n, nom, "REQ-101") for n in (0, 1) for nom in required}


@each("POST")
def test_unknown_and_server_fields_are_refused_by_name(porte: Porte, resource: Resource) -> None:
    sample = porte.sample(resource) | {"inconnu": 1, "cabinet_id": 2, "id": 3, "objectId": "x"}
    told = porte.write("POST", resource, [sample])
    assert set(codes(told)) >= {
        (0, "inconnu", "REQ-100"),
        (0, "cabinet_id", "REQ-100"),
        (0, "id", "REQ-100"),
        (0, "objectId", "REQ-102"),
    }
    assert told["success"] == []


@each("POST")
def test_a_wrong_type_is_said_of_every_field_at_once(porte: Porte, resource: Resource) -> None:
    told = porte.write("POST", resource, [{nom: [{"a": 1}] for nom in resource.par_nom}])
    named = {error["field"].partition("[")[0] for error in told["errors"]}
    assert named == set(resource.par_nom)
    assert all(error["message"] and error["remede"] for error in told["errors"])


@each("POST")
@pytest.mark.parametrize("text", ["a\u0000b", "a\u202eb", "a\u0085b"])
def test_characters_that_hide_are_refused(porte: Porte, resource: Resource, text: str) -> None:
    noms = [nom for nom, champ in resource.par_nom.items() if isinstance(champ, Texte)]
    told = porte.write("POST", resource, [dict.fromkeys(noms, text)])
    assert {(nom, "REQ-105") for nom in noms} <= {(e["field"], e["code"]) for e in told["errors"]}


@each("POST")
def test_a_text_has_a_longest_length(porte: Porte, resource: Resource) -> None:
    noms = [nom for nom, champ in resource.par_nom.items() if isinstance(champ, Texte)]
    told = porte.write("POST", resource, [dict.fromkeys(noms, "9" * 1001)])
    assert {(nom, "REQ-104") for nom in noms} <= {(e["field"], e["code"]) for e in told["errors"]}
    assert all(len(str(error["value"])) <= 200 for error in told["errors"])


@each("POST")
def test_each_bad_record_has_its_index(porte: Porte, resource: Resource) -> None:
    told = porte.write("POST", resource, [3, {"inconnu": 1}, "x"])
    assert [(n, c) for n, field, c in codes(told) if field in ("", "inconnu")] == [
        (0, "REQ-120"),
        (1, "REQ-100"),
        (2, "REQ-120"),
    ]


@each("GET", "PUT")
def test_a_record_sent_back_whole_is_accepted(porte: Porte, resource: Resource) -> None:
    if "POST" not in resource.verbes:
        pytest.skip("a view of records that another resource creates")
    record = one(porte, resource)
    told = porte.write("PUT", resource, record)
    assert told["errors"] == []
    changed = told["success"][0]
    assert changed["revisionId"] > record["revisionId"]
    assert changed | {"revisionId": 0} == record | {"revisionId": 0}
    assert again(porte, resource, record) == [changed]


@each("POST", "PUT")
def test_a_stale_revision_changes_nothing(porte: Porte, resource: Resource) -> None:
    record = one(porte, resource)
    current = porte.write("PUT", resource, [identity(record)])["success"][0]
    told = porte.write("PUT", resource, [identity(record)])
    assert codes(told) == [(0, "revisionId", "REQ-124")]
    assert told["errors"][0]["revisionId"] == current["revisionId"]
    assert again(porte, resource, record) == [current]


@each("POST", "PUT")
def test_one_record_is_changed_once_a_call(porte: Porte, resource: Resource) -> None:
    record = one(porte, resource)
    told = porte.write("PUT", resource, [identity(record), identity(record)])
    assert codes(told) == [(1, "objectId", "REQ-122")]
    assert len(told["success"]) == 1


@pytest.mark.parametrize("verbe", ["PUT", "DELETE"])
@each("PUT")
def test_identity_is_mandatory(porte: Porte, resource: Resource, verbe: str) -> None:
    if verbe not in resource.verbes:
        pytest.skip("not removable")
    unknown = {"objectId": UNKNOWN, "revisionId": "0x1"}
    hostile = [{"objectId": text, "revisionId": text} for text in ("a\u0000", "a\ud800", "x" * 999)]
    told = porte.write(verbe, resource, [{}, unknown, *hostile])
    assert codes(told) == [
        (0, "objectId", "REQ-101"),
        (0, "revisionId", "REQ-101"),
        *((n, "objectId", "REQ-123") for n in (1, 2, 3, 4)),
    ]


@each("GET", "POST", "DELETE")
def test_what_is_removed_is_gone(porte: Porte, resource: Resource) -> None:
    record = porte.create(resource)
    stale = identity(record) | {"revisionId": "0xFFFFFFFFFFFFFFFF"}
    assert codes(porte.write("DELETE", resource, [stale])) == [(0, "revisionId", "REQ-124")]
    told = porte.write("DELETE", resource, [identity(record)])
    assert told == {"success": [{"status": "deleted", **identity(record)}], "errors": []}
    assert again(porte, resource, record) == []


@each("POST")
def test_an_unknown_reference_is_named(porte: Porte, resource: Resource) -> None:
    noms = [leaf.chemin for leaf in resource.references]
    if not noms:
        return
    for by_key in (True, False):
        values = {
            leaf.chemin: _absent(leaf.champ) if by_key else {"objectId": UNKNOWN}
            for leaf in resource.references
        }
        told = porte.write("POST", resource, [porte.sample(resource) | values])
        assert set(codes(told)) == {(0, nom, "REQ-117") for nom in noms}


def _absent(champ: Any) -> str:
    """Give a key that no record has; a record that has no key of its own is named by objectId."""
    target = registre.find(champ.cible)
    return key_value(target.champ_cle, 990_000) if target.nommee else UNKNOWN


@each("POST", "DELETE")
def test_a_target_in_use_stays(porte: Porte, resource: Resource) -> None:
    for leaf in resource.references:
        assert isinstance(leaf.champ, Reference)
        target = registre.find(leaf.champ.cible)
        used = porte.create(target)
        porte.create(resource, **{leaf.chemin: used["objectId"]})
        told = porte.write("DELETE", target, [identity(used)])
        assert [code for _, _, code in codes(told)] == ["REQ-125"]
        assert resource.base.titre in told["errors"][0]["message"]


@each("GET", "POST", seules=False)
def test_the_same_key_gives_the_same_answer(porte: Porte, resource: Resource) -> None:
    sample = porte.sample(resource)
    headers = {"Idempotency-Key": f"essai-{resource.nom}"}
    code = {"codeDossier": "cabinet" if resource.niveau == "cabinet" else "D1"}
    first, second = (
        porte.call("POST", resource.chemin, [sample], headers=headers, **code) for _ in range(2)
    )
    assert first.content == second.content
    assert first.json()["errors"] == []
    refused = porte.call("POST", resource.chemin, [sample, sample], headers=headers, **code)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "REQ-160")


@each("GET", "POST", "PUT", "DELETE", seules=False)
def test_a_change_and_a_removal_are_done_once_under_a_key(porte: Porte, resource: Resource) -> None:
    record = porte.create(resource)
    code = {"codeDossier": "cabinet" if resource.niveau == "cabinet" else "D1"}
    for verbe in ("PUT", "DELETE"):
        headers = {"Idempotency-Key": f"{verbe}-{resource.nom}"}
        sent = [identity(record)]
        first, second = (
            porte.call(verbe, resource.chemin, sent, headers=headers, **code) for _ in range(2)
        )
        assert first.content == second.content
        assert first.json()["errors"] == []
        refused = porte.call(verbe, resource.chemin, [], headers=headers, **code)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "REQ-160")
        record = first.json()["success"][0]
