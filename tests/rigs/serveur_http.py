"""Serveur HTTP: our own server, really listening: in a thread of the test, or in its process."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

from litestar.types import ASGIApp

from boucle.api.service import listen, make_server
from boucle.application import create_application
from boucle.config import Config
from boucle.operations.atelier import Atelier

_START_S = 20
_INVITATION = "Ce lien sert une seule fois"
"""Said beside the first person's link, just after the server says that it serves."""


@contextmanager
def serving(atelier: Atelier) -> Iterator[str]:
    """Serve every door on a free port of the loopback; give the address."""
    app = create_application(atelier.config, atelier)
    with listening(app, atelier.config, atelier.leaving.set) as url:
        yield url


@contextmanager
def listening(
    app: ASGIApp,
    config: Config | None = None,
    leave: Callable[[], None] = lambda: None,
    port: int = 0,
) -> Iterator[str]:
    """Serve one application on the loopback, on a free port or on this one; give the address."""
    config = replace(config or Config(), adresse="127.0.0.1", port=port)
    started = threading.Event()
    with listen(config) as bound:
        server = make_server(app, config, started.set, leave)
        server.config.lifespan = "off"
        port = bound.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        assert started.wait(_START_S), "the server did not start"
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@dataclass(slots=True)
class Processus:
    """A server in a process of its own."""

    port: int
    journal: Path
    process: subprocess.Popen[bytes]
    depart: int = 0

    def log(self) -> list[str]:
        """Give the lines of its log, once it serves, that are not of information."""
        lines = self.journal.read_text("utf-8", "replace").splitlines()
        return [
            line
            for line in lines[self.depart :]
            if "INFO" not in line and not line.startswith(_INVITATION)
        ]

    def stop(self) -> int:
        """End it as an operator does; give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_START_S)


@contextmanager
def serving_process(config: Config, descripteurs: int = 0) -> Iterator[Processus]:
    """Run `boucle serve` with these settings on a free port; descripteurs: its limit of files."""

    def squeeze() -> None:
        if descripteurs:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descripteurs, descripteurs))

    given = {
        f"BOUCLE_{entry.name.upper()}": str(getattr(config, entry.name))
        for entry in fields(config)
        if str(getattr(config, entry.name))
    }
    journal = config.donnees / "serveur.log"
    with journal.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "boucle", "serve", "--sans-worker", "--port", "0"],
            env={**os.environ, **given, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=log,
            preexec_fn=squeeze,
        )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().decode()
        found = re.search(r":(\d+)", said)
        assert found, f"{said!r} {journal.read_text('utf-8', 'replace')}"
        depart = len(journal.read_text("utf-8", "replace").splitlines())
        yield Processus(int(found[1]), journal, process, depart)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def wait_for(what: str, done: object, wait_s: int = _START_S) -> None:
    """Wait until `done()` is true."""
    assert callable(done)
    end = time.monotonic() + wait_s
    while not done():
        assert time.monotonic() < end, f"waited {wait_s} s for {what}"
        time.sleep(0.05)
