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

import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from boucle.store.base.verrou import FICHIERS, PRESSE

TRANCHE_LIGNES = 15_000
"""Lines of a transaction at most: others who write wait behind one, some 50 ms."""
_QUEUE_LOTS = 2
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Cible:
    """Where lots go: the database and the attempt whose key each line bears."""

    url: str
    cabinet_id: int
    dossier_id: int
    import_id: int
    tentative: int
    environ: dict[str, str] = field(default_factory=dict)
    """What the database's own library reads of the environment, for the time of connecting."""
    cede: str = ""
    """Whose small writers a large load gives way to, as `verrou` names it; empty for a small."""

    @property
    def files(self) -> list[Path]:
        """The files that loading writes: those of the embedded database, its turnstile included."""
        if not self.url.startswith(_SQLITE):
            return [Path(self.cede + PRESSE)] if self.cede else []
        base = self.url.removeprefix(_SQLITE)
        return [Path(base + suffix) for suffix in ("", "-wal", "-shm", *FICHIERS)]

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
        """Connect; called before the thread of this connection starts, all that follows in it."""

    def write(self, table: str, made: Any) -> None:
        """Write what was prepared."""

    def finish(self) -> None:
        """Make everything written durable with the publication that follows."""

    def close(self) -> None:
        """Let go of the database; what was not finished is lost."""


class Loader:
    """Load frames into tables, from threads of its own."""

    def __init__(
        self,
        cible: Cible,
        tranche_lignes: int = TRANCHE_LIGNES,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        """Connect, call `then`, and start the threads: what it gives up, they give up too."""
        self._cible = cible
        bases = _bases(cible, tranche_lignes)
        try:
            for base in bases:
                base.open()
            then()
        except BaseException:
            for base in bases:
                base.close()
            raise
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
            while item is not None:
                base.write(*item)
                item = self._queue.get()
        finally:
            # The reader must not wait for ever on a queue that nobody empties.
            while item is not None:
                item = self._queue.get()


def connection_environ() -> dict[str, str]:
    """Give the variables that PostgreSQL's library reads: the address may leave some to them."""
    return {
        name: value for name, value in os.environ.items() if name.startswith("PG") or name == "HOME"
    }


@contextmanager
def loading(
    cible: Cible | None, then: Callable[[], object] = lambda: None
) -> Iterator[Loader | None]:
    """Give a loader for a target, or None for a dry run; everything is written on leaving.

    then: called once what must be opened is open, and before any thread is started.
    """
    if cible is None:
        then()
        yield None
        return
    loader = Loader(cible, then=then)
    try:
        yield loader
    finally:
        loader.close()


def _bases(cible: Cible, tranche_lignes: int) -> list[Base]:
    url = cible.url
    if url.startswith(_SQLITE):
        from boucle.store.livre.loader_sqlite import Sqlite

        return [Sqlite(Path(url.removeprefix(_SQLITE)), tranche_lignes, cede=bool(cible.cede))]
    from boucle.store.livre.loader_postgresql import CONNEXIONS, Postgresql

    dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
    cede = Path(cible.cede) if cible.cede else None
    return [Postgresql(dsn, cible.environ, cede) for _ in range(CONNEXIONS)]
