"""Verifications: a file in the body, its rapport in the answer, and nothing kept."""

from __future__ import annotations

import gzip
import json
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
from sqlalchemy import select

from boucle.api import wire
from boucle.api.routes import verifications
from boucle.errors import Refus
from boucle.errors.exemples.exemple import NOM, Exemple, build
from boucle.errors.exemples.exemples import EXEMPLES
from boucle.operations.controle.verification import reserve
from boucle.store.base.schema import complete_metadata
from formats.test_fec_xml import XML
from operations.test_controle import CSV, MODELE, TRA_OCTETS
from resources.porte import Porte

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
    [
        ("html", "text/html; charset=utf-8", "<!doctype html>"),
        ("csv", "text/csv; charset=utf-8", "\ufeffFichier;Code;"),
    ],
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
        ({"comme": "csv"}, "REQ-024", 400),
    ],
)
def test_a_wrong_request_is_refused(
    client: Client, query: dict[str, str], code: str, status: int
) -> None:
    answer = check(client, **query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_table_is_read_by_the_model_that_comes_with_it(client: Client) -> None:
    params = {"nom": "caisse.csv", "modele": json.dumps(MODELE)}
    document = client.post("/v1/verifications", params=params, content=CSV).json()
    assert (document["faits"]["format"], document["faits"]["lignes"]) == ("Personnalisé", 2)
    params["modele"] = "{"
    answer = client.post("/v1/verifications", params=params, content=CSV)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "REQ-309")


@pytest.mark.parametrize("comme", ["", "tra"])
def test_a_tra_is_recognised_or_asked_for(client: Client, comme: str) -> None:
    params = {"nom": "a.tra", "comme": comme} if comme else {"nom": "a.tra"}
    document = client.post("/v1/verifications", params=params, content=TRA_OCTETS).json()
    assert (document["faits"]["format"], document["faits"]["lignes"]) == ("TRA", 3)


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


def test_nothing_is_kept(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    check(client, "LIG-031")
    check(client, regime="TVA")
    assert list(tmp_path.iterdir()) == []


def stored(porte: Porte) -> dict[str, Any]:
    """List what a server holds: every row of every table, every file with its bytes."""
    rows: dict[str, Any] = {}
    with porte.atelier.store.transaction(None) as conn:
        for table in complete_metadata().tables.values():
            rows[table.name] = sorted(map(repr, conn.execute(select(table))))
    files = {
        str(path): path.read_bytes()
        for path in porte.config.donnees.rglob("*")
        if path.is_file() and not path.name.startswith("boucle.sqlite")
    }
    return {"rows": rows, "files": files}


@pytest.mark.parametrize("forme", ["plat", "xml", "gzip", "illisible"])
def test_a_server_holds_the_same_rows_and_files_after_a_check(
    porte: Porte, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, forme: str
) -> None:
    content, nom = {
        "plat": (build(EXEMPLES["LIG-031"]), NOM),
        "xml": (XML.encode(), NOM.replace(".txt", ".xml")),
        "gzip": (gzip.compress(build(Exemple())), f"{NOM}.gz"),
        "illisible": (b"%PDF-1.7", NOM),
    }[forme]
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = stored(porte)
    # What the base holds is seen, whatever the cabinet.
    assert before["rows"]["dossier"]
    assert before["rows"]["cle_api"]
    answer = porte.call("POST", "/v1/verifications", content=content, nom=nom)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["total"] > 0) == (forme != "gzip")
    assert stored(porte) == before
    assert list(tmp_path.iterdir()) == []
