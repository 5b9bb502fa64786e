"""Balayage: deleting, by slices, what was loaded and that nobody may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, delete, select

from boucle.store.livre.lignes import libelle_import, ligne, solde
from boucle.store.livre.ventilations import ligne_detail, ventilation
from boucle.values import Perimetre

_LONG = (ligne, ventilation, ligne_detail)


def sweep_slice(
    conn: Connection, perimetre: Perimetre, import_id: int, sauf: int, take: int
) -> int:
    """Delete about `take` rows of an import at most, those of the attempt `sauf` excepted.

    sauf -1 spares none. Gives how many rows went; 0 once no line, part nor detail is left.
    """
    for table in _LONG:
        gone = _sweep_table(conn, table, perimetre, import_id, sauf, take)
        if gone:
            return gone
    return 0


def _sweep_table(
    conn: Connection, table: Table, perimetre: Perimetre, import_id: int, sauf: int, take: int
) -> int:
    c = table.c
    here = _others(c, perimetre, import_id, sauf)
    first = conn.execute(
        select(c.tentative, c.n).where(*here).order_by(c.tentative, c.n).limit(1)
    ).one_or_none()
    if first is None:
        return 0
    attempt = (*here, c.tentative == first.tentative)
    # Whole lines go: the parts of one are never in two slices.
    last = conn.execute(
        select(c.n).where(*attempt, c.n >= first.n).order_by(c.n).offset(take - 1).limit(1)
    ).scalar()
    doomed = attempt if last is None else (*attempt, c.n <= last)
    return conn.execute(delete(table).where(*doomed)).rowcount


def sweep_sums(conn: Connection, perimetre: Perimetre, import_id: int, sauf: int) -> None:
    """Delete the balances and labels of an import, those of the attempt `sauf` excepted."""
    for gone in (solde, libelle_import):
        conn.execute(delete(gone).where(*_others(gone.c, perimetre, import_id, sauf)))


def _others(c: Any, perimetre: Perimetre, import_id: int, sauf: int) -> tuple[Any, ...]:
    return (
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == import_id,
        c.tentative != sauf,
    )
