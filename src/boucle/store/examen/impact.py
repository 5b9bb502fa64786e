"""Impact: the sums that an import would add to the books, and those that are there without it.

Nothing here is shared with publication, nor with what reads the books for a partner: whoever signs
compares what this says with what those then do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from boucle.compta.etat import Etat
from boucle.store.base.metadata import METADATA
from boucle.store.livre.lignes import ligne, solde
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

VUES: dict[str, tuple[str, ...]] = {
    "compte": ("compte",),
    "tiers": ("tiers", "compte"),
    "journal": ("journal",),
    "mois": ("mois",),
}
"""What the books may be summed by, and the columns of each."""

FICHES = {
    "exercice": ("code", "code"),
    "journal": ("code", "libelle"),
    "compte": ("numero", "libelle"),
    "tiers": ("code", "raison_sociale"),
    "section": ("code", "description"),
}
"""The records that an import may create: their table, and the columns of code and label."""

_C, _L, _S = import_comptable.c, ligne.c, solde.c


class Somme(NamedTuple):
    """Debit and credit in centimes, and lines, of what bears a key."""

    cle: tuple[str, ...]
    debit: int
    credit: int
    lignes: int


def books(
    conn: Connection, perimetre: Perimetre, sauf: int, vue: str, du: date | None, au: date | None
) -> list[Somme]:
    """Sum the validated lines of a dossier but those of one import, over whole months.

    du, au: a day of the first and of the last month, None without end.
    """
    if vue == "tiers":
        return _of_lines(
            conn,
            vue,
            [_L.tiers != "", _C.etat == Etat.VALIDE, _C.import_id != sauf, *_days(du, au)],
            perimetre,
        )
    where = [_C.etat == Etat.VALIDE, _C.import_id != sauf, *_months(du, au)]
    return _of_soldes(conn, vue, where, perimetre)


def of_import(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    vue: str,
    du: date | None = None,
    au: date | None = None,
) -> list[Somme]:
    """Sum the lines of one import, as they are, over whole months.

    By month from the sums that are kept of it: lines bear days.
    """
    mine = [_C.import_id == import_id]
    if vue == "mois":
        return _of_soldes(conn, vue, [*mine, *_months(du, au)], perimetre)
    if vue == "tiers":
        mine.append(_L.tiers != "")
    return _of_lines(conn, vue, [*mine, *_days(du, au)], perimetre)


def kept_sums(conn: Connection, perimetre: Perimetre, import_id: int, vue: str) -> list[Somme]:
    """Give what is kept of the sums of an import: the second witness of what its lines say."""
    return _of_soldes(conn, vue, [_C.import_id == import_id], perimetre)


def created(
    conn: Connection, perimetre: Perimetre, import_id: int, genre: str
) -> list[tuple[str, str]]:
    """List the records of a kind that an import created, by code, each with its label."""
    source = METADATA.tables[genre]
    code, text = (source.c[name] for name in FICHES[genre])
    query = select(code, text).where(
        source.c.cabinet_id == perimetre.cabinet_id,
        source.c.dossier_id == perimetre.dossier_id,
        source.c.origine_import == import_id,
    )
    return [(str(row[0]), str(row[1] or "")) for row in conn.execute(query.order_by(code))]


def _of_soldes(
    conn: Connection, vue: str, where: list[ColumnElement[bool]], perimetre: Perimetre
) -> list[Somme]:
    keys = [_S[name] for name in VUES[vue]]
    query = select(*keys, func.sum(_S.debit), func.sum(_S.credit), func.sum(_S.lignes))
    query = query.select_from(solde.join(import_comptable, _tied(_S))).where(
        _S.cabinet_id == perimetre.cabinet_id, _S.dossier_id == perimetre.dossier_id, *where
    )
    return _told(conn, query.group_by(*keys).order_by(*keys), len(keys))


def _of_lines(
    conn: Connection, vue: str, where: list[ColumnElement[bool]], perimetre: Perimetre
) -> list[Somme]:
    keys = [_L[name] for name in VUES[vue]]
    query = select(*keys, func.sum(_L.debit), func.sum(_L.credit), func.count())
    query = query.select_from(ligne.join(import_comptable, _tied(_L))).where(
        _L.cabinet_id == perimetre.cabinet_id, _L.dossier_id == perimetre.dossier_id, *where
    )
    return _told(conn, query.group_by(*keys).order_by(*keys), len(keys))


def _told(conn: Connection, query: Any, width: int) -> list[Somme]:
    return [
        Somme(tuple(map(str, row[:width])), *map(int, row[width:])) for row in conn.execute(query)
    ]


def _tied(columns: Any) -> ColumnElement[bool]:
    names = ("cabinet_id", "dossier_id", "import_id", "tentative")
    return and_(*(columns[name] == _C[name] for name in names))


def _months(du: date | None, au: date | None) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = []
    if du is not None:
        kept.append(_S.mois >= f"{du:%Y-%m}")
    if au is not None:
        kept.append(_S.mois <= f"{au:%Y-%m}")
    return kept


def _days(du: date | None, au: date | None) -> list[ColumnElement[bool]]:
    """Keep the days of the whole months from that of `du` to that of `au`."""
    kept: list[ColumnElement[bool]] = []
    if du is not None:
        kept.append(_L.date >= du.replace(day=1))
    if au is not None:
        after = date(au.year + au.month // 12, au.month % 12 + 1, 1)
        kept.append(_L.date < after)
    return kept


__all__: Sequence[str] = ("FICHES", "VUES", "Somme", "books", "created", "kept_sums", "of_import")
