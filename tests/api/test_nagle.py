"""Nagle: the body of an answer does not wait for the client to acknowledge its head."""

from __future__ import annotations

import socket
from pathlib import Path

from boucle.api.service import listen
from boucle.config import Config


def test_the_socket_says_that_it_is_tcp(tmp_path: Path) -> None:
    """Without which asyncio leaves Nagle's algorithm on."""
    bound = listen(Config(donnees=tmp_path, port=0))
    try:
        bound.listen()
        with socket.create_connection(bound.getsockname()[:2]):
            accepted, _ = bound.accept()
            assert accepted.proto == socket.IPPROTO_TCP
            accepted.close()
    finally:
        bound.close()
