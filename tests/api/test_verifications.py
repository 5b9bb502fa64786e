"""Verifications: a file in the body, its rapport in the answer, and nothing kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.testing import TestClient

from boucle.api import verifications, wire
from boucle.errors import Refus
from boucle.errors.exemples import EXEMPLES, NOM, Exemple, build
from boucle.operations.verification import reserve

SCHEMA = Path(__file__).parents[2] / "docs/reference/rapport.schema.json"
Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    app = Litestar(
        route_handlers=verifications.verification_handlers(),
        exception_handlers={Refus: wire.handle_refus, HTTPException: wire.handle_http},
        openapi_config=None,
        request_max_body_size=wire.CORPS_OCTETS_MAX,
    )
    with TestClient(app) as client:
        yield client


def check(client: Client, code: str = "", **query: str) -> Any:
    exemple = EXEMPLES[code] if code else Exemple()
    params = {"nom": exemple.nom, **query}
    return client.post("/v1/verifications", params=params, content=build(exemple))


def test_answer_follows_the_published_schema(client: Client) -> None:
    answer = check(client, "LIG-031")
    document = answer.json()
    jsonschema_rs.validate(msgspec.json.decode(SCHEMA.read_bytes()), document)
    assert answer.status_code == 200
    assert document["verdicts"]["forme"]["conforme"] is False
    assert document["faits"]["nom_fichier"] == NOM
    assert [(a["code"], a["ligne"], a["champ"]) for a in document["anomalies"]] == [
        ("LIG-031", 4, 4),
    ]


def test_a_right_file_conforms(client: Client) -> None:
    assert check(client).json()["total"] == 0


@pytest.mark.parametrize(
    ("rendu", "media", "start"),
    [("html", "text/html; charset=utf-8", "<!doctype html>"),
     ("csv", "text/csv; charset=utf-8", "\ufeffFichier;Code;")],
)
def test_page_and_table(client: Client, rendu: str, media: str, start: str) -> None:
    answer = check(client, "LIG-031", format=rendu)
    assert answer.headers["content-type"] == media
    assert answer.content.decode().startswith(start)


def test_regime_is_taken_from_the_query(client: Client) -> None:
    assert check(client, regime="BNCT").json()["faits"]["regime"] == "BNCT"


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ({"nom": ""}, "REQ-305", 400),
        ({"nom": "x" * 201}, "REQ-024", 400),
        ({"nom": "a\x00b"}, "REQ-024", 400),
        ({"regime": "TVA"}, "REQ-024", 400),
        ({"format": "pdf"}, "REQ-024", 400),
    ],
)
def test_a_wrong_request_is_refused(
    client: Client, query: dict[str, str], code: str, status: int
) -> None:
    answer = check(client, **query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_path_in_the_name_is_cut(client: Client) -> None:
    assert check(client, nom=f"../../etc/{NOM}").json()["faits"]["nom_fichier"] == NOM


def test_an_empty_body_is_an_empty_file(client: Client) -> None:
    document = client.post("/v1/verifications", params={"nom": NOM}).json()
    assert [anomalie["code"] for anomalie in document["anomalies"]] == ["FIC-001"]


def test_a_file_too_large_is_refused_while_it_comes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifications, "OCTETS_MAX", 100)
    answer = check(client)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "REQ-306")


def test_too_many_at_once_are_asked_to_come_back(client: Client) -> None:
    with reserve(), reserve():
        answer = check(client)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "REQ-308")


def test_nothing_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    check(client, "LIG-031")
    check(client, regime="TVA")
    assert list(tmp_path.iterdir()) == []
