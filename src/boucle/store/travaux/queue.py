"""Queue: handing imports to workers, by lane, each cabinet in its turn, by lease and token.

A process remembers whom it served last: in each lane the next cabinet has its turn, in it the next
dossier, and there the oldest import. Candidates are read without a lock, then taken by
compare-and-set on the token: the same text runs on SQLite, PostgreSQL and a distributed
PostgreSQL, where SKIP LOCKED cannot. Leases are judged by the database's clock.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, text

from boucle.compta.etat import Etat
from boucle.compta.voie import TOUTES, Voie
from boucle.store.base import traversees
from boucle.store.base.engine import Store, enter
from boucle.store.travaux.imports import LIBRE, MoveLost, here, import_comptable, move
from boucle.values import AUCUN, Perimetre

_C = import_comptable.c
_PERSONNE = 0
"""Stands before the first cabinet and the first dossier: those that wait are numbered from 1."""
_CANDIDATES = 20
_TOURS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Tache:
    """One import held by a worker: `jeton` fences its writes and names its attempt.

    repris_de: the worker whose lease ran out, '' when the import was free.
    """

    perimetre: Perimetre
    import_id: int
    jeton: int
    voie: Voie
    repris_de: str = ""


class Tournee:
    """Whose turn it is, as the threads of one process see it together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._served: dict[tuple[int, ...], int] = {}

    def last(self, *of: int) -> int:
        """Give who was served last: a cabinet of a lane, or a dossier of a lane and a cabinet."""
        with self._lock:
            return self._served.get(of, _PERSONNE)

    def note(self, served: int, *of: int) -> None:
        """Note who has just been served."""
        with self._lock:
            if len(self._served) >= _TOURS_MAX:
                self._served.clear()
            self._served[of] = served


def claim(
    store: Store,
    moi: str,
    bail_s: int,
    voies: Sequence[Voie] = TOUTES,
    tournee: Tournee | None = None,
    sauf: Collection[int] = (),
) -> Tache | None:
    """Take an import whose lease ran out, or the next of the first of these lanes that has one.

    sauf: cabinets passed over. None when there is none, or when others were quicker each time.
    """
    for row in _candidates(store, voies, tournee or Tournee(), sauf):
        tache = _take(store, row, moi, bail_s)
        if tache is not None:
            return tache
    return None


def _candidates(
    store: Store, voies: Sequence[Voie], tournee: Tournee, sauf: Collection[int]
) -> list[Any]:
    with store.lecture(AUCUN) as conn:
        now = store.maintenant(conn)
        expired: list[Any] = []
        for cabinet_id in traversees.BAIL_ECHU.cabinets(
            conn, voies=traversees.liste_voies(voies), avant=now, limite=_CANDIDATES
        ):
            enter(conn, cabinet_id)
            over = (_C.cabinet_id == cabinet_id, text("etat = 'en_cours'"), _C.bail_fin < now)
            expired += _read(conn, (*over, _C.voie.in_(voies)), _C.bail_fin)
        for voie in voies:
            found = _next_cabinet(conn, voie, now, tournee.last(voie), sauf)
            if found is not None:
                break
        else:
            return expired
        tournee.note(found, voie)
        enter(conn, found)
        free = (text(LIBRE), _C.voie == voie, _C.prochain_essai <= now, _C.cabinet_id == found)
        dossier_id = _next(conn, free, tournee.last(voie, found))
        assert dossier_id is not None
        tournee.note(dossier_id, voie, found)
        waiting = _read(conn, (*free, _C.dossier_id == dossier_id), _C.prochain_essai)
    # Shuffled, so that many workers do not all try the same one.
    return [*expired, *random.sample(list(waiting), len(waiting))]


def _next_cabinet(
    conn: Connection, voie: Voie, now: datetime, last: int, sauf: Collection[int]
) -> int | None:
    """Give the first cabinet that waits after the last one served, or the first of all."""
    for after in dict.fromkeys((last, _PERSONNE)):
        found: int | None = after
        while found is not None:
            found = traversees.EN_ATTENTE.cabinet(conn, voie=voie, avant=now, apres=found)
            if found is not None and found not in sauf:
                return found
    return None


def _next(conn: Connection, where: tuple[Any, ...], last: int) -> int | None:
    """Give the first dossier after the last one served, or the first of all."""
    column = _C.dossier_id
    for after in dict.fromkeys((last, _PERSONNE)):
        query = select(column).where(*where, column > after).order_by(column).limit(1)
        found: int | None = conn.execute(query).scalar()
        if found is not None:
            return found
    return None


def _read(conn: Connection, where: tuple[Any, ...], order: Any) -> Sequence[Any]:
    query = (
        select(_C.cabinet_id, _C.dossier_id, _C.import_id, _C.etat, _C.jeton, _C.voie, _C.bail_par)
        .where(*where)
        .order_by(order)
        .limit(_CANDIDATES)
    )
    return conn.execute(query).all()


def _take(store: Store, row: Any, moi: str, bail_s: int) -> Tache | None:
    perimetre = Perimetre(row.cabinet_id, row.dossier_id)
    try:
        with store.transaction(perimetre) as conn:
            now = store.maintenant(conn)
            move(
                conn,
                perimetre,
                row.import_id,
                Etat(row.etat),
                Etat.EN_COURS,
                now,
                auteur=moi,
                jeton=row.jeton,
                values={
                    "jeton": _C.jeton + 1,
                    "bail_par": moi,
                    "bail_fin": now + timedelta(seconds=bail_s),
                    "etape": "",
                    "progression": 0,
                },
            )
    except MoveLost:
        return None
    return Tache(perimetre, row.import_id, row.jeton + 1, Voie(row.voie), row.bail_par)


def hand_over(store: Store, tache: Tache, moi: str, voie: Voie) -> None:
    """Put an import that is under way in another lane, where any worker may take it up now.

    Its state stays: whoever follows it never sees it go back. Raises MoveLost.
    """
    with store.transaction(tache.perimetre) as conn:
        now = store.maintenant(conn)
        move(
            conn,
            tache.perimetre,
            tache.import_id,
            Etat.EN_COURS,
            Etat.EN_COURS,
            now,
            auteur=moi,
            jeton=tache.jeton,
            values={"voie": voie, "bail_par": "", "bail_fin": None, "prochain_essai": now},
        )


def renew(store: Store, tache: Tache, bail_s: int, etape: str, progression: int) -> bool:
    """Hold on to an import and say how far it is; False when the lease was lost."""
    with store.transaction(tache.perimetre) as conn:
        done = conn.execute(
            import_comptable.update()
            .where(
                here(tache.perimetre, tache.import_id),
                _C.etat == Etat.EN_COURS,
                _C.jeton == tache.jeton,
            )
            .values(
                bail_fin=store.maintenant(conn) + timedelta(seconds=bail_s),
                etape=etape,
                progression=progression,
            )
        )
    return done.rowcount == 1


def to_sweep(conn: Connection, cabinet_id: int, limit: int) -> Sequence[Any]:
    """List imports of a cabinet that left lines nobody may see."""
    query = (
        select(_C.dossier_id, _C.import_id, _C.etat, _C.tentative)
        .where(_C.cabinet_id == cabinet_id, _C.a_balayer)
        .order_by(_C.modifie_le)
        .limit(limit)
    )
    return conn.execute(query).all()


def swept(conn: Connection, perimetre: Perimetre, import_id: int, *, kept: bool) -> None:
    """Note that nothing is left to sweep for an import; kept: its lines and its lot stay."""
    values = (
        {"a_balayer": False}
        if kept
        else {
            "a_balayer": False,
            "lot_empreinte": None,
            "lot_octets": None,
        }
    )
    conn.execute(import_comptable.update().where(here(perimetre, import_id)).values(**values))
