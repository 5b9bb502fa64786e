"""Accuses: the imports that were acknowledged to a partner, one line each, beside the base.

Written and flushed between the commit and the answer, never changed. A base restored from an older
copy, or copied without its WAL, has lost what this still names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from sqlalchemy import Connection, select

from boucle.config import Config
from boucle.store.fichiers.partiel import flush_folder
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre, shown

NOM = "accuses.journal"
_LINE = re.compile(r"(\d+) (\d+) ([0-9a-f-]{36})\n", re.ASCII)
_TRANCHE = 500


def note(config: Config, perimetre: Perimetre, demande: str) -> None:
    """Note lastingly that an import is in the base and about to be acknowledged.

    Raises OSError when it cannot be written; the import is in the base all the same.
    """
    path = config.donnees / NOM
    fresh = not path.exists()
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        # One write of one line: those of several processes do not mix.
        os.write(handle, f"{perimetre.cabinet_id} {perimetre.dossier_id} {demande}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if fresh:
        flush_folder(config.donnees)


def size(config: Config) -> int:
    """Give how long the journal is now, in bytes."""
    path = config.donnees / NOM
    return path.stat().st_size if path.exists() else 0


def lost(conn: Connection, config: Config, octets: int) -> Iterator[str]:
    """Name the imports that the first bytes of the journal acknowledge and the base lacks.

    A line cut by a full disk or a kill acknowledges nothing, but is told.
    """
    if not octets:
        return
    text = (config.donnees / NOM).read_bytes()[:octets].decode("ascii", "replace")
    known, c = [], import_comptable.c
    for line in text.splitlines(keepends=True):
        if match := _LINE.fullmatch(line):
            known.append(match.groups())
        else:
            yield f"ligne illisible de {NOM} : {shown(line)}"
    for start in range(0, len(known), _TRANCHE):
        slice_ = known[start : start + _TRANCHE]
        query = select(c.demande).where(c.demande.in_([demande for _, _, demande in slice_]))
        there = set(conn.execute(query).scalars())
        for cabinet, dossier, demande in slice_:
            if demande not in there:
                yield f"{cabinet}/{dossier} import accusé {demande}"
