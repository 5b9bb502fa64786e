"""Serveur: a raw-socket HTTP server on loopback that misbehaves exactly as a test asks.

A scenario is a function given the connection and the request; it writes what it likes, byte by
byte. What was asked is kept, so that a test can say how many connections and which headers came.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from boucle.config import Config


@dataclass
class Demande:
    """One request received: its first line and its headers, names in lower case."""

    ligne: str
    entetes: dict[str, str]

    @property
    def debut(self) -> int:
        """First byte asked by Range, 0 without one."""
        return int(self.entetes.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))


Scenario = Callable[[socket.socket, Demande], None]


@dataclass
class Serveur:
    """Serve scenarios in turn, the last one for ever after."""

    scenarios: list[Scenario] = field(default_factory=list)
    demandes: list[Demande] = field(default_factory=list)
    connexions: int = 0
    port: int = 0
    contexte: ssl.SSLContext | None = None

    def url(self, chemin: str = "/x.txt") -> str:
        """Give the address of a file of this server."""
        schema = "https" if self.contexte else "http"
        return f"{schema}://127.0.0.1:{self.port}{chemin}"

    def config(self, config: Config) -> Config:
        """Allow this server, and it alone, beside the public Internet."""
        from dataclasses import replace

        schema = "https" if self.contexte else "http"
        return replace(config, sources_permises=f"{schema}://127.0.0.1:{self.port}")

    def run(self, listening: socket.socket) -> None:
        """Accept connections until the listening socket is closed."""
        while True:
            try:
                conn, _ = listening.accept()
            except OSError:
                return
            self.connexions += 1
            threading.Thread(target=self._serve, args=(conn,), daemon=True).start()

    def _serve(self, conn: socket.socket) -> None:
        conn.settimeout(20)
        try:
            if self.contexte is not None:
                conn = self.contexte.wrap_socket(conn, server_side=True)
            demande = _read_demande(conn)
            self.demandes.append(demande)
            rank = min(len(self.demandes), len(self.scenarios)) - 1
            self.scenarios[rank](conn, demande)
        except (OSError, ValueError):
            pass  # the client left in the middle: what many tests are about
        finally:
            with contextlib.suppress(OSError):
                conn.close()


def _read_demande(conn: socket.socket) -> Demande:
    raw = b""
    while b"\r\n\r\n" not in raw:
        block = conn.recv(65_536)
        if not block:
            raise ValueError("no request")
        raw += block
    first, *lines = raw.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Demande(first, {name.lower(): value.strip() for name, _, value in pairs})


@contextlib.contextmanager
def serving(*scenarios: Scenario, contexte: ssl.SSLContext | None = None) -> Iterator[Serveur]:
    """Start a server on a free loopback port."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        port = listening.getsockname()[1]
        serveur = Serveur(list(scenarios), port=port, contexte=contexte)
        thread = threading.Thread(target=serveur.run, args=(listening,), daemon=True)
        thread.start()
        yield serveur
        listening.shutdown(socket.SHUT_RDWR)


def head(status: str, **entetes: object) -> bytes:
    """Write a status line and headers; `content_length=3` gives `content-length: 3`."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in entetes.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def whole(body: bytes, etag: str = '"v1"', **entetes: object) -> Scenario:
    """Serve a file well: ranges, If-Match, ETag."""

    def scenario(conn: socket.socket, demande: Demande) -> None:
        conn.sendall(_honest_head(body, demande, etag, entetes) + body[demande.debut :])

    return scenario


def _honest_head(body: bytes, demande: Demande, etag: str, entetes: dict[str, object]) -> bytes:
    if demande.entetes.get("if-match", etag) != etag:
        return head("412 Precondition Failed", content_length=0)
    if demande.debut:
        span = f"bytes {demande.debut}-{len(body) - 1}/{len(body)}"
        return head(
            "206 Partial Content",
            content_length=len(body) - demande.debut,
            content_range=span,
            etag=etag,
            **entetes,
        )
    return head("200 OK", content_length=len(body), etag=etag, **entetes)


def cut(body: bytes, at: int, etag: str = '"v1"', *, reset: bool = False) -> Scenario:
    """Announce the whole file and cut after `at` bytes of it, with a FIN or with a RST."""

    def scenario(conn: socket.socket, demande: Demande) -> None:
        conn.sendall(_honest_head(body, demande, etag, {}) + body[demande.debut : at])
        if reset:
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return scenario


def raw(*parts: bytes, pause_s: int = 0) -> Scenario:
    """Send these bytes as they are, with a pause after each, and close."""

    def scenario(conn: socket.socket, _: Demande) -> None:
        for part in parts:
            conn.sendall(part)
            time.sleep(pause_s)

    return scenario


def drip(first: bytes, step: bytes, every_ms: int) -> Scenario:
    """Send a beginning, then a little again and again until the other side gives up."""

    def scenario(conn: socket.socket, _: Demande) -> None:
        conn.sendall(first)
        while True:
            time.sleep(every_ms / 1_000)
            conn.sendall(step)

    return scenario


def silent(conn: socket.socket, _: Demande) -> None:
    """Say nothing until the other side gives up."""
    with contextlib.suppress(OSError):
        conn.recv(1)


def status(line: str, **entetes: object) -> Scenario:
    """Answer a bare status."""
    return raw(head(line, content_length=0, **entetes))
