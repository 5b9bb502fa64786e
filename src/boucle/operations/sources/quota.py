"""Quota: the bytes that the files of one cabinet may take, held before they come in.

`BOUCLE_QUOTA_OCTETS`, 0 for none. Deposits, sources of imports and documents count; what a cut
transfer left for the next try does not, nor do the books in the database. A file that was let in
is never refused afterwards: the source of an import takes over the room of its deposit.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from boucle import clock
from boucle.errors import Kind, Refus
from boucle.errors.demandes.req_depot import QUOTA_ATTEINT
from boucle.errors.donnees.src import QUOTA_SOURCE
from boucle.errors.pannes import panne_of
from boucle.incidents import say
from boucle.store.base import traversees
from boucle.store.base.engine import Store
from boucle.store.fichiers import occupation
from boucle.store.fichiers.occupation import QuotaAtteint
from boucle.values import AUCUN, Perimetre

_LOG = logging.getLogger("boucle.quota")
_PAS_OCTETS = 64 * 2**20
_TRANCHE = 500


class Place:
    """Room for one file that comes in, given back unless the file is kept.

    deja: bytes counted already for what the file replaces.
    """

    def __init__(
        self, store: Store, perimetre: Perimetre, cle: str, kind: Kind, deja: int = 0
    ) -> None:
        self._store = store
        self._perimetre = perimetre
        self._cle = cle
        self._kind = kind
        self._deja = deja
        self._held = 0

    def hold(self, octets: int) -> None:
        """Hold room for so many bytes in all, by large steps once it grows; Refus of the kind."""
        wanted = octets - self._deja
        if wanted <= self._held:
            return
        steps = -(-wanted // _PAS_OCTETS) * _PAS_OCTETS if self._held else wanted
        quota = self._store.config.quota_octets
        try:
            with self._store.transaction(self._perimetre) as conn:
                self._held = occupation.put(
                    conn,
                    self._perimetre,
                    occupation.RECEPTION,
                    self._cle,
                    wanted,
                    clock.now(),
                    souhaites=steps,
                    quota=quota,
                )
        except QuotaAtteint as full:
            raise _refusal(self._kind, octets, full, quota) from None

    def keep(self, genre: str, cle: str, octets: int) -> None:
        """Count the file as kept, instead of the room held for it."""
        with self._store.transaction(self._perimetre) as conn:
            occupation.drop(conn, self._perimetre, occupation.RECEPTION, self._cle)
            occupation.put(conn, self._perimetre, genre, cle, octets, clock.now())
        self._held = 0

    def keep_all(self, genre: str, fichiers: dict[str, int]) -> None:
        """Count several files as kept, by their keys, instead of the room held for them."""
        with self._store.transaction(self._perimetre) as conn:
            occupation.drop(conn, self._perimetre, occupation.RECEPTION, self._cle)
            occupation.put_all(conn, self._perimetre, genre, fichiers, clock.now())
        self._held = 0

    def release(self) -> None:
        """Give back what is still held; the sweep does it where the database cannot now."""
        if not self._held:
            return
        try:
            with self._store.transaction(self._perimetre) as conn:
                occupation.drop(conn, self._perimetre, occupation.RECEPTION, self._cle)
        except Exception as error:
            kind = error.kind if isinstance(error, Refus) else panne_of(error)
            cle = f"place {self._cle}" if kind is None else kind.code
            say(_LOG, cle, "room of %s left to the sweep: %s", self._cle, type(error).__name__)


@contextmanager
def holding(
    store: Store, perimetre: Perimetre, cle: str, kind: Kind, deja: int = 0
) -> Iterator[Place]:
    """Hold room for one file as it comes, given back at the end unless it was kept."""
    place = Place(store, perimetre, cle, kind, deja)
    try:
        yield place
    finally:
        place.release()


def count_document(
    store: Store, conn: Connection, perimetre: Perimetre, object_id: str, octets: int
) -> None:
    """Count a document in the transaction that keeps it. Refuses QUOTA_ATTEINT."""
    quota = store.config.quota_octets
    try:
        occupation.put(
            conn, perimetre, occupation.DOCUMENT, object_id, octets, clock.now(), quota=quota
        )
    except QuotaAtteint as full:
        raise _refusal(QUOTA_ATTEINT, octets, full, quota) from None


def count_source(
    store: Store, perimetre: Perimetre, import_id: int, guid: str, octets: int
) -> None:
    """Count the source of an import that is already there, in place of its deposit if any.

    guid: of the deposit, '' without one. Refuses QUOTA_SOURCE when nothing had let the bytes in.
    """
    cle, quota = str(import_id), store.config.quota_octets
    with store.lecture(perimetre) as conn:
        if occupation.size_of(conn, perimetre, occupation.SOURCE, cle) == octets:
            return
    try:
        with store.transaction(perimetre) as conn:
            cut = occupation.drop_receptions(conn, perimetre, import_id)
            cabinet = Perimetre(perimetre.cabinet_id, 0)
            deposited = occupation.drop(conn, cabinet, occupation.DEPOT, guid) if guid else None
            let_in = cut is not None or deposited is not None
            occupation.put(
                conn,
                perimetre,
                occupation.SOURCE,
                cle,
                octets,
                clock.now(),
                quota=0 if let_in else quota,
            )
    except QuotaAtteint as full:
        raise _refusal(QUOTA_SOURCE, octets, full, quota) from None


def forget_receptions(store: Store, perimetre: Perimetre, import_id: int) -> None:
    """Give back what an attempt at an import held when its worker died."""
    with store.transaction(perimetre) as conn:
        occupation.drop_receptions(conn, perimetre, import_id)


def sweep(store: Store, avant: datetime) -> int:
    """Count no more the deposits, and what never finished coming, of before this instant."""
    gone = 0
    while True:
        with store.lecture(AUCUN) as conn:
            todo = traversees.AUX_FICHIERS_DE_PASSAGE.cabinets(conn, avant=avant, limite=_TRANCHE)
        if not todo:
            return gone
        for cabinet_id in todo:
            with store.transaction(Perimetre(cabinet_id, 0)) as conn:
                for row in occupation.outdated(conn, cabinet_id, avant, _TRANCHE):
                    perimetre = Perimetre(cabinet_id, row.dossier_id)
                    occupation.drop(conn, perimetre, row.genre, row.cle)
                    gone += 1


def _refusal(kind: Kind, octets: int, full: QuotaAtteint, quota: int) -> Refus:
    return Refus(kind, octets=octets, utilises=full.utilises, quota=quota)
