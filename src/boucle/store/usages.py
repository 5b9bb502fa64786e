"""Usages: what still uses a record, so that removing it can be refused by name.

Two sorts of users: records of other resources that point to it by a reference, found from the
declarations; and the books, whose lines name journaux, comptes and tiers by their code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from boucle.schema import registre
from boucle.schema.champ_lien import Reference
from boucle.schema.resource import Resource
from boucle.store.lignes import ligne, solde
from boucle.store.metadata import METADATA
from boucle.store.ressources import table_of
from boucle.store.ventilations import ventilation
from boucle.values import Perimetre

_CHUNK = 500

_BOOKS: dict[str, tuple[Any, Any]] = {
    "compte": (solde, solde.c.compte),
    "journal": (solde, solde.c.journal),
    "tiers": (ligne, ligne.c.tiers),
    "axe": (ventilation, ventilation.c.axe),
    "section": (ventilation, ventilation.c.section),
}


class Usage(NamedTuple):
    """One user of a record: its sort in French, its name; resource and id when it is a record."""

    titre: str
    nom: str
    resource: str = ""
    ident: int = 0


_LIVRES = Usage("écritures comptables", "")


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
    """Tell which records, given as id → natural key, lines of the books still name."""
    if resource.base.nom == "exercice":
        return _exercices_in_books(conn, perimetre, list(targets))
    if resource.base.nom not in _BOOKS:
        return {}
    table, column = _BOOKS[resource.base.nom]
    codes = {key: ident for ident, key in targets.items()}
    names, found = list(codes), {}
    for start in range(0, len(names), _CHUNK):
        query = (
            select(column)
            .where(
                table.c.cabinet_id == perimetre.cabinet_id,
                table.c.dossier_id == perimetre.dossier_id,
                column.in_(names[start : start + _CHUNK]),
            )
            .distinct()
        )
        found.update({codes[code]: _LIVRES for (code,) in conn.execute(query)})
    return found


def _exercices_in_books(
    conn: Connection, perimetre: Perimetre, ids: list[int]
) -> dict[int, Usage]:
    """Tell which exercices hold a month with lines; an exercice has no code in the lines."""
    table = METADATA.tables["exercice"]
    found = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(table.c.id, table.c.debut, table.c.fin).where(
            table.c.cabinet_id == perimetre.cabinet_id,
            table.c.dossier_id == perimetre.dossier_id,
            table.c.id.in_(ids[start : start + _CHUNK]),
        )
        for ident, debut, fin in conn.execute(query).all():
            booked = select(solde.c.mois).where(
                solde.c.cabinet_id == perimetre.cabinet_id,
                solde.c.dossier_id == perimetre.dossier_id,
                solde.c.mois.between(debut.strftime("%Y-%m"), fin.strftime("%Y-%m")),
            )
            if conn.execute(booked.limit(1)).scalar() is not None:
                found[ident] = _LIVRES
    return found
