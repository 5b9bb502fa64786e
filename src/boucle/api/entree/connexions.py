"""Connexions: who may hold a connection, and for how long while nothing moves.

The HTTP itself is uvicorn's, parsed by h11; here are only counts and clocks, which uvicorn has not
(see docs/decisions/0016). Once a second each connection is looked at: headers that do not end, a
body or an answer that does not move, a close that the other side does not see through. A whole
transfer has no limit: four gigabytes over a poor line are honest as long as bytes move.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from boucle.api.wire import refusal
from boucle.errors import Refus
from boucle.errors.demandes.req_debit import (
    ENTETES_TROP_GRANDS,
    REQUETE_ILLISIBLE,
    REQUETE_TROP_LENTE,
    TROP_DE_CONNEXIONS,
    URL_TROP_LONGUE,
)
from boucle.operations.acces.cadence import origin

ENTETES_OCTETS_MAX = 64 * 1_024
"""What h11 holds of a request whose headers are not whole yet: request line and headers."""

HEADERS, BODY, ANSWER, CLOSE, SERVED = (
    "headers not received",
    "body too slow",
    "answer not read",
    "close not seen through",
    "served",
)
_LOG = logging.getLogger("boucle.connexions")
_TICK_S = 1
_FENETRE_S = 30
_ADIEU_S = 5
_RAPPEL_S = 60


@dataclass(frozen=True, slots=True)
class Seuils:
    """Bound connections; `debit_min_octets` is by second, over half a minute."""

    total: int
    par_adresse: int
    entetes_s: int
    debit_min_octets: int
    sans_compte: Callable[[str], bool]


class Portier:
    """Count the connections of one server, and close those that do not move."""

    def __init__(self, seuils: Seuils) -> None:
        self.seuils = seuils
        self.ouvertes: dict[Connexion, None] = {}
        self._adresses: Counter[str] = Counter()
        self._tues: Counter[str] = Counter()
        self._dits: dict[str, int] = {}
        self._now_s = 0

    def admit(self, connexion: Connexion) -> bool:
        """Let a connection in; False when its address or the server holds too many.

        A full server first lets go of the connection that has waited longest for a request.
        """
        adresse = connexion.adresse
        if self._adresses[adresse] >= self.seuils.par_adresse and not self.seuils.sans_compte(
            adresse
        ):
            self.note("refused: too many connections from one address", adresse)
            return False
        if len(self.ouvertes) >= self.seuils.total and not self._let_one_go():
            self.note("refused: too many connections in all", adresse)
            return False
        self._adresses[adresse] += 1
        self.ouvertes[connexion] = None
        return True

    def leave(self, connexion: Connexion) -> None:
        """Count a connection no more."""
        if connexion not in self.ouvertes:
            return
        del self.ouvertes[connexion]
        self._adresses[connexion.adresse] -= 1
        if not self._adresses[connexion.adresse]:
            del self._adresses[connexion.adresse]

    def note(self, what: str, adresse: str) -> None:
        """Log an incident once, then only how often it came again, once a minute."""
        if what in self._dits:
            self._tues[what] += 1
            return
        self._dits[what] = self._now_s
        _LOG.warning("connection %s (%s)", what, adresse)

    async def watch(self) -> None:
        """Look at every connection once a second, until cancelled."""
        while True:
            await asyncio.sleep(_TICK_S)
            self._now_s += _TICK_S
            for connexion in list(self.ouvertes):
                connexion.look(self._now_s)
            for what, since in list(self._dits.items()):
                if self._now_s - since >= _RAPPEL_S:
                    del self._dits[what]
                    if again := self._tues.pop(what, 0):
                        _LOG.warning("connection %s: %d more in a minute", what, again)

    @property
    def now_s(self) -> int:
        """Seconds told by the watch, since it began."""
        return self._now_s

    def _let_one_go(self) -> bool:
        oldest = next((one for one in self.ouvertes if one.waits), None)
        if oldest is None:
            return False
        self.note("closed: the oldest idle one, for the server is full", oldest.adresse)
        self.leave(oldest)
        oldest.transport.abort()
        return True


class Connexion(H11Protocol):
    """One connection of uvicorn, counted and timed. `portier` is set by a subclass made for it."""

    portier: Portier
    adresse = ""
    _refusee = False
    _bouge_s = 0
    _octets = 0
    _vu: tuple[str, int] = ("", 0)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, or answer at once that there are too many."""
        super().connection_made(transport)
        self.adresse = origin(self.client[0]) if self.client else ""
        self._bouge_s = self.portier.now_s
        if not self.portier.admit(self):
            self._say_no(Refus(TROP_DE_CONNEXIONS))
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self.portier.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read, unless the connection was refused: what comes after is let fall."""
        if self._refusee:
            return
        if self.waits and self.timeout_keep_alive_task is not None:
            # The first bytes of one more request: its headers have their own time.
            self._bouge_s = self.portier.now_s
        self._octets += len(data)
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Answer what h11 could not read, in our shape."""
        self.portier.note("refused: not readable as HTTP", self.adresse)
        if not self.waits:
            # An answer is on its way: another one in the middle of it would be read as its part.
            self.transport.abort()
            return
        error = sys.exc_info()[1]
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        begun, _ = self.conn.trailing_data
        if hint != 431:
            self._say_no(Refus(REQUETE_ILLISIBLE), 501 if hint == 501 else 400)
        elif b"\n" in begun:
            self._say_no(Refus(ENTETES_TROP_GRANDS, octets_max=ENTETES_OCTETS_MAX))
        else:
            self._say_no(Refus(URL_TROP_LONGUE, octets_max=ENTETES_OCTETS_MAX))

    def shutdown(self) -> None:
        """Close at the end of the server."""
        if self._refusee:
            self.transport.abort()
        else:
            super().shutdown()

    def resume_writing(self) -> None:
        """Write on: the other side has read what was too much for the buffer."""
        self._vu = ("", 0)
        self._bouge_s = self.portier.now_s
        super().resume_writing()

    @property
    def waits(self) -> bool:
        """True while no request is being served."""
        return self.cycle is None or self.cycle.response_complete

    def look(self, now_s: int) -> None:
        """Close the connection if it has not moved for too long."""
        state, moved, bound = self._state()
        before, seen = self._vu
        if state != before or not bound:
            self._vu = (state, moved)
            # Headers count from the connection or from their first byte, whatever comes since.
            if state != HEADERS or before not in ("", HEADERS):
                self._bouge_s = now_s
            return
        if now_s - self._bouge_s < bound:
            return
        due = self.portier.seuils.debit_min_octets * bound
        if state in (BODY, ANSWER) and abs(moved - seen) >= due:
            self._vu, self._bouge_s = (state, moved), now_s
            return
        self.portier.note(f"closed: {state} in {bound} s", self.adresse)
        if state == HEADERS and self.conn.trailing_data[0]:
            self._say_no(Refus(REQUETE_TROP_LENTE, delai_s=bound))
        else:
            self.transport.abort()

    def _state(self) -> tuple[str, int, int]:
        """Name what is waited for, how many bytes have moved, and how long to wait for more."""
        left = self.transport.get_write_buffer_size()
        if self._refusee or (self.transport.is_closing() and not left):
            return CLOSE, 0, _ADIEU_S
        if self.flow.write_paused or self.transport.is_closing():
            # What is left of a buffer that takes no more only ever gets less.
            return ANSWER, left, _FENETRE_S
        if self.waits:
            kept = self.timeout_keep_alive_task is not None and self.conn.their_state is h11.IDLE
            return HEADERS, 0, 0 if kept else self.portier.seuils.entetes_s
        asked = not self.cycle.waiting_for_100_continue and not self.flow.read_paused
        if self.cycle.more_body and asked:
            return BODY, self._octets, _FENETRE_S
        return SERVED, 0, 0

    def _say_no(self, refus: Refus, status: int = 0) -> None:
        """Write a refusal by hand, since there is no request to answer, and read no more."""
        statut = status or refus.kind.statut
        body = bytes(refusal(refus, statut).content)
        head = [
            b"HTTP/1.1 %d %s" % (statut, STATUS_PHRASES[statut]),
            b"content-type: application/json",
            b"content-length: %d" % len(body),
            b"connection: close",
            b"cache-control: no-store",
            b"x-content-type-options: nosniff",
        ]
        if statut == 503:
            head.append(b"retry-after: 5")
        self._refusee = True
        self._bouge_s = self.portier.now_s
        self.transport.write(b"\r\n".join([*head, b"", body]))
        # Bytes that nobody reads would make the system take the answer back: they are let fall
        # until the other side closes, or the watch does.
        if self.transport.can_write_eof():
            self.transport.write_eof()


def made_for(portier: Portier) -> type[Connexion]:
    """Give the class of connections that this portier counts."""
    return type("ConnexionComptee", (Connexion,), {"portier": portier})


def quiet(record: logging.LogRecord) -> bool:
    """Keep out of the log what the portier counts: one line for each would fill the disk."""
    said: Any = record.msg
    return not str(said).startswith(
        (
            "Invalid HTTP request received.",
            "Unsupported upgrade request.",
            "socket.accept() out of system resource",
        )
    )
