"""Fichiers: tying the files that are kept back to the rows that speak of them, both ways.

A source is written after its import's row, a counted file before the row that counts it, a lot
before the row that names it: files are listed first, the rows are read then, and what a running
server does in between is no violation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import obstore
from sqlalchemy import Connection, select

from boucle.compta.etat import FINALS, VISIBLES
from boucle.config import Config
from boucle.store.fichiers.depot_objets import answering
from boucle.store.fichiers.documents import open_files
from boucle.store.fichiers.occupation import DOCUMENT, SOURCE, fichier_garde
from boucle.store.livre.lots_gardes import AIRE, LotGarde
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

_SOURCE = re.compile(r"sources/(\d+)/(\d+)/(\d+)", re.ASCII)
_LOT = re.compile(rf"{AIRE}/(\d+)/(\d+)/(\d+)/\d+\.parquet", re.ASCII)
_AREAS = {SOURCE: "sources", DOCUMENT: "documents"}


def keys(config: Config) -> dict[str, int]:
    """List the files kept with their octets: sources of imports, documents and lots."""
    files: Any = open_files(config)
    found: dict[str, int] = {}
    with answering():
        for area in (*_AREAS.values(), AIRE):
            for page in obstore.list(files, area):
                found.update((str(entry["path"]), int(entry["size"])) for entry in page)
    return found


def without_import(conn: Connection, found: Mapping[str, int]) -> Iterator[str]:
    """Name the sources and lots whose import the base does not know."""
    c = import_comptable.c
    rows = {tuple(row) for row in conn.execute(select(c.cabinet_id, c.dossier_id, c.import_id))}
    for key in sorted(found):
        match = _SOURCE.fullmatch(key) or _LOT.fullmatch(key)
        if match is not None and tuple(map(int, match.groups())) not in rows:
            yield key


def missing(conn: Connection, found: Mapping[str, int], config: Config) -> Iterator[str]:
    """Name the files that the base counts and that are not there."""
    c = fichier_garde.c
    query = select(c.genre, c.cabinet_id, c.dossier_id, c.cle).where(c.genre.in_(_AREAS))
    absent = [
        key
        for genre, cabinet, dossier, cle in conn.execute(query)
        if (key := f"{_AREAS[genre]}/{cabinet}/{dossier}/{cle}") not in found
    ]
    if absent:
        # Written since they were listed, by a server that works.
        now = keys(config)
        yield from (key for key in sorted(absent) if key not in now)


def broken_lots(conn: Connection, found: Mapping[str, int], config: Config) -> Iterator[str]:
    """Name the lots that are not there, or not as long as their row says, and those of no row.

    The first are read from the database, and made again, by whoever asks for them next.
    """
    c = import_comptable.c
    query = select(
        c.cabinet_id,
        c.dossier_id,
        c.import_id,
        c.tentative,
        c.lot_empreinte,
        c.lot_octets,
        c.etat,
        c.a_balayer,
    )
    named, settled = {}, set()
    for (
        cabinet_id,
        dossier_id,
        import_id,
        tentative,
        empreinte,
        octets,
        etat,
        to_sweep,
    ) in conn.execute(query):
        if empreinte is not None and etat in VISIBLES:
            perimetre = Perimetre(cabinet_id, dossier_id)
            named[LotGarde(perimetre, import_id, tentative, empreinte, octets).cle] = octets
        if not to_sweep and (etat in VISIBLES or etat in FINALS):
            settled.add((cabinet_id, dossier_id, import_id))
    wrong = [key for key, octets in named.items() if found.get(key) != octets]
    if wrong:
        now = keys(config)
        yield from (key for key in sorted(wrong) if now.get(key) != named[key])
    for key in sorted(found):
        match = _LOT.fullmatch(key)
        if match and key not in named and tuple(map(int, match.groups())) in settled:
            yield key
