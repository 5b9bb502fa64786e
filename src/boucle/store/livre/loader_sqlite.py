"""LoaderSqlite: loading into SQLite with ADBC, slice by slice.

ADBC ingests a whole slice without the interpreter's lock, so reading the file costs almost
nothing beside it; slices keep every other writer's wait short.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from boucle.store.base.verrou import prepare, turn

_PRAGMAS = (
    # No file beside the base may be opened once the process is shut in.
    "temp_store = MEMORY",
    "synchronous = NORMAL",
    "cache_size = -65536",
    "busy_timeout = 30000",
    # Slices write the same pages of the index again and again: copying them into the base every
    # other slice or so, and not at each, saves a fifth of the commits.
    "wal_autocheckpoint = 2000",
)


class Sqlite:
    """The embedded database, as the only SQLite library of its process sees it."""

    def __init__(self, path: Path, tranche_lignes: int, *, cede: bool) -> None:
        """cede: for a large load, which lets those who press write first."""
        self._path = path
        self._cede = cede
        self._tranche = tranche_lignes
        self._conn: Any = None
        self._database: Any = None
        self._waiting: list[tuple[str, pl.DataFrame]] = []

    def prepare(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the frame itself: ADBC takes columns as they are."""
        return frame

    def open(self) -> None:
        """Open the file, with the settings of a load."""
        import adbc_driver_manager
        import adbc_driver_sqlite

        self._adbc = adbc_driver_manager
        self._database = adbc_driver_sqlite.connect(str(self._path))
        self._conn = adbc_driver_manager.AdbcConnection(self._database)
        # NORMAL is enough here: the commit of the publication, by another process and in FULL,
        # syncs the same WAL and so these pages before it.
        for pragma in _PRAGMAS:
            self._execute(f"PRAGMA {pragma}")
        prepare(self._path)
        with turn(self._path):
            # Opens the WAL and its index: all that writing will need.
            self._execute("BEGIN IMMEDIATE")
            self._execute("COMMIT")

    def _execute(self, sql: str) -> None:
        with self._adbc.AdbcStatement(self._conn) as statement:
            statement.set_sql_query(sql)
            statement.execute_query()

    def write(self, table: str, made: pl.DataFrame) -> None:
        """Write one transaction per slice, each in its turn among the writers.

        What makes no whole slice waits for the next: a small import, of a few frames, takes one
        turn among those who load a million lines, and not one a frame.
        """
        # Even slices: others wait no longer behind the first than behind the last.
        pieces = -(-made.height // self._tranche)
        for piece in made.iter_slices(-(-made.height // pieces)):
            if sum(frame.height for _, frame in self._waiting) + piece.height > self._tranche:
                self.finish()
            self._waiting.append((table, piece))

    def finish(self) -> None:
        """Write what waits: then everything is in the database."""
        if not self._waiting:
            return
        with turn(self._path, cede=self._cede):
            self._execute("BEGIN IMMEDIATE")
            for table, frame in self._waiting:
                self._ingest(table, frame)
            self._execute("COMMIT")
        self._waiting.clear()

    def _ingest(self, table: str, frame: pl.DataFrame) -> None:
        with self._adbc.AdbcStatement(self._conn) as statement:
            statement.set_options(
                **{
                    "adbc.ingest.target_table": table,
                    "adbc.ingest.mode": "adbc.ingest.mode.append",
                }
            )
            statement.bind_stream(frame)
            statement.execute_update()

    def close(self) -> None:
        """Close the file."""
        if self._conn is not None:
            self._conn.close()
        if self._database is not None:
            self._database.close()
