"""Comptoir: the counts of who asks, held once for the doors of one server.

The address of every request is counted before a door is chosen; the door says no in its own way,
by what it finds in `debit_of`.
"""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, to_thread

from boucle.config import Config
from boucle.operations.acces.cadence import Cadence, Quota, Verdict, origin
from boucle.store.base.engine import Store

# Threads of their own: handlers that wait never keep a count waiting.
_FILS = 4
_DEBIT = "debit"
_NOMS = ("adresse", "cle", "personne", "imports", "echecs")


class Comptoir:
    """Hold what all counts share: the leases, the quotas, the threads."""

    def __init__(self, config: Config, store: Store) -> None:
        self.cadence = Cadence(store)
        self.quotas = {nom: Quota.read(config, nom) for nom in _NOMS}
        self._fils: CapacityLimiter | None = None

    async def take(self, nom: str, qui: str, *, exact: bool = False) -> Verdict | None:
        """Take a token; None when this quota is not kept."""
        quota = self.quotas[nom]
        if quota is None:
            return None
        verdict = self.cadence.peek(quota, qui)
        if verdict is None:
            self._fils = self._fils or CapacityLimiter(_FILS)
            verdict = await to_thread.run_sync(
                lambda: self.cadence.lease(quota, qui, exact=exact), limiter=self._fils
            )
        return verdict

    async def count_address(self, scope: Any) -> None:
        """Count a request for its address, whatever it asks for, found or not."""
        verdict = await self.take("adresse", address_of(scope))
        scope.setdefault("state", {})[_DEBIT] = verdict


def address_of(scope: Any) -> str:
    """Give what a request is counted under."""
    client = scope.get("client")
    return origin(client[0]) if client else ""


def debit_of(scope: Any) -> Verdict | None:
    """Give the verdict that refuses a request for its address, None when it may pass."""
    verdict: Verdict | None = scope["state"].get(_DEBIT)
    return None if verdict is None or verdict.accorde else verdict
