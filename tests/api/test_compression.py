"""Compression: an answer comes in the coding the client likes best, or as it is."""

from __future__ import annotations

import gzip
import socket
import sys
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from boucle.api.entree.compression import preferred
from boucle.api.entree.gate import PUBLISHED
from boucle.config import Config
from rigs.serveur_http import listening

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXTE = "".join(f"Facture {n} — fournitures\n" for n in range(4_000)).encode()


@dataclass(slots=True)
class Application:
    """Answer one body, in blocks, with these headers; a block waits for `suite` to be asked."""

    blocs: list[bytes]
    entetes: dict[str, str] = field(default_factory=dict)
    statut: int = 200
    suite: list[int] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        import asyncio

        headers = [(name.encode(), value.encode()) for name, value in self.entetes.items()]
        await send({"type": "http.response.start", "status": self.statut, "headers": headers})
        for rank, bloc in enumerate(self.blocs):
            while rank > len(self.suite):
                await asyncio.sleep(0.01)
            await send(
                {
                    "type": "http.response.body",
                    "body": bloc,
                    "more_body": rank + 1 < len(self.blocs),
                }
            )


def get(url: str, accepts: str, path: str = "/") -> tuple[dict[str, str], bytes]:
    """Give the headers and the body as they came."""
    import http.client

    conn = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    conn.putrequest("GET", path, skip_accept_encoding=True)
    if accepts:
        conn.putheader("Accept-Encoding", accepts)
    conn.endheaders()
    answer = conn.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    conn.close()
    return found


@pytest.mark.parametrize(
    "accepts, coding",
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0, zstd", "zstd"),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("br", ""),
        ("GZIP", "gzip"),
        ("gzip;q=x", ""),
        (";;,,", ""),
    ],
)
def test_the_client_chooses(accepts: str, coding: str) -> None:
    chosen = preferred(accepts)
    assert (chosen.nom.decode() if chosen else "") == coding


@pytest.mark.parametrize(
    "accepts, decode",
    [
        ("gzip", gzip.decompress),
        ("zstd", zstd.decompress),
        ("", bytes),
    ],
)
@pytest.mark.parametrize("blocs", [[TEXTE], [TEXTE[:50], TEXTE[50:90_000], TEXTE[90_000:], b""]])
def test_what_comes_out_is_what_went_in(accepts: str, decode: Any, blocs: list[bytes]) -> None:
    app = Application(
        blocs,
        {"content-type": "text/plain", "etag": '"a"', "content-length": str(len(TEXTE))},
        suite=[1] * 9,
    )
    with listening(app) as url:
        headers, body = get(url, accepts)
    assert decode(body) == TEXTE
    assert headers["vary"] == "accept-encoding"
    if accepts:
        assert (headers["content-encoding"], headers["etag"]) == (accepts, 'W/"a"')
        assert len(body) < len(TEXTE) / 4


@pytest.mark.parametrize(
    "app, path",
    [
        (Application([b"a" * 100], {"content-type": "text/plain"}), "/"),
        (Application([TEXTE], {"content-type": "text/event-stream"}), "/"),
        (Application([TEXTE], {"content-type": "application/zip"}), "/"),
        (Application([TEXTE], {"content-type": "text/plain", "content-encoding": "br"}), "/"),
        (Application([TEXTE], {"content-type": "text/plain"}, 206), "/"),
        (
            Application([TEXTE], {"content-type": "application/json"}),
            f"{PUBLISHED}/getFileUrlDeposit",
        ),
    ],
    ids=["small", "events", "zip", "coded", "part", "secret"],
)
def test_what_must_not_be_compressed_is_left_as_it_is(app: Application, path: str) -> None:
    with listening(app) as url:
        headers, body = get(url, "gzip, zstd", path)
    assert body == app.blocs[0]
    assert headers.get("content-encoding") == app.entetes.get("content-encoding")


def test_a_block_is_read_before_the_next_one_is_made() -> None:
    app = Application([b"a" * 5_000, b"b" * 5_000], {"content-type": "text/plain"})
    with listening(app) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), 10) as conn:
            conn.sendall(
                b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
            )
            got = b""
            while first_chunk(got) == b"":
                got += conn.recv(65_536)
            assert zlib.decompressobj(31).decompress(first_chunk(got)) == b"a" * 5_000
            app.suite.append(1)


def first_chunk(got: bytes) -> bytes:
    """Give the first chunk of an answer, b'' while it is not whole."""
    _, _, body = got.partition(b"\r\n\r\n")
    size, _, rest = body.partition(b"\r\n")
    length = int(size, 16) if size else 0
    return rest[:length] if length and len(rest) >= length else b""


def test_the_real_server_compresses_its_contract(tmp_path: Path) -> None:
    from boucle.operations.atelier import Atelier
    from boucle.store.base.schema import create_schema
    from rigs.serveur_http import serving

    atelier = Atelier.open(Config(donnees=tmp_path))
    try:
        create_schema(atelier.store)
        with serving(atelier) as url:
            _, plain = get(url, "", "/openapi.json")
            headers, coded = get(url, "gzip, deflate, br, zstd", "/openapi.json")
    finally:
        atelier.close()
    assert headers["content-encoding"] == "zstd"
    assert zstd.decompress(coded) == plain
    assert len(coded) < len(plain) / 8
