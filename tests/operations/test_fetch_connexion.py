"""Fetch: to which addresses a connection goes, in which order, and how long each thing may take."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpcore
import pytest

from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.sources import fetch as module
from boucle.operations.sources.fetch import SecretUrl, fetch
from boucle.operations.sources.garde import AdresseRefusee
from boucle.operations.sources.limites import Chrono, Limites
from rigs import serveur as s

from .test_fetch import AMPLE

LONG = Limites(connexion_ms=1_000_000, premier_octet_ms=500_000, libre_min_octets=0)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Stop the clock, and keep each address that a connection goes to, with its time."""
    kept: list[tuple[str, float]] = []
    real = httpcore.SyncBackend.connect_tcp

    def connect(self: Any, host: str, port: int, timeout: Any = None, *given: Any) -> Any:
        kept.append((host, timeout))
        return real(self, host, port, 5, *given)

    monkeypatch.setattr(module, "now_ms", lambda: 7_000)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return kept


def test_addresses_are_tried_in_turn_and_share_the_time(asked: list[tuple[str, float]]) -> None:
    """Only the last one listens: each has its share of what is left."""
    with s.serving(s.silent) as serveur:
        for limites, expected in (
            (LONG, [333.333, 500.0, 1_000.0]),
            (replace(LONG, connexion_ms=0), [0.001] * 3),
        ):
            backend = module._Backend(["127.0.0.2", "127.0.0.3", "127.0.0.1"], limites)
            backend.connect_tcp("ignored", serveur.port).close()
            names, times = zip(*asked, strict=True)
            assert (names, list(times)) == (("127.0.0.2", "127.0.0.3", "127.0.0.1"), expected)
            asked.clear()


def test_where_nobody_listens_is_as_an_address_that_is_refused() -> None:
    with s.serving(s.silent) as serveur:
        port = serveur.port
    with pytest.raises(AdresseRefusee):
        module._Backend(["127.0.0.1", "127.0.0.2"], AMPLE).connect_tcp("ignored", port)


@contextmanager
def full(address: str, port: int) -> Iterator[None]:
    """Listen without ever accepting, behind as many connections as the system holds."""
    with ExitStack() as held:
        listening = held.enter_context(socket.socket())
        listening.bind((address, port))
        listening.listen(0)
        for _ in range(8):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex((address, port))
        yield


def test_an_address_that_never_answers_leaves_its_turn(tmp_path: Path) -> None:
    limites = replace(AMPLE, connexion_ms=400)
    with s.serving(s.whole(b"abc")) as serveur, full("127.0.0.2", serveur.port):
        config = Config(sources_permises=f"http://127.0.0.0/8:{serveur.port}")
        url = SecretUrl(f"http://a.example.com:{serveur.port}/x")

        def reach(*addresses: str) -> None:
            fetch(url, tmp_path / "x", config, limites=limites, resolve=lambda *_: [*addresses])

        reach("127.0.0.2", "127.0.0.1")
        assert (tmp_path / "x").read_bytes() == b"abc"
        with pytest.raises(Refus, match="SRC-001"):
            reach("127.0.0.2")


def test_a_host_that_answers_no_handshake_is_out_of_reach(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        config = Config(sources_permises=f"127.0.0.1:{port}")
        url = SecretUrl(f"https://127.0.0.1:{port}/x")
        with pytest.raises(Refus, match="SRC-001"):
            fetch(url, tmp_path / "x", config, limites=replace(AMPLE, connexion_ms=200))


def test_a_connection_that_leads_elsewhere_is_closed_at_once(tmp_path: Path) -> None:
    """The system reaches 127.0.0.1 when asked for 0.0.0.0."""
    read: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            conn, _ = listening.accept()
            conn.settimeout(1)
            read.append(conn.recv(1))

        serving = threading.Thread(target=serve)
        serving.start()
        with pytest.raises(AdresseRefusee) as caught:
            module._Backend(["0.0.0.0"], AMPLE).connect_tcp("ignored", port)
        serving.join()
    # Closed, not forgotten: what the refusal holds on to is alive.
    assert (read, caught.value.__traceback__ is not None) == ([b""], True)


class Temoin(httpcore.NetworkStream):
    """A real connection, each use of which is kept with the time it was given."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self.inner = inner
        self.uses: list[tuple[Any, ...]] = []

    def read(self, max_bytes: int, timeout: Any = None) -> bytes:
        self.uses.append(("read", max_bytes, timeout))
        return self.inner.read(max_bytes, 5)

    def write(self, buffer: bytes, timeout: Any = None) -> None:
        self.uses.append(("write", buffer, timeout))
        self.inner.write(buffer, 5)

    def close(self) -> None:
        self.uses.append(("close",))
        self.inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: Any = None, timeout: Any = None
    ) -> httpcore.NetworkStream:
        self.uses.append(("start_tls", server_hostname, timeout))
        return self

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def test_each_use_of_a_connection_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a whole time for the first byte, the deadline of the connection for the handshake."""
    monkeypatch.setattr(module, "now_ms", lambda: 7_000)
    backend = module._Backend(["127.0.0.1"], LONG)
    with s.serving(s.raw(b"abc")) as serveur:
        temoin = Temoin(httpcore.SyncBackend().connect_tcp("127.0.0.1", serveur.port))
        for deadline, handshake_s in ((407_000, 400.0), (7_001, 0.001), (6_000, 0.001)):
            stream = module._Stream(temoin, Chrono(LONG, 7_000), backend, deadline)
            inside = stream.start_tls(None, "x.fr")  # type: ignore[arg-type]
            assert temoin.uses.pop() == ("start_tls", "x.fr", handshake_s)
        assert inside.get_extra_info("server_addr") == ("127.0.0.1", serveur.port)
        inside.write(b"GET / HTTP/1.1\r\n\r\n")
        assert inside.read(3) == b"abc"
        backend.trailing = False
        inside.close()
    assert temoin.uses == [
        ("write", b"GET / HTTP/1.1\r\n\r\n", 500.0),
        ("read", 3, 500.0),
        ("read", 1, 1),
        ("close",),
    ]
    assert backend.trailing is False
