"""Loader: writing the lots of one attempt into the database while the next are being read.

One thread: on SQLite, ADBC ingests a whole slice without the interpreter's lock, so reading the
file costs almost nothing beside it; on PostgreSQL, COPY by a role that row-level security does not
bind. Slices keep every other writer's wait short. Nobody can see these lines before publication.

A process that loads into SQLite must use this module's SQLite and no other: two SQLite libraries
in one process silently lose another process's committed rows.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import polars as pl

from boucle.store.verrou import turn

TRANCHE_LIGNES = 10_000
_QUEUE_LOTS = 2
_LIGNE = "ligne"
_DAYS = ("date", "piece_date", "date_let", "valid_date")


@dataclass(frozen=True, slots=True)
class Cible:
    """Where lots go: the database and the attempt whose key each line bears."""

    url: str
    cabinet_id: int
    dossier_id: int
    import_id: int
    tentative: int

    def keyed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Put the attempt's key before the columns of a frame."""
        return frame.select(
            pl.lit(self.cabinet_id, pl.Int64).alias("cabinet_id"),
            pl.lit(self.dossier_id, pl.Int64).alias("dossier_id"),
            pl.lit(self.import_id, pl.Int64).alias("import_id"),
            pl.lit(self.tentative, pl.Int64).alias("tentative"),
            pl.all(),
        )


class _Base(Protocol):
    def write(self, table: str, frame: pl.DataFrame) -> None: ...

    def close(self) -> None: ...


class Loader:
    """Load frames into tables, in the order they are given, from a thread of its own."""

    def __init__(self, cible: Cible, tranche_lignes: int = TRANCHE_LIGNES) -> None:
        self._cible = cible
        self._tranche = tranche_lignes
        self._queue: queue.Queue[tuple[str, pl.DataFrame] | None] = queue.Queue(_QUEUE_LOTS)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)
        self._thread.start()

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """Queue a frame; wait while two are already queued. Raises what the thread met."""
        if self._failure is not None:
            raise self._failure
        if frame.height:
            self._queue.put((table, frame))

    def close(self) -> None:
        """Wait until everything queued is in the database. Raises what the thread met."""
        self._queue.put(None)
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        base: _Base | None = None
        try:
            base = _open(self._cible.url)
            while (item := self._queue.get()) is not None:
                table, frame = item
                keyed = self._cible.keyed(frame)
                # Even slices: others wait no longer behind the first than behind the last.
                pieces = -(-keyed.height // self._tranche)
                for piece in keyed.iter_slices(-(-keyed.height // pieces)):
                    base.write(table, piece)
        except BaseException as error:
            self._failure = error
            # The reader must not wait for ever on a queue that nobody empties.
            self._drain()
        finally:
            if base is not None:
                base.close()

    def _drain(self) -> None:
        while self._queue.get() is not None:
            continue


@contextmanager
def loading(cible: Cible | None) -> Iterator[Loader | None]:
    """Give a loader for a target, or None for a dry run; everything is written on leaving."""
    if cible is None:
        yield None
        return
    loader = Loader(cible)
    try:
        yield loader
    finally:
        loader.close()


def _open(url: str) -> _Base:
    if url.startswith("sqlite:///"):
        return _Sqlite(Path(url.removeprefix("sqlite:///")))
    return _Postgresql(url.replace("postgresql+psycopg://", "postgresql://", 1))


class _Sqlite:
    def __init__(self, path: Path) -> None:
        import adbc_driver_manager
        import adbc_driver_sqlite

        self._adbc = adbc_driver_manager
        self._path = path
        self._database = adbc_driver_sqlite.connect(str(path))
        self._conn = adbc_driver_manager.AdbcConnection(self._database)
        # NORMAL is enough here: the commit of the publication, by another process and in FULL,
        # syncs the same WAL and so these pages before it.
        for pragma in ("synchronous = NORMAL", "cache_size = -65536", "busy_timeout = 30000"):
            self._execute(f"PRAGMA {pragma}")

    def _execute(self, sql: str) -> None:
        with self._adbc.AdbcStatement(self._conn) as statement:
            statement.set_sql_query(sql)
            statement.execute_query()

    def write(self, table: str, frame: pl.DataFrame) -> None:
        with turn(self._path):
            self._execute("BEGIN IMMEDIATE")
            with self._adbc.AdbcStatement(self._conn) as statement:
                statement.set_options(
                    **{
                        "adbc.ingest.target_table": table,
                        "adbc.ingest.mode": "adbc.ingest.mode.append",
                    }
                )
                statement.bind_stream(frame)
                statement.execute_update()
            self._execute("COMMIT")

    def close(self) -> None:
        self._conn.close()
        self._database.close()


class _Postgresql:
    def __init__(self, dsn: str) -> None:
        import psycopg

        self._conn: Any = psycopg.connect(dsn)
        self._conn.execute("SET LOCAL boucle.cabinet = 'tous'")

    def write(self, table: str, frame: pl.DataFrame) -> None:
        if table == _LIGNE:
            self._copy(table, frame)
        else:
            self._insert(table, frame)

    def _insert(self, table: str, frame: pl.DataFrame) -> None:
        """Add the few rows of a table under row-level security, into which COPY is refused."""
        from psycopg import sql

        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, frame.columns)),
            sql.SQL(", ").join([sql.Placeholder()] * frame.width),
        )
        with self._conn.cursor() as cursor:
            cursor.executemany(statement, frame.rows())

    def _copy(self, table: str, frame: pl.DataFrame) -> None:
        days = [name for name in _DAYS if name in frame.columns]
        dated = frame.with_columns(pl.col(days).cast(pl.Date))
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        body, form = _plain_text(dated), "text"
        if body is None:
            # Every text is quoted, so an empty one is not a NULL.
            text = dated.write_csv(include_header=False, quote_style="non_numeric")
            body, form = text.encode(), "csv"
        statement = f'COPY "{table}" ({columns}) FROM STDIN (FORMAT {form})'
        with self._conn.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(body)

    def close(self) -> None:
        if self._conn.info.transaction_status == 2:
            self._conn.commit()
        self._conn.close()


def _plain_text(frame: pl.DataFrame) -> bytes | None:
    """Write a frame in COPY's text form, or None when a text holds a character it would escape.

    Nothing is quoted and nothing escaped: half the cost of CSV, for both sides. Counting tabs,
    ends of line and backslashes afterwards costs less than looking into each text before.
    """
    body = frame.write_csv(
        include_header=False, separator="\t", null_value="\\N", quote_style="never"
    ).encode()
    octets = np.frombuffer(body, np.uint8)
    nulls = sum(frame.null_count().row(0))
    tabs = frame.height * (frame.width - 1)
    expected = {b"\t": tabs, b"\n": frame.height, b"\r": 0, b"\\": nulls}
    whole = all(
        np.count_nonzero(octets == mark[0]) == count for mark, count in expected.items()
    )
    return body if whole else None
