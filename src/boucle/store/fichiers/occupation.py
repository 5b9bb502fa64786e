"""Occupation: how many bytes the files of each cabinet take, counted as they come and go.

One row for each file kept or coming in, and one sum for each cabinet, changed together under the
lock of the cabinet's sum: two files that come at once never pass a quota that only one would fit.
A file that never finished coming leaves its row to the sweep, when its worker died.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, select, text

from boucle.store.base.metadata import dossier_key, perimetre_columns, table
from boucle.store.base.types import Entier, Instant, Texte
from boucle.values import Perimetre

DEPOT, SOURCE, DOCUMENT, RECEPTION = "depot", "source", "document", "reception"
DE_PASSAGE = "genre IN ('depot', 'reception')"

occupation = table(
    "occupation",
    Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
    Column("octets", Entier, nullable=False),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    distribution="cabinet",
)

fichier_garde = table(
    "fichier_garde",
    *perimetre_columns(),
    Column("genre", Texte, primary_key=True),
    # The guid of a deposit, the number of an import, the objectId of a document.
    Column("cle", Texte, primary_key=True),
    Column("octets", Entier, nullable=False),
    Column("le", Instant, nullable=False),
    dossier_key(),
    Index(
        "ix_fichier_garde_passage",
        "le",
        postgresql_where=text(DE_PASSAGE),
        sqlite_where=text(DE_PASSAGE),
    ),
    distribution="dossier",
)

_C = fichier_garde.c


class QuotaAtteint(Exception):
    """A file has no room under the quota of its cabinet, whose files take `utilises` octets."""

    def __init__(self, utilises: int) -> None:
        super().__init__(utilises)
        self.utilises = utilises


def create(conn: Connection, cabinet_id: int) -> None:
    """Begin the count of a new cabinet."""
    conn.execute(occupation.insert().values(cabinet_id=cabinet_id, octets=0))


def used(conn: Connection, cabinet_id: int) -> int:
    """Give how many bytes the files of a cabinet take."""
    query = select(occupation.c.octets).where(occupation.c.cabinet_id == cabinet_id)
    return int(conn.execute(query).scalar_one())


def size_of(conn: Connection, perimetre: Perimetre, genre: str, cle: str) -> int | None:
    """Give the bytes counted for one file, None when it is not counted."""
    found: int | None = conn.execute(
        select(_C.octets).where(*_here(perimetre, genre, cle))
    ).scalar()
    return found


def put(
    conn: Connection,
    perimetre: Perimetre,
    genre: str,
    cle: str,
    octets: int,
    le: datetime,
    *,
    souhaites: int = 0,
    quota: int = 0,
) -> int:
    """Count a file for so many bytes, whatever it was counted for; give what was granted.

    souhaites: more bytes, granted as far as there is room. quota: of the whole cabinet, 0 for
    none; a file that does not grow is never refused. Raises QuotaAtteint.
    """
    utilises = _lock(conn, perimetre)
    before = size_of(conn, perimetre, genre, cle)
    granted, counted = max(octets, souhaites), before or 0
    if quota and granted > counted:
        granted = max(octets, min(granted, quota - utilises + counted))
        if granted > counted and utilises - counted + granted > quota:
            raise QuotaAtteint(utilises)
    if before is None:
        conn.execute(
            fichier_garde.insert().values(
                cabinet_id=perimetre.cabinet_id,
                dossier_id=perimetre.dossier_id,
                genre=genre,
                cle=cle,
                octets=granted,
                le=le,
            )
        )
    else:
        conn.execute(
            fichier_garde.update()
            .where(*_here(perimetre, genre, cle))
            .values(octets=granted, le=le)
        )
    _add(conn, perimetre, granted - counted)
    return granted


def put_all(
    conn: Connection, perimetre: Perimetre, genre: str, fichiers: dict[str, int], le: datetime
) -> None:
    """Count files that nothing counted yet, by their keys, whatever the quota."""
    _add(conn, perimetre, sum(fichiers.values()))
    here = {"cabinet_id": perimetre.cabinet_id, "dossier_id": perimetre.dossier_id}
    rows = [
        {**here, "genre": genre, "cle": cle, "octets": octets, "le": le}
        for cle, octets in fichiers.items()
    ]
    if rows:
        conn.execute(fichier_garde.insert(), rows)


def drop_all(
    conn: Connection, perimetre: Perimetre, genre: str, cles: Collection[str]
) -> int | None:
    """Count files no more; give their bytes, None when none was counted."""
    where = (
        _C.cabinet_id == perimetre.cabinet_id,
        _C.dossier_id == perimetre.dossier_id,
        _C.genre == genre,
        _C.cle.in_(cles),
    )
    return _drop(conn, perimetre, where)


def drop(conn: Connection, perimetre: Perimetre, genre: str, cle: str) -> int | None:
    """Count a file no more; give its bytes, None when it was not counted."""
    return _drop(conn, perimetre, _here(perimetre, genre, cle))


def drop_receptions(conn: Connection, perimetre: Perimetre, import_id: int) -> int | None:
    """Forget what cut attempts at an import had counted; give the bytes, None when nothing."""
    where = (
        _C.cabinet_id == perimetre.cabinet_id,
        _C.dossier_id == perimetre.dossier_id,
        _C.genre == RECEPTION,
        _C.cle.like(f"{import_id:d}:%"),
    )
    return _drop(conn, perimetre, where)


def outdated(conn: Connection, cabinet_id: int, avant: datetime, limit: int) -> Sequence[Any]:
    """List deposits and unfinished files of a cabinet counted before this instant, oldest first."""
    query = (
        select(_C.dossier_id, _C.genre, _C.cle)
        .where(_C.cabinet_id == cabinet_id, _C.le < avant, text(DE_PASSAGE))
        .order_by(_C.le)
        .limit(limit)
    )
    return conn.execute(query).all()


def _here(perimetre: Perimetre, genre: str, cle: str) -> tuple[Any, ...]:
    return (
        _C.cabinet_id == perimetre.cabinet_id,
        _C.dossier_id == perimetre.dossier_id,
        _C.genre == genre,
        _C.cle == cle,
    )


def _drop(conn: Connection, perimetre: Perimetre, where: tuple[Any, ...]) -> int | None:
    _lock(conn, perimetre)
    gone = conn.execute(fichier_garde.delete().where(*where).returning(_C.octets)).scalars().all()
    if not gone:
        return None
    octets = sum(map(int, gone))
    _add(conn, perimetre, -octets)
    return octets


def _lock(conn: Connection, perimetre: Perimetre) -> int:
    """Give the sum of the cabinet, which nobody else changes before the transaction ends."""
    return _add(conn, perimetre, 0)


def _add(conn: Connection, perimetre: Perimetre, octets: int) -> int:
    return int(
        conn.execute(
            occupation.update()
            .where(occupation.c.cabinet_id == perimetre.cabinet_id)
            .values(octets=occupation.c.octets + octets)
            .returning(occupation.c.octets)
        ).scalar_one()
    )
