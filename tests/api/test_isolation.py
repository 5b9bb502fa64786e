"""Isolation: every route × whose dossier × whose key; nothing of another ever comes out.

A route of the published document that has no row here fails.
"""

from __future__ import annotations

from typing import Any

import pytest

from boucle.api.document.catalogue import OPERATIONS
from boucle.api.document.openapi import document
from boucle.schema.resource import Niveau, Resource
from resources.jouets import TOUTES
from resources.porte import Porte

WRITES = ("POST", "PUT", "DELETE")
DOSSIERS = ("D1", "D2", "E1", "DX", "INCONNU", "cabinet")
CLES = ("", "fausse", "standard", "avancee", "autre")
# Operations that follow from no declaration have their rows in test_isolation_operations.py.
ELSEWHERE = {operation.chemin for operation in OPERATIONS}


def expected(resource: Resource, verbe: str, cle: str, dossier: str) -> tuple[int, str]:
    """Say what the door must answer: the status and the code, (200, '') when it opens."""
    if cle in ("", "fausse"):
        return 401, "REQ-010" if not cle else "REQ-011"
    opened = {
        "standard": {"D1"},
        "avancee": {"D1", "D2", "cabinet"},
        "autre": {"D1", "E1", "cabinet"},
    }[cle]
    if cle == "standard" and resource.niveau is Niveau.CABINET:
        return 403, "REQ-014"
    # The Standard key bears the profile 0, the others 5.
    assert resource.acces is not None
    asked = {"GET": resource.acces.lire, "DELETE": resource.acces.supprimer}
    if cle == "standard" and asked.get(verbe, resource.acces.ecrire) > 0:
        return 403, "REQ-013"
    if resource.niveau is Niveau.CABINET and dossier != "cabinet" and not resource.ancre:
        return 400, "REQ-163"
    if dossier == "cabinet" and cle == "standard":
        return 403, "REQ-014"
    if dossier not in opened:
        return 404, "REQ-004"
    if resource.niveau is Niveau.DOSSIER and dossier == "cabinet":
        return 400, "REQ-162"
    return 200, ""


def ask(porte: Porte, verbe: str, resource: Resource, cle: str, dossier: str) -> Any:
    params: dict[str, Any] = {"codeDossier": dossier}
    if verbe == "GET" and resource.filtre_obligatoire:
        params["filter"] = f"{resource.filtre_obligatoire[0]}!=null"
    headers = {}
    if cle == "fausse":
        headers = {"Ocp-Apim-Subscription-Key": "0" * 32, "x-apikey": "A:B"}
    return porte.call(
        verbe,
        resource.chemin,
        None if verbe == "GET" else [],
        headers=headers,
        cle="" if cle == "fausse" else cle,
        **params,
    )


@pytest.mark.parametrize("resource", TOUTES, ids=lambda r: r.nom)
def test_the_door_opens_to_its_own_only(porte: Porte, resource: Resource) -> None:
    for verbe in resource.verbes:
        for cle in CLES:
            for dossier in DOSSIERS:
                answer = ask(porte, verbe, resource, cle, dossier)
                code = answer.json()["error"]["code"] if answer.status_code != 200 else ""
                assert (answer.status_code, code) == expected(resource, verbe, cle, dossier), (
                    verbe,
                    cle,
                    dossier,
                )


@pytest.mark.parametrize(
    "resource", [r for r in TOUTES if "POST" in r.verbes and not r.seule], ids=lambda r: r.nom
)
def test_a_record_is_never_seen_from_elsewhere(porte: Porte, resource: Resource) -> None:
    record = porte.create(resource)
    identity = {name: record[name] for name in ("objectId", "revisionId")}
    cabinet = resource.niveau is Niveau.CABINET
    places = (
        [("autre", "cabinet")]
        if cabinet
        else [
            ("avancee", "D2"),
            ("autre", "D1"),
            ("autre", "E1"),
        ]
    )
    for cle, dossier in places:
        found = ask(porte, "GET", resource, cle, dossier)
        assert record["objectId"] not in found.text
        for verbe in ("PUT", "DELETE"):
            if verbe in resource.verbes:
                told = porte.write(verbe, resource, [identity], cle=cle, codeDossier=dossier)
                assert [error["code"] for error in told["errors"]] == ["REQ-123"]
    filters = f"objectId=='{record['objectId']}'"
    if resource.filtre_obligatoire:
        filters += f"&&{resource.filtre_obligatoire[0]}!=null"
    assert porte.read(resource, filter=filters) == [record]


@pytest.mark.parametrize(
    "resource", [r for r in TOUTES if "POST" in r.verbes and r.references], ids=lambda r: r.nom
)
def test_a_reference_does_not_cross(porte: Porte, resource: Resource) -> None:
    from boucle.schema import registre

    elsewhere = {"cle": "autre"} if resource.niveau is Niveau.CABINET else {"codeDossier": "D2"}
    for leaf in resource.references:
        target = registre.find(leaf.champ.cible)  # type: ignore[attr-defined]
        sample = porte.sample(target)
        for nested in target.references:
            sample.pop(nested.chemin, None)
        if any(nested.champ.requis for nested in target.references):
            continue
        told = porte.write("POST", target, [sample], **elsewhere)
        assert told["errors"] == []
        foreign = told["success"][0]["objectId"]
        refused = porte.write("POST", resource, [porte.sample(resource) | {leaf.chemin: foreign}])
        assert [error["code"] for error in refused["errors"]] == ["REQ-117"]


def test_every_published_route_has_its_row() -> None:
    told = set(document()["paths"])
    ours = {f"/loop-api-publiques/{chemin}" for r in TOUTES for chemin in (r.chemin, *r.alias)} | {
        f"/loop-api-publiques/{text.split(' ')[1]}"
        for r in TOUTES
        for text in r.chemins_verbes.values()
    }
    assert told - ours - ELSEWHERE == set()
