"""Ecoute: a stream of events as a browser follows it, over a real connection."""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

_DELAI_S = 10


@dataclass
class Ecoute:
    """What came on one stream: facts, each with its id, and its end."""

    reponse: httpx.Response
    recus: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    finie: threading.Event = field(default_factory=threading.Event)
    dernier: str = ""

    def next(self, seconds: float = _DELAI_S) -> dict[str, Any]:
        """Give the next facts, `numero` among them."""
        return self.recus.get(timeout=seconds)

    def until(self, genre: str) -> list[str]:
        """Read up to this kind of event; give the kinds that came."""
        seen = []
        while genre not in seen:
            seen.append(str(self.next().get("genre")))
        return seen

    def silent(self, seconds: float) -> bool:
        """True when nothing comes for a time."""
        time.sleep(seconds)
        return self.recus.empty()

    def read(self) -> None:
        """Read to the end; what is cut ends too."""
        data = ""
        try:
            for line in self.reponse.iter_lines():
                name, _, value = line.partition(": ")
                if name == "data":
                    data = value
                elif name == "id":
                    self.dernier = value
                elif not line and data:
                    self.recus.put({**json.loads(data), "numero": int(self.dernier)})
                    data = ""
        except (httpx.HTTPError, httpx.StreamClosed):
            pass
        finally:
            self.finie.set()


@contextmanager
def ecoute(url: str, jeton: str, depuis: int | str = "", dernier: str = "") -> Iterator[Ecoute]:
    """Follow from a cursor; dernier: the `Last-Event-ID` of who comes back."""
    headers = {"accept": "text/event-stream", "cookie": f"boucle={jeton}"}
    if dernier:
        headers["last-event-id"] = dernier
    with (
        httpx.Client(timeout=httpx.Timeout(5, read=60)) as client,
        client.stream(
            "GET", f"{url}/evenements", params={"depuis": depuis}, headers=headers
        ) as answer,
    ):
        heard = Ecoute(answer)
        thread = threading.Thread(target=heard.read, daemon=True)
        thread.start()
        try:
            yield heard
        finally:
            # A socket that another thread reads is not closed by closing it.
            with contextlib.suppress(OSError):
                wire = answer.extensions["network_stream"].get_extra_info("socket")
                wire.shutdown(socket.SHUT_RDWR)
            thread.join()
