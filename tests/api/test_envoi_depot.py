"""Envoi au dépôt: what a deposit address takes, what it refuses at once, and who hangs up."""

from __future__ import annotations

import logging
import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from api.test_import_http import LOOP, NOM, Maison, maison
from operations.conftest import ACHAT, fec

__all__ = ["maison"]

BODY = fec(*ACHAT)


def place(maison: Maison) -> tuple[str, str]:
    told = maison.client.call("GET", f"{LOOP}/getFileUrlDeposit", params={"filename": NOM})
    return told["depositUrl"], told["uri"]


@pytest.mark.parametrize(("query", "headers", "lu"), [
    ("&comp=block&blockid=AAAA", {}, "comp=block"),
    ("&comp=blocklist", {}, "comp=blocklist"),
    ("&Comp=appendblock", {}, "comp=appendblock"),
    ("", {"x-ms-blob-type": "AppendBlob"}, "AppendBlob"),
    ("", {"x-ms-blob-type": "PageBlob"}, "PageBlob"),
    ("", {"Content-Encoding": "gzip"}, "gzip"),
    ("", {"Content-Range": "bytes 0-9/20"}, "Content-Range"),
    ("", {"x-ms-copy-source": "https://a.example.org/b"}, "x-ms-copy-source"),
])  # fmt: skip
def test_a_part_never_takes_the_place_of_the_file(
    maison: Maison, query: str, headers: dict[str, str], lu: str
) -> None:
    url, uri = place(maison)
    assert httpx.put(url, content=BODY, trust_env=False).status_code == 201
    refused = httpx.put(url + query, content=b"part", headers=headers, trust_env=False)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "REQ-208")
    assert lu in refused.json()["message"]
    demande = maison.client.import_fec("D1", uri)
    maison.work()
    assert maison.raw("GET", f"/v1/imports/{demande}/source").content == BODY


@pytest.mark.parametrize("headers", [
    {"x-ms-blob-type": "BlockBlob"}, {"x-ms-blob-type": "blockblob"}, {},
    {"Content-Encoding": "identity"},
])  # fmt: skip
def test_a_whole_file_is_taken(maison: Maison, headers: dict[str, str]) -> None:
    url, _ = place(maison)
    answer = httpx.put(url, content=BODY, headers=headers, trust_env=False)
    assert answer.status_code == 201


@pytest.mark.parametrize("where", ["deposit", "json"])
def test_a_client_that_leaves_is_no_incident(
    maison: Maison, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    url = urlsplit(place(maison)[0] if where == "deposit" else f"{maison.url}{LOOP}/importFEC")
    method = "PUT" if where == "deposit" else "POST"
    keys = "".join(f"{name}: {value}\r\n" for name, value in maison.headers.items())
    with socket.create_connection((url.hostname, url.port)) as conn:
        conn.sendall(
            f"{method} {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n{keys}"
            "Content-Length: 900\r\n\r\n".encode()
            + bytes(100)
        )
        time.sleep(0.5)
    end = time.monotonic() + 30
    while "client left" not in caplog.text:
        assert time.monotonic() < end, caplog.text
        time.sleep(0.05)
    assert "incident" not in caplog.text
    assert "Traceback" not in caplog.text
    assert [r.levelname for r in caplog.records if "client left" in r.message] == ["INFO"]
