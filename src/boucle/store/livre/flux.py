"""Flux: the lines of the books on their way out, page by page, in order of arrival and of line.

Every page is a transaction of its own, and asks first that the imports be as they were when the
file was begun: a slow reader holds no connection, and a file never mixes two states of the books.
Lines of a validated import do not change; only their breakdown does, a line at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection, RowMapping, Select, and_, select

from boucle.compta import detail as details
from boucle.compta.etat import Etat
from boucle.compta.lot import SCHEMA
from boucle.store.base.condition import compile_tree
from boucle.store.base.metadata import METADATA
from boucle.store.livre.lignes import libelle_import, ligne
from boucle.store.livre.livre import day_number, filter_column, plain_column
from boucle.store.livre.ventilations import ligne_detail, ventilation
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

VALIDE = str(Etat.VALIDE)
PARTS = ("n", "axe", "rang", "section", "debit", "credit", "quantite")
_PARTS = {
    nom: pl.String() if nom in ("axe", "section") else pl.Int32() if nom == "rang" else pl.Int64()
    for nom in PARTS
}


@dataclass(frozen=True, slots=True)
class Choix:
    """Which lines of the books: between two days, of one import, by a filter; all of it together.

    demande: the import's request, '' for all. arbre: a filter as `read_filtre` gives it.
    """

    debut: date | None = None
    fin: date | None = None
    demande: str = ""
    arbre: Any = None


class Page(NamedTuple):
    """Lines (columns of a lot), their details and their parts, each by `n`."""

    lignes: pl.DataFrame
    details: pl.DataFrame
    parts: pl.DataFrame


def imports_of(conn: Connection, perimetre: Perimetre, choix: Choix) -> Sequence[RowMapping]:
    """List the validated imports that may hold such lines, in order of arrival."""
    c = import_comptable.c
    query = select(import_comptable).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.etat == Etat.VALIDE,
    )
    if choix.fin is not None:
        query = query.where(c.date_min <= choix.fin)
    if choix.debut is not None:
        query = query.where(c.date_max >= choix.debut)
    if choix.demande:
        query = query.where(c.demande == choix.demande)
    return conn.execute(query.order_by(c.import_id)).mappings().all()


def still_there(conn: Connection, perimetre: Perimetre, row: RowMapping) -> bool:
    """Tell whether an import is validated still, by the same attempt."""
    c = import_comptable.c
    query = select(c.tentative).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == row["import_id"],
        c.etat == Etat.VALIDE,
    )
    return bool(conn.execute(query).scalar() == row["tentative"])


def etat_of(conn: Connection, perimetre: Perimetre, demande: str) -> str | None:
    """Give the state of an import of the dossier, by its request; None when it has none."""
    c = import_comptable.c
    query = select(c.etat).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.demande == demande,
    )
    etat: str | None = conn.execute(query).scalar()
    return etat


def scope(perimetre: Perimetre, row: RowMapping, choix: Choix) -> list[Any]:
    """Give the conditions of the chosen lines of one import; a filter needs `join_import`."""
    c = ligne.c
    found: list[Any] = [
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == row["import_id"],
        c.tentative == row["tentative"],
    ]
    if choix.debut is not None:
        found.append(c.date >= choix.debut)
    if choix.fin is not None:
        found.append(c.date <= choix.fin)
    if choix.arbre is not None:
        found.append(compile_tree(choix.arbre, filter_column))
    return found


def join_import(query: Select[Any], choix: Choix) -> Select[Any]:
    """Read the import beside its lines, where a filter may name it."""
    if choix.arbre is None:
        return query
    names = ("cabinet_id", "dossier_id", "import_id", "tentative")
    same = and_(*(import_comptable.c[nom] == ligne.c[nom] for nom in names))
    return query.join(import_comptable, same)


def page(
    conn: Connection, perimetre: Perimetre, row: RowMapping, choix: Choix, apres: int, take: int
) -> Page | None:
    """Give the next lines of one import after a line number; None at its end."""
    sqlite = conn.dialect.name == "sqlite"
    query = select(*(plain_column(nom, sqlite) for nom in SCHEMA)).select_from(ligne)
    query = join_import(query, choix).where(*scope(perimetre, row, choix), ligne.c.n > apres)
    lots = _frame(conn, query.order_by(ligne.c.n).limit(take), SCHEMA)
    if not lots.height:
        return None
    between = int(lots["n"][0]), int(lots["n"][-1])
    kept = tuple(details.SCHEMA)
    found = select(*(_plain(ligne_detail.c[nom], sqlite) for nom in kept))
    parts = select(*(ventilation.c[nom] for nom in PARTS))
    c = ventilation.c
    return Page(
        lots,
        _frame(conn, _beside(found, ligne_detail.c, perimetre, row, between), details.SCHEMA),
        _frame(
            conn, _beside(parts, c, perimetre, row, between).order_by(c.n, c.axe, c.rang), _PARTS
        ),
    )


def _beside(
    query: Select[Any], c: Any, perimetre: Perimetre, row: RowMapping, between: tuple[int, int]
) -> Select[Any]:
    return query.where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == row["import_id"],
        c.tentative == row["tentative"],
        c.n >= between[0],
        c.n <= between[1],
    )


def _plain(column: Any, sqlite: bool) -> Any:
    return column if column.name not in details.DATES else day_number(column, sqlite)


def _frame(conn: Connection, query: Select[Any], schema: dict[str, Any]) -> pl.DataFrame:
    rows = conn.execute(query).all()
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pl.DataFrame(
        [
            pl.Series(nom, values, dtype=dtype)
            for (nom, dtype), values in zip(schema.items(), columns, strict=True)
        ]
    )


def codes(
    conn: Connection, perimetre: Perimetre, rows: Sequence[RowMapping], choix: Choix
) -> dict[str, dict[str, str]]:
    """Give the codes that the lines name, by kind, each with the first label that it came with."""
    found: dict[str, dict[str, str]] = {"journal": {}, "compte": {}, "tiers": {}}
    c = libelle_import.c
    for row in rows:
        query = select(c.genre, c.code, c.libelle).where(
            c.cabinet_id == perimetre.cabinet_id,
            c.dossier_id == perimetre.dossier_id,
            c.import_id == row["import_id"],
            c.tentative == row["tentative"],
            c.variante == 0,
        )
        labels = {(genre, code): libelle for genre, code, libelle in conn.execute(query)}
        for genre, known in found.items():
            named = select(ligne.c[genre]).select_from(ligne)
            named = join_import(named, choix).where(*scope(perimetre, row, choix)).distinct()
            for code in conn.execute(named).scalars():
                if code:
                    known[code] = known.get(code) or labels.get((genre, code), "")
    return found


def collectifs(
    conn: Connection, perimetre: Perimetre, rows: Sequence[RowMapping], choix: Choix
) -> dict[str, str]:
    """Give a compte on which each tiers is booked."""
    found: dict[str, str] = {}
    for row in rows:
        query = select(ligne.c.tiers, ligne.c.compte).select_from(ligne)
        query = join_import(query, choix).where(*scope(perimetre, row, choix), ligne.c.tiers != "")
        ordered = query.distinct().order_by(ligne.c.tiers, ligne.c.compte)
        for row_found in conn.execute(ordered):
            found.setdefault(row_found[0], row_found[1])
    return found


def section_labels(conn: Connection, perimetre: Perimetre) -> dict[tuple[str, str], str]:
    """Give the label of each section of the dossier, by its axe and its code."""
    section, axe = METADATA.tables["section"], METADATA.tables["axe"]
    query = (
        select(axe.c.code, section.c.code, section.c.description)
        .join(
            axe,
            (axe.c.cabinet_id == section.c.cabinet_id)
            & (axe.c.dossier_id == section.c.dossier_id)
            & (axe.c.id == section.c.axe_id),
        )
        .where(
            section.c.cabinet_id == perimetre.cabinet_id,
            section.c.dossier_id == perimetre.dossier_id,
        )
    )
    return {(row[0], row[1]): row[2] for row in conn.execute(query)}


def axes(conn: Connection, perimetre: Perimetre, rows: Sequence[RowMapping]) -> list[str]:
    """List the axes on which lines of these imports are broken down."""
    c = ventilation.c
    found: set[str] = set()
    for row in rows:
        query = select(c.axe).where(
            c.cabinet_id == perimetre.cabinet_id,
            c.dossier_id == perimetre.dossier_id,
            c.import_id == row["import_id"],
            c.tentative == row["tentative"],
        )
        found |= set(conn.execute(query.distinct()).scalars())
    return sorted(found)
