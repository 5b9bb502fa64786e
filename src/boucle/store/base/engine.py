"""Engine: the database behind everything, SQLite or PostgreSQL, and its transactions.

The only place that begins or ends a transaction. On SQLite a write begins IMMEDIATE under the
turnstile, since a read that becomes a write fails at once in spite of any waiting time. On
PostgreSQL the first statement of every transaction names the cabinet, for row-level security; what
serves them all goes through the wide door, under the role that owns the tables.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

from boucle import clock
from boucle.config import Config
from boucle.errors import Kind, Refus
from boucle.errors.demandes.req import BASE_INDISPONIBLE
from boucle.errors.demandes.req_base import BASE_SANS_PROPRIETAIRE
from boucle.errors.pannes import panne_of
from boucle.incidents import say
from boucle.store.base.verrou import turn
from boucle.store.travaux import evenements
from boucle.values import Perimetre

_LOG = logging.getLogger("boucle.base")
_POOL = 20
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
)


class Store:
    """Give transactions on one database."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.url = config.url_base
        self.dialecte = make_url(self.url).get_backend_name()
        self.fichier: Path | None = None
        if self.dialecte == "sqlite":
            self.fichier = Path(make_url(self.url).database or "")
            self.fichier.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.engine = _make_engine(self.url, self.dialecte)
        large = config.url_proprietaire
        self._large = self.engine if large == self.url else _make_postgresql(large)

    @contextmanager
    def transaction(self, perimetre: Perimetre | None) -> Iterator[Connection]:
        """Open a write transaction, committed at the end and rolled back on any exception.

        perimetre None is the wide door, for what serves every cabinet: migrations and checks. AUCUN
        sees nothing, and is for what finds a cabinet first: see `enter`.
        """
        if self.fichier is None:
            with self._begin(perimetre, "") as conn:
                yield conn
                evenements.flush(conn)
            return
        with turn(self.fichier), self._begin(perimetre, "BEGIN IMMEDIATE") as conn:
            yield conn
            evenements.flush(conn)

    @contextmanager
    def lecture(self, perimetre: Perimetre | None) -> Iterator[Connection]:
        """Open a read transaction: one snapshot, nothing written."""
        with self._begin(perimetre, "BEGIN") as conn:
            yield conn

    @contextmanager
    def _begin(self, perimetre: Perimetre | None, begin: str) -> Iterator[Connection]:
        """Open a transaction; refuses BASE_INDISPONIBLE or ECRITURE_IMPOSSIBLE for a panne."""
        try:
            with self._open(perimetre, begin) as conn:
                yield conn
        except DBAPIError as error:
            kind = panne_of(error)
            if kind is None:
                raise
            raise _panne(kind, error.orig) from error

    @contextmanager
    def _open(self, perimetre: Perimetre | None, begin: str) -> Iterator[Connection]:
        try:
            conn = (self._large if perimetre is None else self.engine).connect()
        except (OperationalError, InterfaceError, TimeoutError) as error:
            raise _panne(BASE_INDISPONIBLE, getattr(error, "orig", None) or error) from error
        with conn:
            options: dict[str, Any] = {evenements.PENDING: []}
            if begin:
                options["boucle_begin"] = begin
            conn = conn.execution_options(**options)
            with conn.begin():
                if begin == "BEGIN" and self.fichier is None:
                    conn.exec_driver_sql(_SNAPSHOT)
                if perimetre is None:
                    _demand_wide(conn)
                else:
                    enter(conn, perimetre.cabinet_id)
                yield conn

    def maintenant(self, conn: Connection) -> datetime:
        """Read the database's clock: leases are judged by it, not by each worker's own."""
        if self.dialecte == "sqlite":
            return clock.now()
        found: datetime = conn.execute(text("SELECT clock_timestamp()")).scalar_one()
        return found

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()
        self._large.dispose()


def _panne(kind: Kind, cause: object) -> Refus:
    """Say a panne, and what there is to do about it."""
    refus = Refus(kind)
    say(_LOG, kind.code, "%s %s (%s)", refus, refus.remede, cause)
    return refus


def enter(conn: Connection, cabinet_id: int) -> None:
    """Name the cabinet whose rows a transaction sees from now on."""
    if conn.dialect.name == "postgresql":
        # SET LOCAL takes no parameter, and set_config() does not reach the shards of a distributed
        # database: the integer is formatted by us.
        conn.exec_driver_sql(f"SET LOCAL boucle.cabinet = '{int(cabinet_id)}'")


def _demand_wide(conn: Connection) -> None:
    """Refuse BASE_SANS_PROPRIETAIRE to a role that the policies bind: it would see nothing."""
    if conn.dialect.name == "postgresql":
        bound = text(
            "SELECT row_security_active(oid) AND NOT pg_has_role(relowner, 'USAGE') "
            "FROM pg_class WHERE oid = to_regclass('cabinet')"
        )
        if conn.execute(bound).scalar():
            raise Refus(BASE_SANS_PROPRIETAIRE)


def _make_engine(url: str, dialecte: str) -> Engine:
    return _make_postgresql(url) if dialecte != "sqlite" else _make_sqlite(url)


def _make_postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_size=_POOL, max_overflow=_POOL, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: Any) -> None:
        # A plan made for no dossier in particular fits none: some have ten lines, some millions,
        # and a list of keys is looked into one by one when the planner does not see it.
        dbapi_connection.execute("SET plan_cache_mode = force_custom_plan")
        dbapi_connection.commit()

    return engine


def _make_sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=_POOL,
        max_overflow=_POOL,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: Any) -> None:
        for pragma in _SQLITE_PRAGMAS:
            dbapi_connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql(conn.get_execution_options().get("boucle_begin", "BEGIN IMMEDIATE"))

    return engine
