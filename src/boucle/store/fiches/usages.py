"""Usages: what still uses a record, so that removing it can be refused by name.

Two sorts of users: records of other resources that point to it by a reference, found from the
declarations; and the books, whose lines name journaux, comptes and tiers by their code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select

from boucle.compta.etat import VISIBLES, Etat
from boucle.schema import registre
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.resource import Resource
from boucle.store.base.metadata import METADATA
from boucle.store.fiches.ressources import table_of
from boucle.store.livre.lignes import libelle_import, ligne, solde
from boucle.store.livre.ventilations import ventilation
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

_CHUNK = 500

_SUMS = frozenset({"compte", "journal", "tiers"})
_STAGED: dict[str, tuple[Any, Any]] = {
    "compte": (ligne, ligne.c.compte),
    "journal": (ligne, ligne.c.journal),
    "tiers": (ligne, ligne.c.tiers),
    "axe": (ventilation, ventilation.c.axe),
    "section": (ventilation, ventilation.c.section),
}
_I = import_comptable.c


class Usage(NamedTuple):
    """One user of a record: its sort in French, its name; resource and id when it is a record."""

    titre: str
    nom: str
    resource: str = ""
    ident: int = 0


_LIVRES = Usage("écritures comptables", "")
EN_COURS = Usage("import en cours de lecture", "")


def users(
    conn: Connection, perimetre: Perimetre, resource: Resource, targets: Mapping[int, Any]
) -> dict[int, list[Usage]]:
    """List the users of records given as id → natural key; the unused ones are left out."""
    found: dict[int, list[Usage]] = {}
    for other in registre.every():
        if other.vue_de:
            continue
        for leaf in other.references:
            assert isinstance(leaf.champ, Reference)
            if leaf.champ.cible == resource.base.nom:
                for ident, usage in _pointing(conn, perimetre, other, leaf.column, list(targets)):
                    found.setdefault(ident, []).append(usage)
    for ident, usage in in_books(conn, perimetre, resource, targets).items():
        found.setdefault(ident, []).append(usage)
    return found


def _pointing(
    conn: Connection, perimetre: Perimetre, other: Resource, column: str, ids: list[int]
) -> Iterable[tuple[int, Usage]]:
    table = table_of(other)
    key = table.c[other.champ_cle.column]
    for start in range(0, len(ids), _CHUNK):
        query = select(table.c[column], key, table.c.id).where(
            table.c.cabinet_id == perimetre.cabinet_id,
            table.c.dossier_id == perimetre.dossier_id,
            table.c[column].in_(ids[start : start + _CHUNK]),
        )
        for target, name, ident in conn.execute(query):
            yield target, Usage(other.titre, str(name), other.nom, ident)


def in_books(
    conn: Connection, perimetre: Perimetre, resource: Resource, targets: Mapping[int, Any]
) -> dict[int, Usage]:
    """Tell which records, given as id → natural key, lines of the books still name.

    The books, and what is on its way into them: lines of imports that wait for validation, or
    that are being read now. An import rejected or in error names nothing any more.
    """
    nom = resource.base.nom
    if nom == "exercice":
        return _exercices_in_books(conn, perimetre, list(targets))
    if nom not in _SUMS and nom not in _STAGED:
        return {}
    codes = {key: ident for ident, key in targets.items()}
    names, found = list(codes), {}
    for start in range(0, len(names), _CHUNK):
        chunk = names[start : start + _CHUNK]
        for query in _naming(conn, perimetre, nom, chunk):
            found.update({codes[code]: _LIVRES for (code,) in conn.execute(query)})
    return found


def _naming(
    conn: Connection, perimetre: Perimetre, nom: str, codes: list[str]
) -> Iterator[Select[Any]]:
    """Give the queries that find which of these codes lines name: published, then staged."""
    staged, column = _STAGED[nom]
    if nom in _SUMS:
        # Every code of a published attempt has its label, even a blank one.
        c = libelle_import.c
        yield (
            select(c.code)
            .distinct()
            .where(*_here(c, perimetre), c.genre == nom, c.code.in_(codes))
            .where(*_published(c))
        )
    else:
        c = staged.c
        yield (
            select(column)
            .distinct()
            .where(*_here(c, perimetre), column.in_(codes))
            .where(*_published(c))
        )
    for import_id, jeton in _running(conn, perimetre):
        yield (
            select(column)
            .distinct()
            .where(
                *_here(staged.c, perimetre),
                staged.c.import_id == import_id,
                staged.c.tentative == jeton,
                column.in_(codes),
            )
        )


def _published(c: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        _I.cabinet_id == c.cabinet_id,
        _I.dossier_id == c.dossier_id,
        _I.import_id == c.import_id,
        _I.tentative == c.tentative,
        _I.etat.in_(sorted(VISIBLES)),
    )


def _running(conn: Connection, perimetre: Perimetre) -> list[tuple[int, int]]:
    """List the imports being read now, each with its attempt."""
    query = select(_I.import_id, _I.jeton).where(*_here(_I, perimetre), _I.etat == Etat.EN_COURS)
    return [(row.import_id, row.jeton) for row in conn.execute(query)]


def _exercices_in_books(conn: Connection, perimetre: Perimetre, ids: list[int]) -> dict[int, Usage]:
    """Tell which exercices hold a month with lines; an exercice has no code in the lines.

    An import being read now has been judged by the exercices that there were: it uses them all.
    """
    if _running(conn, perimetre):
        return dict.fromkeys(ids, EN_COURS)
    table = METADATA.tables["exercice"]
    found = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(table.c.id, table.c.debut, table.c.fin).where(
            *_here(table.c, perimetre), table.c.id.in_(ids[start : start + _CHUNK])
        )
        for ident, debut, fin in conn.execute(query).all():
            if has_lines(conn, perimetre, debut, fin):
                found[ident] = _LIVRES
    return found


def has_lines(conn: Connection, perimetre: Perimetre, debut: date, fin: date) -> bool:
    """True when a published import has lines in a month of this interval."""
    booked = select(solde.c.mois).where(
        *_here(solde.c, perimetre),
        solde.c.mois.between(debut.strftime("%Y-%m"), fin.strftime("%Y-%m")),
        *_published(solde.c),
    )
    return conn.execute(booked.limit(1)).scalar() is not None


def days_with_lines(
    conn: Connection, perimetre: Perimetre, debut: date, fin: date
) -> tuple[date, date] | None:
    """Give the first and last days of this interval that have published lines, None without.

    Days are looked for only where a month has some: lines are added up by month.
    """
    if not has_lines(conn, perimetre, debut, fin):
        return None
    query = select(func.min(ligne.c.date), func.max(ligne.c.date)).where(
        *_here(ligne.c, perimetre), ligne.c.date.between(debut, fin), *_published(ligne.c)
    )
    first, last = conn.execute(query).one()
    return None if first is None else (first, last)


def is_reading(conn: Connection, perimetre: Perimetre) -> bool:
    """True while an import of the dossier is being read."""
    return bool(_running(conn, perimetre))


def _here(c: Any, perimetre: Perimetre) -> tuple[ColumnElement[bool], ...]:
    return c.cabinet_id == perimetre.cabinet_id, c.dossier_id == perimetre.dossier_id
