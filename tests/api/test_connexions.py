"""Connexions: a client that holds connections, or lets nothing move, keeps nobody waiting."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from boucle.config import Config
from rigs.serveur_http import Processus, serving_process

AILLEURS = "127.0.0.2"
SANTE = b"GET /sante HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def reglages(tmp_path: Path) -> Config:
    return Config(donnees=tmp_path)


@pytest.fixture(scope="module")
def commun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processus]:
    """One server with the settings of everybody."""
    with serving_process(Config(donnees=tmp_path_factory.mktemp("commun"))) as server:
        yield server


def connect(port: int, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 30, source_address=(source, 0))


def read_all(conn: socket.socket) -> bytes:
    """Read until the other side closes."""
    got = b""
    try:
        while block := conn.recv(65_536):
            got += block
    except ConnectionResetError:
        got += b"<reset>"
    return got


def ask(port: int, request: bytes = SANTE, source: str = AILLEURS) -> tuple[int, dict[str, object]]:
    """Send bytes on a connection of its own; give the status and the JSON of the first answer."""
    with connect(port, source) as conn:
        conn.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += conn.recv(65_536) or b"<closed>\r\n\r\n"
        head, _, body = got.partition(b"\r\n\r\n")
        length = next(
            (line for line in head.lower().split(b"\r\n") if b"content-length" in line), b":0"
        )
        while len(body) < int(length.partition(b":")[2]):
            body += conn.recv(65_536)
    return int(head.split()[1]), json.loads(body or b"{}")


def code(answer: tuple[int, dict[str, object]]) -> tuple[int, object]:
    """Give the status and the code of a refusal."""
    status, body = answer
    error = body["error"]
    assert isinstance(error, dict)
    return status, error["code"]


@contextmanager
def holding(port: int, count: int, first: bytes) -> Iterator[list[socket.socket]]:
    """Hold so many connections from one address, each with the beginning of a request."""
    with ExitStack() as stack:
        held = []
        for _ in range(count):
            conn = stack.enter_context(connect(port))
            if first:
                conn.send(first)
            held.append(conn)
        yield held


@pytest.mark.parametrize("debut", [b"", b"GET /sante HTTP/1.1\r\nHo"], ids=["idle", "half-open"])
def test_1500_connections_of_one_address_leave_the_others_alone(
    reglages: Config, debut: bytes
) -> None:
    with (
        serving_process(reglages, descripteurs=1_024) as server,
        holding(server.port, 1_500, debut),
    ):
        waits = []
        for _ in range(5):
            begun = time.monotonic()
            assert ask(server.port)[0] == 200
            waits.append(time.monotonic() - begun)
        # The first one comes while the crowd is still being turned away.
        assert waits[0] < 5, waits
        assert sorted(waits)[2] < 1, waits
        assert [line for line in server.log() if "too many" not in line] == []
        assert len(server.log()) == 1


def test_a_full_server_lets_go_of_the_oldest_idle_connection(reglages: Config) -> None:
    with (
        serving_process(replace(reglages, connexions_max=40, connexions_adresse_max=0)) as server,
        holding(server.port, 100, b"GET"),
    ):
        assert ask(server.port)[0] == 200
        assert len(server.log()) == 1


def test_too_many_from_one_address_are_told_so(reglages: Config) -> None:
    with (
        serving_process(replace(reglages, connexions_adresse_max=3)) as server,
        holding(server.port, 3, b""),
    ):
        assert code(ask(server.port, source="127.0.0.1")) == (503, "REQ-034")
        assert ask(server.port)[0] == 200


@pytest.mark.parametrize("permis, statut", [("127.0.0.0/8", 200), ("10.0.0.1", 503)])
def test_a_proxy_may_hold_as_many_as_it_likes(reglages: Config, permis: str, statut: int) -> None:
    with (
        serving_process(replace(reglages, connexions_adresse_max=3, mandataires=permis)) as server,
        holding(server.port, 3, b""),
    ):
        assert ask(server.port, source="127.0.0.1")[0] == statut


def test_headers_body_and_rest_each_have_their_time(reglages: Config) -> None:
    quick = replace(reglages, delai_entetes_s=2, delai_repos_s=2)
    with serving_process(quick) as server, ExitStack() as stack:
        silent, half, kept = (stack.enter_context(connect(server.port)) for _ in range(3))
        half.sendall(b"GET /sante HTTP/1.1\r\nHost: x\r\n")
        kept.sendall(SANTE)
        begun = time.monotonic()
        # A byte from time to time does not make headers last longer.
        time.sleep(1)
        half.sendall(b"X: y\r\n")
        assert read_all(silent) in (b"", b"<reset>")
        assert b"408 Request Timeout" in read_all(half)
        assert read_all(kept).startswith(b"HTTP/1.1 200")
        assert time.monotonic() - begun < 8


def test_a_body_is_cut_when_too_slow_and_left_alone_while_it_moves(reglages: Config) -> None:
    slow = replace(reglages, debit_min_octets=1_000)
    put = b"PUT /depot/1/g/n.txt?se=1&sig=x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
    post = put.replace(b"PUT /depot/1/g/n.txt?se=1&sig=x", b"POST /openapi.json")
    with serving_process(slow) as server, connect(server.port) as stuck:
        # An unsigned deposit is refused before its body: what is left of it has its own time.
        stuck.sendall(put + b"a" * 100)
        assert b"HTTP/1.1 403" in read_all(stuck)
        assert code(ask(server.port, post))[0] == 405


def test_the_listening_address_is_told_once_bound_and_a_taken_one_refused(
    reglages: Config, tmp_path: Path
) -> None:
    with serving_process(reglages) as server:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "boucle",
                "serve",
                "--sans-worker",
                "--port",
                str(server.port),
                "--donnees",
                str(tmp_path / "autre"),
            ],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.splitlines()[0] == (
            f"REQ-040 Le serveur ne peut pas écouter sur 127.0.0.1, port {server.port} : un autre "
            "programme l'occupe."
        )
        assert server.stop() in (0, -15)


def test_what_is_too_long_is_refused_by_its_own_status(commun: Processus) -> None:
    head = b"GET /sante%s HTTP/1.1\r\nHost: x\r\n%s\r\n"

    def answer(url: bytes = b"", headers: bytes = b"") -> tuple[int, object]:
        return code(ask(commun.port, head % (url, headers)))

    assert answer(b"?x=" + b"a" * 20_000) == (414, "REQ-032")
    assert answer(b"?x=" + b"a" * 200_000) == (414, "REQ-032")
    assert answer(b"", b"X: " + b"a" * 40_000 + b"\r\n") == (431, "REQ-033")
    assert answer(b"", b"X: " + b"a" * 200_000 + b"\r\n") == (431, "REQ-033")
    assert answer(b"", b"X y\r\n") == (400, "REQ-030")
    assert answer(b"", b"Transfer-Encoding: gzip\r\n") == (501, "REQ-030")


def test_two_lengths_are_refused_and_nothing_after_them_is_read(commun: Processus) -> None:
    twice = (
        b"POST /loop-api-publiques/importJson HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SANTE
    )
    with connect(commun.port) as conn:
        conn.sendall(twice)
        got = read_all(conn)
    assert got.count(b"HTTP/1.1 ") == 1
    assert got.startswith(b"HTTP/1.1 400 ")
    assert b"REQ-031" in got


def test_garbage_a_thousand_times_is_one_line_of_log(commun: Processus) -> None:
    before = len(commun.log())
    for _ in range(1_000):
        assert code(ask(commun.port, b"\x16\x03\x01\r\n\r\n")) == (400, "REQ-030")
    assert len(commun.log()) <= before + 1
