"""Cadence: how often one may ask; tokens taken from shared buckets, a few at a time.

A process takes tokens from the row in the database by small leases, which grow while they are soon
used up and lapse in five seconds: a busy key costs one statement for dozens of requests, and all
the servers together never give more than the bucket holds. A refusal is remembered until its time.
"""

from __future__ import annotations

import ipaddress
import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass

from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_debit import CADENCE_INVALIDE
from boucle.incidents import say
from boucle.operations.sources.limites import now_ms
from boucle.store.acces.cadence import Cadences
from boucle.store.base.engine import Store

_LOG = logging.getLogger("boucle.cadence")
_NOMS_MAX = 20_000
_BAIL_MS = 5_000
_PART = 50
_BALAI_MS = 600_000
_SECONDE_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Quota:
    """So many requests in so many seconds, all at once if one likes."""

    nom: str
    nombre: int
    fenetre_s: int

    @property
    def jeton_us(self) -> int:
        """How long one token takes to come back."""
        return max(1, self.fenetre_s * _SECONDE_US // self.nombre)

    @classmethod
    def read(cls, config: Config, nom: str) -> Quota | None:
        """Read `cadence_<nom>` of the settings, as 600/60; None for 0. Refuses CADENCE_INVALIDE."""
        raw = str(getattr(config, f"cadence_{nom}"))
        if raw == "0":
            return None
        nombre, _, fenetre = raw.partition("/")
        if not all(part.isascii() and part.isdigit() and int(part) for part in (nombre, fenetre)):
            raise Refus(CADENCE_INVALIDE, variable=f"BOUCLE_CADENCE_{nom.upper()}", lu=raw[:40])
        return cls(nom, int(nombre), int(fenetre))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was answered: granted or not, tokens left, seconds until more or until all are back."""

    accorde: bool
    reste: int
    dans_s: int


@dataclass(slots=True)
class _Bail:
    jetons: int = 0
    pas: int = 1
    pris_ms: int = 0
    reste: int = 0
    plein_ms: int = 0
    refus_ms: int = 0


class Cadence:
    """Hold the leases of one process; at most so many names, the least lately used go."""

    def __init__(self, store: Store) -> None:
        self._cadences = Cadences(store)
        self._baux: OrderedDict[str, _Bail] = OrderedDict()
        self._lock = threading.Lock()
        self._balai_ms = now_ms() + _BALAI_MS

    def peek(self, quota: Quota, qui: str) -> Verdict | None:
        """Take a token from the lease at hand, or None when the database must be asked."""
        now = now_ms()
        with self._lock:
            bail = self._baux.get(f"{quota.nom}:{qui}")
            if bail is None:
                return None
            if bail.refus_ms > now:
                return Verdict(False, 0, -(-(bail.refus_ms - now) // 1_000))
            if not bail.jetons or now - bail.pris_ms > _BAIL_MS:
                return None
            bail.jetons -= 1
            return _granted(bail, now)

    def lease(self, quota: Quota, qui: str, *, exact: bool = False) -> Verdict:
        """Take a token of the database's bucket, and some more for the next ones unless exact.

        A database that does not answer refuses nobody: what is asked of it next will say so.
        """
        nom, now = f"{quota.nom}:{qui}", now_ms()
        with self._lock:
            bail = self._baux.pop(nom, None) or _Bail()
            soon = bool(bail.pris_ms) and not bail.jetons and now - bail.pris_ms <= _BAIL_MS
            bail.pas = min(bail.pas * 2, max(1, quota.nombre // _PART)) if soon else 1
            wanted = 1 if exact else bail.pas
        try:
            prise = self._cadences.take(nom, wanted, quota.jeton_us, quota.nombre * quota.jeton_us)
            self._sweep(now)
        except Refus as refus:
            said = "the shared buckets do not answer, nobody is slowed down: %s"
            say(_LOG, refus.kind.code, said, refus)
            return Verdict(True, quota.nombre, 0)
        with self._lock:
            bail.pris_ms = now
            bail.plein_ms = now + prise.plein_us // 1_000
            room_us = quota.nombre * quota.jeton_us - prise.plein_us
            bail.reste = max(0, room_us) // quota.jeton_us
            self._keep(nom, bail)
            if prise.jetons:
                bail.jetons = prise.jetons - 1
                return _granted(bail, now)
            wait_ms = max(1, -(-(quota.jeton_us - room_us) // 1_000))
            bail.jetons, bail.refus_ms = 0, now + wait_ms
            return Verdict(False, 0, -(-wait_ms // 1_000))

    def take(self, quota: Quota, qui: str, *, exact: bool = False) -> Verdict:
        """Take a token, wherever it is."""
        return self.peek(quota, qui) or self.lease(quota, qui, exact=exact)

    def close(self) -> None:
        """Let the buckets go."""
        self._cadences.close()

    def _keep(self, nom: str, bail: _Bail) -> None:
        self._baux[nom] = bail
        while len(self._baux) > _NOMS_MAX:
            self._baux.popitem(last=False)

    def _sweep(self, now: int) -> None:
        if now >= self._balai_ms:
            self._balai_ms = now + _BALAI_MS
            self._cadences.sweep()


def origin(hote: str) -> str:
    """Give what one client holds: an IPv4 address, or the 64 bits of a network of IPv6."""
    try:
        adresse = ipaddress.ip_address(hote)
    except ValueError:
        return hote[:64]
    if isinstance(adresse, ipaddress.IPv4Address):
        return str(adresse)
    if adresse.ipv4_mapped is not None:
        return str(adresse.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(adresse) >> 64 << 64, 64)))


def _granted(bail: _Bail, now: int) -> Verdict:
    return Verdict(True, bail.reste + bail.jetons, max(0, -(-(bail.plein_ms - now) // 1_000)))
