"""Fichiers: tying the files that are kept back to the rows that speak of them, both ways.

A source is written after its import's row, a counted file before the row that counts it: files are
listed first, the rows are read then, and what a running server does in between is no violation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import obstore
from sqlalchemy import Connection, select

from boucle.config import Config
from boucle.store.depot_objets import answering
from boucle.store.documents import open_files
from boucle.store.imports import import_comptable
from boucle.store.occupation import DOCUMENT, SOURCE, fichier_garde

_SOURCE = re.compile(r"sources/(\d+)/(\d+)/(\d+)", re.ASCII)
_AREAS = {SOURCE: "sources", DOCUMENT: "documents"}


def keys(config: Config) -> set[str]:
    """List the files kept: sources of imports and documents."""
    files: Any = open_files(config)
    found: set[str] = set()
    with answering():
        for area in _AREAS.values():
            for page in obstore.list(files, area):
                found.update(str(entry["path"]) for entry in page)
    return found


def without_import(conn: Connection, found: set[str]) -> Iterator[str]:
    """Name the sources whose import the base does not know."""
    c = import_comptable.c
    rows = {tuple(row) for row in conn.execute(select(c.cabinet_id, c.dossier_id, c.import_id))}
    for key in sorted(found):
        match = _SOURCE.fullmatch(key)
        if match is not None and tuple(map(int, match.groups())) not in rows:
            yield key


def missing(conn: Connection, found: set[str], config: Config) -> Iterator[str]:
    """Name the files that the base counts and that are not there."""
    c = fichier_garde.c
    query = select(c.genre, c.cabinet_id, c.dossier_id, c.cle).where(c.genre.in_(_AREAS))
    absent = [
        key for genre, cabinet, dossier, cle in conn.execute(query)
        if (key := f"{_AREAS[genre]}/{cabinet}/{dossier}/{cle}") not in found
    ]
    if absent:
        # Written since they were listed, by a server that works.
        now = keys(config)
        yield from (key for key in sorted(absent) if key not in now)
