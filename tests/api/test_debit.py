"""Débit: a transfer that moves goes to its end, one that does not is cut and leaves nothing."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from boucle.api.entree import connexions
from boucle.config import Config
from boucle.operations.acces import cles
from boucle.operations.atelier import Atelier
from boucle.store.base.schema import create_schema
from boucle.store.fiches import dossiers
from rigs.serveur_http import listening, serving


@dataclass(slots=True)
class Porte:
    """A server whose window is two seconds, at 1,000 bytes by second, and a key."""

    url: str
    cle: dict[str, str]

    @property
    def adresse(self) -> tuple[str, int]:
        host, _, port = self.url.removeprefix("http://").partition(":")
        return host, int(port)

    def deposit_address(self) -> str:
        answer = httpx.get(
            f"{self.url}/loop-api-publiques/getFileUrlDeposit?filename=f.txt", headers=self.cle
        )
        return str(answer.json()["depositUrl"])


@pytest.fixture
def porte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Porte]:
    monkeypatch.setattr(connexions, "_FENETRE_S", 2)
    config = replace(Config(donnees=tmp_path), debit_min_octets=1_000, delai_entetes_s=2)
    with closing(Atelier.open(config)) as atelier:
        create_schema(atelier.store)
        with atelier.store.transaction(None) as conn:
            dossiers.create_cabinet(conn, "CAB", "Cabinet")
        made = cles.create(atelier.store, "CAB", nom="K", partenaire="P", codes=None)
        with serving(atelier) as url:
            yield Porte(
                url,
                {
                    "Ocp-Apim-Subscription-Key": made.abonnement,
                    "x-apikey": made.x_apikey,
                },
            )


def put(porte: Porte, length: int) -> socket.socket:
    """Begin a deposit of so many bytes."""
    path = porte.deposit_address().removeprefix(porte.url)
    conn = socket.create_connection(porte.adresse, 15)
    conn.sendall(f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
    return conn


def drip(conn: socket.socket, octets: int, times: int) -> bool:
    """Send so many bytes every half second; False when the other side has closed."""
    try:
        for _ in range(times):
            conn.sendall(b"a" * octets)
            time.sleep(0.5)
    except OSError:
        return False
    return True


def test_a_slow_deposit_that_moves_ends_well(porte: Porte) -> None:
    with put(porte, 14 * 1_500) as conn:
        assert drip(conn, 1_500, 14)
        assert conn.recv(100).startswith(b"HTTP/1.1 201")


def test_a_deposit_that_hardly_moves_is_cut(porte: Porte) -> None:
    with put(porte, 1_000_000) as conn:
        assert not drip(conn, 50, 20)


def test_an_answer_that_nobody_reads_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connexions, "_FENETRE_S", 2)
    ended: list[bool] = []

    async def endless(scope: object, receive: object, send: object) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start)  # type: ignore[operator]
        # Once the connection is gone, what is sent is let fall: the count says when.
        for _ in range(2_000):
            await send(  # type: ignore[operator]
                {"type": "http.response.body", "body": b"a" * 65_536, "more_body": True}
            )
        ended.append(True)

    with listening(endless) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), 15) as conn:
            conn.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            until = time.monotonic() + 15
            while not ended and time.monotonic() < until:
                time.sleep(0.1)
            assert ended == [True]


def test_a_body_too_large_is_refused_as_soon_as_it_is_known(porte: Porte) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in porte.cle.items())
    begin = f"POST /loop-api-publiques/importFEC HTTP/1.1\r\nHost: x\r\n{head}"
    with socket.create_connection(porte.adresse, 15) as conn:
        conn.sendall(f"{begin}Content-Length: {10**10}\r\n\r\n".encode())
        assert conn.recv(100).startswith(b"HTTP/1.1 413")
    with socket.create_connection(porte.adresse, 15) as conn:
        conn.sendall(f"{begin}Transfer-Encoding: chunked\r\n\r\n".encode())
        with suppress(OSError):
            for _ in range(70):
                conn.sendall(b"100000\r\n" + b" " * 2**20 + b"\r\n")
        assert conn.recv(100).startswith(b"HTTP/1.1 413")
