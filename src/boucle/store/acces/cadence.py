"""Cadence: how often each key and each address has asked, in one row each, shared by all servers.

A row holds the one instant that the generic cell rate algorithm needs: when the bucket will be full
again. On SQLite the rows have a file of their own beside the base: a request never waits behind the
writer of the books, and a row lost to a power cut costs nothing.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, text

from boucle import clock
from boucle.errors import Refus
from boucle.errors.demandes.req import BASE_INDISPONIBLE
from boucle.errors.pannes import panne_of
from boucle.store.base.engine import Store
from boucle.store.base.metadata import table
from boucle.store.base.types import Entier, Texte
from boucle.values import AUCUN

FICHIER = "cadence.sqlite"

cadence = table(
    "cadence",
    Column("nom", Texte, primary_key=True),
    # Microseconds since 1970-01-01, by the database's clock.
    Column("plein_le", Entier, nullable=False),
    distribution="reference",
)

_FROM = "CASE WHEN cadence.plein_le > {now} THEN cadence.plein_le ELSE {now} END + :cout"
_TAKE = " ".join(
    (
        "INSERT INTO cadence (nom, plein_le) VALUES (:nom, {now} + :cout)",
        "ON CONFLICT (nom) DO UPDATE SET plein_le =",
        _FROM,
        "WHERE",
        _FROM,
        "<= {now} + :fenetre RETURNING plein_le - {now}",
    )
)
_LEFT = "SELECT plein_le - {now} FROM cadence WHERE nom = :nom"
_SWEEP = "DELETE FROM cadence WHERE plein_le < {now}"
_NOW_POSTGRESQL = "CAST(extract(epoch FROM now()) * 1000000 AS BIGINT)"
_OPEN = (
    "PRAGMA journal_mode = TRUNCATE",
    "PRAGMA synchronous = OFF",
    "PRAGMA busy_timeout = 2000",
    "CREATE TABLE IF NOT EXISTS cadence (nom TEXT PRIMARY KEY, plein_le INTEGER NOT NULL) "
    "STRICT, WITHOUT ROWID",
)


@dataclass(frozen=True, slots=True)
class Prise:
    """What a bucket answered: jetons given, and microseconds until it is full again."""

    jetons: int
    plein_us: int


class Cadences:
    """Take tokens from the buckets of one database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None

    def take(self, nom: str, jetons: int, jeton_us: int, fenetre_us: int) -> Prise:
        """Take so many tokens, or as many as there are; 0 when the bucket is empty.

        Refuses BASE_INDISPONIBLE when the buckets do not answer.

        jeton_us: how long a token takes to come back. fenetre_us: how long all of them take.
        """
        while jetons > 0:
            values = {"nom": nom, "cout": jetons * jeton_us, "fenetre": fenetre_us}
            full = self._one(_TAKE, values)
            if full is not None:
                return Prise(jetons, full)
            full = self._one(_LEFT, {"nom": nom})
            if full is None:
                continue
            left = max(0, fenetre_us - full) // jeton_us
            if left == 0:
                return Prise(0, full)
            jetons = min(jetons - 1, left)
        return Prise(0, fenetre_us)

    def sweep(self) -> None:
        """Forget the buckets that are full: a bucket never seen is full."""
        self._one(_SWEEP, {}, rows=False)

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _one(self, query: str, values: dict[str, Any], *, rows: bool = True) -> int | None:
        if self._store.dialecte != "sqlite":
            query = query.replace("{now}", _NOW_POSTGRESQL)
            with self._store.transaction(AUCUN) as conn:
                # What a crash would lose here is a few tokens: no commit waits for the disk.
                conn.exec_driver_sql("SET LOCAL synchronous_commit = off")
                result = conn.execute(text(query), values)
                return result.scalar() if rows else None
        query = query.replace("{now}", ":now")
        now_us = clock.now().timestamp() * 1_000_000
        with self._lock:
            try:
                found = self._opened().execute(query, {**values, "now": int(now_us)}).fetchone()
            except sqlite3.OperationalError as error:
                raise Refus(panne_of(error) or BASE_INDISPONIBLE) from error
            except sqlite3.DatabaseError as error:
                # A power cut spoilt it: what it held is not worth more than its removal.
                self._forget()
                raise Refus(BASE_INDISPONIBLE) from error
        return int(found[0]) if found else None

    def _opened(self) -> sqlite3.Connection:
        if self._file is None:
            self._file = _open(self._path())
        return self._file

    def _forget(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._path().unlink(missing_ok=True)

    def _path(self) -> Path:
        assert self._store.fichier is not None
        return self._store.fichier.with_name(FICHIER)


def _open(path: Path) -> sqlite3.Connection:
    opened = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for statement in _OPEN:
        opened.execute(statement)
    return opened
