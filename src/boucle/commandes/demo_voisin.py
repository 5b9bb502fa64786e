"""DemoVoisin: what the demonstration needs beside the server: a partner's file host, and a way in.

Listens on the loopback only, at a secret address made for this run. A browser tells hosts apart and
not ports: the session that is opened here is one at the console too.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Three quarters of a minute for a file: long enough to be seen coming, short of what is too slow.
_MORCEAUX, _PAUSE_S = 16, 3


class Voisin:
    """The host, open. fichiers: content by name; ferme, occupe, lent are ways to serve them."""

    def __init__(self, fichiers: Mapping[str, bytes], enter: Callable[[], tuple[str, str]]) -> None:
        secret = secrets.token_urlsafe(24)

        class Handler(_Handler):
            pass

        Handler.fichiers, Handler.enter, Handler.secret = fichiers, staticmethod(enter), secret
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.hote = f"127.0.0.1:{self.server.server_address[1]}"
        self.entree = f"http://{self.hote}/{secret}"

    def url(self, lieu: str, nom: str) -> str:
        """Give the address of a file, served in the way that is named."""
        return f"http://{self.hote}/{lieu}/{nom}"


class _Handler(BaseHTTPRequestHandler):
    fichiers: Mapping[str, bytes]
    enter: Callable[[], tuple[str, str]]
    secret: str

    def do_GET(self) -> None:
        """Open a session by the secret address, or serve a file."""
        _, lieu, *nom = self.path.split("/", 2)
        if secrets.compare_digest(lieu, self.secret):
            cookie, adresse = type(self).enter()
            self._say(HTTPStatus.SEE_OTHER, ("Set-Cookie", cookie), ("Location", adresse))
        elif lieu == "lent" and nom and nom[0] in self.fichiers:
            self._serve(self.fichiers[nom[0]])
        elif lieu == "occupe":
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, ("Retry-After", "3600"))
        else:
            self._say(HTTPStatus.FORBIDDEN)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: the address of the way in is a secret."""

    def _say(self, status: HTTPStatus, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", "0"), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()

    def _serve(self, content: bytes) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", f"{len(content)}")
        self.end_headers()
        with suppress(OSError):
            step = -(-len(content) // _MORCEAUX)
            for at in range(0, len(content), step):
                self.wfile.write(content[at : at + step])
                time.sleep(_PAUSE_S)


@contextmanager
def voisin(fichiers: Mapping[str, bytes], enter: Callable[[], tuple[str, str]]) -> Iterator[Voisin]:
    """Listen while the demonstration lasts. enter: opens a session, gives its cookie and a page."""
    opened = Voisin(fichiers, enter)
    thread = threading.Thread(target=opened.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield opened
    finally:
        opened.server.shutdown()
        opened.server.server_close()
        thread.join()
