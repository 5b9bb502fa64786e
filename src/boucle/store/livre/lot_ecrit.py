"""LotEcrit: the lines of one import as the Parquet file that its filters read.

Written while the file is read, by a thread of its own, and only for an import long enough for the
file to be worth opening: below that the database answers as fast. Without SQLAlchemy: the
process that reads a stranger's file writes it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

NOM = "lot.parquet"
LIGNES_MIN = 20_000
"""By default; a filter of so many lines takes the database some 5 ms."""

TEXTES = (
    "journal",
    "num",
    "piece_ref",
    "compte",
    "tiers",
    "reference",
    "libelle",
    "lettrage",
)
SCHEMA: dict[str, Any] = {
    "n": pl.UInt32(),
    **dict.fromkeys(TEXTES, pl.String()),
    "debit": pl.Int64(),
    "credit": pl.Int64(),
}
"""What filters and totals look at; what is shown comes from the database, by its key."""

_GROUPE_LIGNES = 65_536
_QUEUE_LOTS = 2


class LotEcrit:
    """Write lots, in file order, into one Parquet file; there is none for a short import."""

    def __init__(self, path: Path, lignes_min: int) -> None:
        self.path = path
        self._lignes_min = lignes_min
        self._held: list[pl.DataFrame] = []
        self._lignes = 0
        self._queue: queue.Queue[pl.DataFrame | None] = queue.Queue(_QUEUE_LOTS)
        self._thread: threading.Thread | None = None
        self.failure: BaseException | None = None

    def add(self, lot: pl.DataFrame) -> None:
        """Take the next lines; the details of these may still come, before the next ones."""
        if lot.height:
            self._lignes += lot.height
            if self._lignes > self._lignes_min:
                self._send()
            self._held.append(_kept(lot))

    def add_detail(self, detail: pl.DataFrame) -> None:
        """Take the references of lines that came last."""
        said = (
            detail.lazy()
            .filter(pl.col("reference") != "")
            .select(pl.col("n").cast(pl.UInt32), said="reference")
            .collect()
        )
        if said.height and self._held:
            self._held[-1] = (
                self._held[-1]
                .join(said, on="n", how="left", maintain_order="left")
                .with_columns(reference=pl.coalesce("said", "reference"))
                .drop("said")
            )

    def close(self) -> bool:
        """Finish; true when the file is there, whole."""
        if self._lignes > self._lignes_min:
            self._send()
        self._end()
        if self._thread is None:
            return False
        if self.failure is not None:
            self.path.unlink(missing_ok=True)
        return self.failure is None

    def drop(self) -> None:
        """Give up; no file is left."""
        self._end()
        self.path.unlink(missing_ok=True)

    def _end(self) -> None:
        self._held.clear()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def _send(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="lot", daemon=True)
            self._thread.start()
        for frame in self._held:
            self._queue.put(frame)
        self._held.clear()

    def _run(self) -> None:
        ended = False

        def frames(*_: object) -> Iterator[pl.DataFrame]:
            nonlocal ended
            while (frame := self._queue.get()) is not None:
                yield frame
            ended = True

        try:
            register_io_source(frames, schema=SCHEMA).sink_parquet(
                self.path,
                engine="streaming",
                compression="zstd",
                compression_level=1,
                statistics=False,
                row_group_size=_GROUPE_LIGNES,
            )
        except BaseException as error:
            self.failure = error
        finally:
            # The reader must not wait for ever on a queue that nobody empties.
            while not ended and self._queue.get() is not None:
                continue


def _kept(lot: pl.DataFrame) -> pl.DataFrame:
    frame = lot.select(
        pl.col("n").cast(pl.UInt32),
        *(pl.col(name) if name in lot.columns else pl.lit("").alias(name) for name in TEXTES),
        "debit",
        "credit",
    )
    ranks = frame["n"]
    return frame if ranks.is_sorted() else frame.sort("n")
