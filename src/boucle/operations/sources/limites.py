"""Limites: how long and how much a source may take, and the clock that holds it to that.

Figures: OWASP ASVS 5.2.1 asks for bounds; these leave a slow but honest host room, and stop one
that would hold a worker for ever, one byte at a time.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from boucle.errors.donnees.src import SOURCE_MUETTE, SOURCE_TROP_LENTE
from boucle.errors.kind import Kind

_DELAIS_S = (60, 300, 900, 3_600)
_DELAI_MAX_S = 6 * 3_600


@dataclass(frozen=True, slots=True)
class Limites:
    """Bound one attempt; milliseconds unless the name says otherwise."""

    connexion_ms: int = 10_000
    premier_octet_ms: int = 30_000
    silence_ms: int = 30_000
    fenetre_ms: int = 60_000
    debit_min_octets_s: int = 32 * 1_024
    total_ms: int = 30 * 60_000
    entetes_octets_max: int = 64 * 1_024
    libre_min_octets: int = 2 * 2**30
    refus_ms: int = 1_000


class TropLent(Exception):
    """The source overstepped a limit of time; kind and delai_s say which."""

    def __init__(self, kind: Kind, delai_ms: int) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.delai_s = -(-delai_ms // 1_000)


def now_ms() -> int:
    """Read the monotonic clock."""
    return time.monotonic_ns() // 1_000_000


class Chrono:
    """Hold one answer to its limits; every method is told the present time in milliseconds."""

    def __init__(self, limites: Limites, now: int) -> None:
        self._limites = limites
        self._debut = now
        self._corps = False
        self._dernier = now
        self._fenetre_debut = now
        self._fenetre_octets = 0
        self.octets = 0

    def begin_body(self, now: int) -> None:
        """The head is read: from here silence and rate count."""
        self._corps = True
        self._dernier = self._fenetre_debut = now

    def wait_ms(self, now: int) -> int:
        """How long the next bytes may still be waited for, at least 1; TropLent when no longer."""
        self._judge(now)
        return max(1, min(self._end_of_silence(), self._debut + self._limites.total_ms) - now)

    def arrived(self, octets: int, now: int) -> None:
        """Count bytes that came; TropLent when they came too late or too few."""
        self._judge(now)
        if not self._corps:
            return
        self.octets += octets
        self._dernier = now
        self._fenetre_octets += octets
        elapsed = now - self._fenetre_debut
        if elapsed >= self._limites.fenetre_ms:
            if self._fenetre_octets * 1_000 < self._limites.debit_min_octets_s * elapsed:
                raise TropLent(SOURCE_TROP_LENTE, now - self._debut)
            self._fenetre_debut, self._fenetre_octets = now, 0

    def give_up(self, now: int) -> TropLent:
        """Say which limit the waiting that just ended without a byte overstepped."""
        if now >= self._debut + self._limites.total_ms:
            return TropLent(SOURCE_TROP_LENTE, now - self._debut)
        return TropLent(SOURCE_MUETTE, now - (self._dernier if self._corps else self._debut))

    def _judge(self, now: int) -> None:
        if now > self._end_of_silence() or now > self._debut + self._limites.total_ms:
            raise self.give_up(now)

    def _end_of_silence(self) -> int:
        if self._corps:
            return self._dernier + self._limites.silence_ms
        return self._debut + self._limites.premier_octet_ms


def delai_s(tentative: int, retry_after_s: int | None = None) -> int:
    """How long to wait after the n-th failed attempt: 1, 5, 15 minutes, then every hour.

    ± 20 %, so that imports cut together do not come back together. A longer wait asked by the
    source is granted, up to six hours.
    """
    base = _DELAIS_S[min(max(tentative, 1), len(_DELAIS_S)) - 1]
    delay = base * (800 + secrets.randbelow(401)) // 1_000
    return max(delay, min(retry_after_s or 0, _DELAI_MAX_S))
