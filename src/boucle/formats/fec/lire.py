"""Lire: the doors of this room: a FEC of any shape, read fast or read exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from boucle.compta.contexte import Contexte
from boucle.formats.fec import rapide
from boucle.formats.fec.causes_lignes import attach_lignes
from boucle.formats.fec.corrections import complete
from boucle.formats.fec.entree import read_with
from boucle.formats.fec.lecture import Lecture
from boucle.formats.fec.lettrages_causes import attach_lettrages
from boucle.formats.fec.lignes_egarees import attach_egarees
from boucle.formats.fec.lignes_relues import Relues
from boucle.formats.fec.numeros_lignes import tell_numeros
from boucle.formats.fec.rapide import BLOCK_OCTETS


def read(
    source: Path,
    contexte: Contexte,
    *,
    on_lot: Callable[[pl.DataFrame], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
    threads: int = 2,
    block_octets: int = BLOCK_OCTETS,
) -> Lecture:
    """Read a FEC, flat or XML, plain or in a gzip or a zip; never raises for what it holds.

    on_lot: called with the lot of each block, in file order, in this thread; a line that cannot
    be booked is in none. on_progress: called with the number of lines read so far.
    """

    def flat(path: Path, inner: Contexte) -> Lecture:
        lecture = rapide.read(
            path, inner, on_lot=on_lot, on_progress=on_progress, threads=threads,
            block_octets=block_octets,
        )
        return _explain(lecture, path, inner)

    return read_with(flat, source, contexte)


def read_exact(source: Path, contexte: Contexte) -> Lecture:
    """Read the same file line by line in plain Python: slow, and the reference."""
    from boucle.formats.fec import exact

    def flat(path: Path, inner: Contexte) -> Lecture:
        return _explain(exact.read_exact(path, inner), path, inner)

    return read_with(flat, source, contexte)


def _explain(lecture: Lecture, path: Path, contexte: Contexte) -> Lecture:
    """Do what needs lines read again: the rapport of either reader goes through it."""
    relues = Relues(path, contexte)
    attach_lettrages(complete(lecture, relues, contexte), relues, contexte)
    attach_lignes(lecture, relues)
    return attach_egarees(tell_numeros(lecture), relues, contexte)
