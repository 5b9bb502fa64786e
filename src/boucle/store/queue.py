"""Queue: handing imports to workers, by lease and token.

Candidates are read without a lock, then taken by compare-and-set on the token: the same text runs
on SQLite, PostgreSQL and a distributed PostgreSQL, where SKIP LOCKED cannot. Leases are judged by
the database's clock.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from boucle.compta.etat import Etat
from boucle.store.engine import Store
from boucle.store.imports import MoveLost, import_comptable, move
from boucle.values import Perimetre

_C = import_comptable.c
_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Tache:
    """One import held by a worker: `jeton` fences its writes and names its attempt."""

    perimetre: Perimetre
    import_id: int
    jeton: int


def claim(store: Store, moi: str, bail_s: int) -> Tache | None:
    """Take the next import that waits, or one whose lease ran out; None when there is none."""
    with store.lecture(None) as conn:
        now = store.maintenant(conn)
        waiting = _candidates(
            conn, (_C.etat == Etat.EN_ATTENTE, _C.prochain_essai <= now),
            (_C.priorite.desc(), _C.prochain_essai),
        )
        expired = _candidates(
            conn, (_C.etat == Etat.EN_COURS, _C.bail_fin < now), (_C.bail_fin,)
        )
    # Shuffled, so that many workers do not all try the same one.
    candidates = list(expired) + random.sample(list(waiting), len(waiting))
    for row in candidates:
        tache = _take(store, row, moi, bail_s)
        if tache is not None:
            return tache
    return None


def _candidates(conn: Connection, where: tuple[Any, ...], order: tuple[Any, ...]) -> Sequence[Any]:
    query = (
        select(_C.cabinet_id, _C.dossier_id, _C.import_id, _C.etat, _C.jeton)
        .where(*where)
        .order_by(*order)
        .limit(_CANDIDATES)
    )
    return conn.execute(query).all()


def _take(store: Store, row: Any, moi: str, bail_s: int) -> Tache | None:
    perimetre = Perimetre(row.cabinet_id, row.dossier_id)
    try:
        with store.transaction(perimetre) as conn:
            now = store.maintenant(conn)
            move(
                conn, perimetre, row.import_id, Etat(row.etat), Etat.EN_COURS, now,
                auteur=moi, jeton=row.jeton,
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
    return Tache(perimetre, row.import_id, row.jeton + 1)


def renew(store: Store, tache: Tache, bail_s: int, etape: str, progression: int) -> bool:
    """Hold on to an import and say how far it is; False when the lease was lost."""
    with store.transaction(tache.perimetre) as conn:
        done = conn.execute(
            import_comptable.update()
            .where(
                _C.cabinet_id == tache.perimetre.cabinet_id,
                _C.dossier_id == tache.perimetre.dossier_id,
                _C.import_id == tache.import_id,
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


def to_sweep(conn: Connection, limit: int) -> Sequence[Any]:
    """List imports that left lines nobody may see."""
    query = (
        select(_C.cabinet_id, _C.dossier_id, _C.import_id, _C.etat, _C.tentative)
        .where(_C.a_balayer)
        .order_by(_C.modifie_le)
        .limit(limit)
    )
    return conn.execute(query).all()


def swept(conn: Connection, perimetre: Perimetre, import_id: int) -> None:
    """Note that nothing is left to sweep for an import."""
    conn.execute(
        import_comptable.update()
        .where(
            _C.cabinet_id == perimetre.cabinet_id,
            _C.dossier_id == perimetre.dossier_id,
            _C.import_id == import_id,
        )
        .values(a_balayer=False)
    )
