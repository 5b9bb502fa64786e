"""Depots: receiving a file at an address that this server signed, or from this very machine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boucle.errors import Refus
from boucle.errors.demandes.req_depot import DEPOT_NON_AUTORISE, QUOTA_ATTEINT
from boucle.operations.acces.acteur import Acteur
from boucle.operations.atelier import Atelier
from boucle.operations.sources.quota import Place, holding
from boucle.store.fichiers import occupation
from boucle.store.fichiers.depot import Reservation
from boucle.store.fichiers.depot_local import DepotLocal, Reception
from boucle.store.fichiers.partiel import Recu
from boucle.values import Perimetre

__all__ = ["Arrivee", "deposit", "may_use", "receive", "reserve"]


class Arrivee:
    """Take the bytes of one deposit as they come, within the quota of its cabinet."""

    def __init__(self, reception: Reception, place: Place, guid: str) -> None:
        self._reception = reception
        self._place = place
        self._guid = guid

    def write(self, octets: bytes) -> None:
        """Add bytes. Refuses QUOTA_ATTEINT, and what a reception refuses."""
        self._place.hold(self._reception.partiel.taille_octets + len(octets))
        self._reception.write(octets)

    def finish(self) -> Recu:
        """Keep what was received as the deposit; refuses what a reception refuses."""
        recu = self._reception.finish()
        self._place.keep(occupation.DEPOT, self._guid, recu.taille_octets)
        return recu


@contextmanager
def receive(
    atelier: Atelier,
    cabinet_id: int,
    uri: str,
    expire_s: int,
    signature: str,
    annonces: int | None,
) -> Iterator[Arrivee]:
    """Receive the bytes of one deposit, kept when it is finished.

    Refuses DEPOT_NON_AUTORISE for a wrong or expired signature, and where files are deposited in
    an object storage of their own; QUOTA_ATTEINT; then what a reception refuses. To deposit again
    at the same place holds no more than what the new file has beyond the former.
    """
    depot = atelier.depot
    if not isinstance(depot, DepotLocal):
        raise Refus(DEPOT_NON_AUTORISE)
    depot.check(cabinet_id, uri, expire_s, signature)
    cabinet, guid = Perimetre(cabinet_id, 0), _guid(uri)
    with depot.receive(cabinet_id, uri, annonces) as reception:
        with atelier.store.lecture(cabinet) as conn:
            before = occupation.size_of(conn, cabinet, occupation.DEPOT, guid) or 0
        cle = f"{guid}:{uuid.uuid4()}"
        with holding(atelier.store, cabinet, cle, QUOTA_ATTEINT, before) as place:
            place.hold(annonces or 0)
            yield Arrivee(reception, place, guid)


def reserve(atelier: Atelier, acteur: Acteur, nom_fichier: str) -> Reservation:
    """Give a place to deposit a file, for the partenaire of this acteur. Refuses NOM_REFUSE."""
    return atelier.depot.reserve(acteur.cabinet_id, nom_fichier, acteur.partenaire)


def may_use(atelier: Atelier, acteur: Acteur, uri: str) -> bool:
    """True when the acteur's own partenaire reserved this place.

    By partenaire and not by key: a key is replaced every year, and its deposits go on.
    """
    return atelier.depot.belongs(acteur.cabinet_id, uri, acteur.partenaire)


def deposit(atelier: Atelier, acteur: Acteur, path: Path) -> str:
    """Deposit a file of this machine for the acteur's own use, and give its uri.

    Refuses QUOTA_ATTEINT, NOM_REFUSE, and what a reception refuses.
    """
    cabinet, octets = Perimetre(acteur.cabinet_id, 0), path.stat().st_size
    with holding(atelier.store, cabinet, str(uuid.uuid4()), QUOTA_ATTEINT) as place:
        place.hold(octets)
        uri = atelier.depot.deposit(acteur.cabinet_id, path, acteur.partenaire)
        place.keep(occupation.DEPOT, _guid(uri), octets)
    return uri


def _guid(uri: str) -> str:
    return uri.partition("/")[0]
