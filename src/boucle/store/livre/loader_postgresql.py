"""LoaderPostgresql: loading into PostgreSQL, by one transaction per connection.

Lines go through one COPY for the whole file: nobody waits behind it, and a statement per slice
would leave the server idle while the next is encoded. Two connections share the lines, since a
process of the server, which also checks the key of each line, is slower than the reader. COPY is
made by a role that row-level security does not bind, since it is refused where a policy stands; the
few rows of the other tables go by INSERT.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from boucle.store.base.verrou import give_way, prepare

CONNEXIONS = 2
_LIGNE = "ligne"
_DAYS = ("date", "piece_date", "date_let", "valid_date")
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


class Postgresql:
    """One transaction that holds a COPY open between two frames of lines."""

    def __init__(self, dsn: str, environ: Mapping[str, str], cede: Path | None = None) -> None:
        """cede: for a large load, what says that somebody small presses."""
        self._dsn = dsn
        self._cede = cede
        self._environ = environ
        self._conn: Any = None
        self._copy: Any = None
        self._stack = ExitStack()

    def prepare(self, table: str, frame: pl.DataFrame) -> tuple[list[str], Any]:
        """Give the columns, and the rows: lines as COPY's text form, others as tuples."""
        if table != _LIGNE:
            return frame.columns, frame.rows()
        days = [name for name in _DAYS if name in frame.columns]
        dated = frame.with_columns(pl.col(days).cast(pl.Date))
        plain = _plain_text(dated)
        return frame.columns, plain if plain is not None else _escaped_text(dated)

    def open(self) -> None:
        """Connect, under the role that loads: it can add rows of lines, and nothing else."""
        import psycopg

        if self._cede is not None:
            prepare(self._cede)

        with _environment(self._environ):
            self._conn = psycopg.connect(self._dsn)
        # Kept no longer than it serves.
        self._dsn = ""

    def write(self, table: str, made: tuple[list[str], Any]) -> None:
        """Send rows; COPY goes on from one frame of lines to the next."""
        columns, rows = made
        if self._cede is not None:
            give_way(self._cede)
        if table == _LIGNE:
            self._send(columns, rows)
        else:
            self._end_copy()
            self._insert(table, columns, rows)

    def _send(self, columns: list[str], body: bytes) -> None:
        if self._copy is None:
            names = ", ".join(f'"{name}"' for name in columns)
            cursor = self._stack.enter_context(self._conn.cursor())
            statement = f'COPY "{_LIGNE}" ({names}) FROM STDIN (FORMAT text)'
            self._copy = self._stack.enter_context(cursor.copy(statement))
        self._copy.write(body)

    def _end_copy(self) -> None:
        self._copy = None
        self._stack.close()

    def _insert(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        from psycopg import sql

        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        )
        with self._conn.cursor() as cursor:
            cursor.executemany(statement, rows)

    def finish(self) -> None:
        """End the COPY and commit."""
        self._end_copy()
        self._conn.commit()

    def close(self) -> None:
        """Close the connection; the server rolls back what was not committed."""
        if self._conn is not None:
            self._conn.close()


@contextmanager
def _environment(given: Mapping[str, str]) -> Iterator[None]:
    """Put variables in the environment of this process for a moment."""
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _plain_text(frame: pl.DataFrame) -> bytes | None:
    """Write a frame in COPY's text form, or None when a text holds a character it would escape.

    Nothing is quoted and nothing escaped: half the cost of CSV, for both sides. Counting tabs,
    ends of line and backslashes afterwards costs less than looking into each text before.
    """
    body = _text(frame)
    octets = np.frombuffer(body, np.uint8)
    nulls = sum(frame.null_count().row(0))
    tabs = frame.height * (frame.width - 1)
    expected = {b"\t": tabs, b"\n": frame.height, b"\r": 0, b"\\": nulls}
    whole = all(np.count_nonzero(octets == mark[0]) == count for mark, count in expected.items())
    return body if whole else None


def _escaped_text(frame: pl.DataFrame) -> bytes:
    texts = pl.col(pl.String)
    for mark, escaped in _ESCAPES:
        texts = texts.str.replace_all(mark, escaped, literal=True)
    return _text(frame.with_columns(texts))


def _text(frame: pl.DataFrame) -> bytes:
    return frame.write_csv(
        include_header=False, separator="\t", null_value="\\N", quote_style="never"
    ).encode()
