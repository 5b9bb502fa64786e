"""Loader: writing the lots of one attempt into the database while the next are being read.

A thread for each connection: one to SQLite, which has one writer, two to PostgreSQL, where each
has a process of the server to itself. Nobody can see these lines before publication, and those of
an attempt that did not end are swept, so that it matters to no one that they are written in any
order and by several transactions. What is slow in the interpreter is done in `prepare`, in the
reader's thread, so that the database never waits for it.

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

import polars as pl

TRANCHE_LIGNES = 15_000
"""Lines of a transaction at most: others who write wait behind one, some 50 ms."""
_QUEUE_LOTS = 2


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


class Base(Protocol):
    """One database being loaded."""

    def prepare(self, table: str, frame: pl.DataFrame) -> Any:
        """Make of a frame what `write` takes; called in the reader's thread."""

    def open(self) -> None:
        """Connect; called, as all that follows, in the thread of this connection."""

    def write(self, table: str, made: Any) -> None:
        """Write what was prepared."""

    def finish(self) -> None:
        """Make everything written durable with the publication that follows."""

    def close(self) -> None:
        """Let go of the database; what was not finished is lost."""


class Loader:
    """Load frames into tables, from threads of its own."""

    def __init__(self, cible: Cible, tranche_lignes: int = TRANCHE_LIGNES) -> None:
        self._cible = cible
        bases = _bases(cible.url, tranche_lignes)
        self._prepare = bases[0].prepare
        self._queue: queue.Queue[tuple[str, Any] | None] = queue.Queue(_QUEUE_LOTS)
        self._failure: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._run, args=(base,), name="loader", daemon=True)
            for base in bases
        ]
        for thread in self._threads:
            thread.start()

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """Queue a frame; wait while two are already queued. Raises what a thread met."""
        if self._failure is not None:
            raise self._failure
        if frame.height:
            self._queue.put((table, self._prepare(table, self._cible.keyed(frame))))

    def close(self) -> None:
        """Wait until everything queued is in the database. Raises what a thread met."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self, base: Base) -> None:
        try:
            self._write_all(base)
            base.finish()
        except BaseException as error:
            self._failure = error
        finally:
            base.close()

    def _write_all(self, base: Base) -> None:
        item = self._queue.get()
        try:
            base.open()
            while item is not None:
                base.write(*item)
                item = self._queue.get()
        finally:
            # The reader must not wait for ever on a queue that nobody empties.
            while item is not None:
                item = self._queue.get()


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


def _bases(url: str, tranche_lignes: int) -> list[Base]:
    if url.startswith("sqlite:///"):
        from boucle.store.loader_sqlite import Sqlite

        return [Sqlite(Path(url.removeprefix("sqlite:///")), tranche_lignes)]
    from boucle.store.loader_postgresql import CONNEXIONS, Postgresql

    dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return [Postgresql(dsn) for _ in range(CONNEXIONS)]
