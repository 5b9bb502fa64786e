"""Serveur HTTP: our own server, really listening, in a thread of the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from litestar.types import ASGIApp

from boucle.application import create_application
from boucle.operations.atelier import Atelier

_START_S = 20


@contextmanager
def serving(atelier: Atelier) -> Iterator[str]:
    """Serve every door on a free port of the loopback; give the address."""
    with listening(create_application(atelier.config, atelier)) as url:
        yield url


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Serve one application on a free port of the loopback; give the address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="error", access_log=False, lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + _START_S
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
