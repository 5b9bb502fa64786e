"""Depots: receiving a file at an address that this server signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boucle.errors import Refus
from boucle.errors.req_depot import DEPOT_NON_AUTORISE
from boucle.store.depot import Depot
from boucle.store.depot_local import DepotLocal, Reception

__all__ = ["Reception", "receive"]


@contextmanager
def receive(
    depot: Depot, cabinet_id: int, uri: str, expire_s: int, signature: str, annonces: int | None
) -> Iterator[Reception]:
    """Receive the bytes of one deposit, kept when it is finished.

    Refuses DEPOT_NON_AUTORISE for a wrong or expired signature, and where files are deposited in
    an object storage of their own; then what a reception refuses.
    """
    if not isinstance(depot, DepotLocal):
        raise Refus(DEPOT_NON_AUTORISE)
    depot.check(cabinet_id, uri, expire_s, signature)
    with depot.receive(cabinet_id, uri, annonces) as reception:
        yield reception
