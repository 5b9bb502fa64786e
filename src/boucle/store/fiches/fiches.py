"""Fiches: the records of any resource: listed, looked up, added, changed, removed.

Every statement names the cabinet and the dossier outside of whatever the caller asks. Nothing here
is done record by record: keys are looked up by the hundred, rows are written in one statement.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Table,
    any_,
    bindparam,
    select,
)

from boucle.schema import registre
from boucle.schema.champs.champ_lien import Lien, Reference
from boucle.schema.champs.controle import UUID
from boucle.schema.resource import Resource
from boucle.store.acces.ouverts import given, within
from boucle.store.fiches import dossiers
from boucle.store.fiches.liste import Lecture, keys_of, seen
from boucle.store.fiches.ressources import table_of
from boucle.values import Perimetre

_CHUNK = 500
_RAW = frozenset({"booleen", "jour", "instant"})


def by_object_id(
    conn: Connection, perimetre: Perimetre, resource: Resource, object_ids: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Give the whole rows of these records, by objectId; the absent ones are left out."""
    lecture = Lecture(resource, partial=perimetre.ouverts is not None)
    found: dict[str, dict[str, Any]] = {}
    # What is no UUID is nobody's, and may hold what a database refuses to compare, such as NUL.
    possible = filter(UUID.read, dict.fromkeys(object_ids))
    for chunk in _chunks(possible):
        query = select(lecture.table).where(lecture.here(), lecture.table.c.object_id.in_(chunk))
        for row in conn.execute(query, seen(perimetre)).mappings():
            found[row["object_id"]] = dict(row)
    return found


def ids_of(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    column: str,
    values: Iterable[Any],
    *,
    seen: bool = False,
) -> dict[Any, tuple[int, str, Any]]:
    """Give (id, objectId, natural key) of the records whose column has one of these values.

    seen: of those only that may be seen there; a key is taken even by a record that may not.
    """
    table, key = table_of(resource), resource.champ_cle.column
    opened = within(resource, table) if seen and perimetre.ouverts is not None else None
    more = () if opened is None else (opened,)
    found: dict[Any, tuple[int, str, Any]] = {}
    for chunk in _chunks(dict.fromkeys(values)):
        query = select(table.c[column], table.c.id, table.c.object_id, table.c[key]).where(
            *_where(table, perimetre), _among(conn, table.c[column], chunk), *more
        )
        rows = conn.execute(query, given(perimetre) if more else {})
        found.update({row[0]: (row[1], row[2], row[3]) for row in rows})
    return found


def _among(
    conn: Connection, column: ColumnElement[Any], values: Sequence[Any]
) -> ColumnElement[bool]:
    """Tell that a column holds one of these values, by one parameter where lists are known.

    Hundreds of parameters cost PostgreSQL more to read and to plan than the rows to find.
    """
    if conn.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))
    return column.in_(values)


def rows_of(
    conn: Connection, perimetre: Perimetre, resource: Resource, column: str, values: Iterable[Any]
) -> dict[Any, dict[str, Any]]:
    """Give the whole rows of the records whose column has one of these values, by that value."""
    table = table_of(resource)
    found: dict[Any, dict[str, Any]] = {}
    for chunk in _chunks(dict.fromkeys(values)):
        query = select(table).where(*_where(table, perimetre), _among(conn, table.c[column], chunk))
        found.update({row[column]: dict(row) for row in conn.execute(query).mappings()})
    return found


def any_row(conn: Connection, perimetre: Perimetre, resource: Resource) -> bool:
    """True when the resource has at least one record there."""
    table = table_of(resource)
    query = select(table.c.id).where(*_where(table, perimetre)).limit(1)
    return conn.execute(query).scalar() is not None


def resolve(
    conn: Connection, perimetre: Perimetre, champ: Reference, liens: Collection[Lien]
) -> dict[Lien, tuple[int, str, Any]]:
    """Look up references of one field, all at once; the ones that nobody may see are left out."""
    target = registre.find(champ.cible)
    columns = {"objectId": "object_id", "code": target.champ_cle.column}
    found: dict[Lien, tuple[int, str, Any]] = {}
    for par, column in columns.items():
        wanted = {lien.valeur: lien for lien in liens if lien.par == par}
        rows = ids_of(conn, perimetre, target, column, wanted, seen=True) if wanted else {}
        found.update({wanted[value]: row for value, row in rows.items()})
    return found


def all_keys(conn: Connection, perimetre: Perimetre, resource: Resource) -> dict[str, str]:
    """Give the natural key of every record there, with its objectId."""
    table, key = table_of(resource), resource.champ_cle.column
    query = select(table.c[key], table.c.object_id).where(*_where(table, perimetre))
    return {str(row[0]): str(row[1]) for row in conn.execute(query)}


def references_of(
    conn: Connection, perimetre: Perimetre, champ: Reference, ids: Iterable[int]
) -> dict[int, tuple[str, Any]]:
    """Give (objectId, natural key) of the targets of one field, by id."""
    found = ids_of(conn, perimetre, registre.find(champ.cible), "id", ids)
    return {ident: (object_id, key) for ident, object_id, key in found.values()}


def insert(
    conn: Connection, perimetre: Perimetre, resource: Resource, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Add rows that hold every column but the perimetre's own."""
    if rows:
        keys = {"cabinet_id": perimetre.cabinet_id, "dossier_id": perimetre.dossier_id}
        conn.execute(table_of(resource).insert(), [{**row, **keys} for row in rows])


def insert_missing(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    rows: Sequence[Mapping[str, Any]],
    origine_import: int | None,
) -> int:
    """Add the records whose natural key is not there yet, marked with their import; count them.

    rows: values by column, the others taking their default; a reference may be given as the code
    of its target under the column's name without `_id` (`compte` for `compte_id`), an unknown one
    being left empty. The values are those of a file already checked: they are not judged again.
    """
    key = resource.champ_cle.column
    # Taking no revision takes the dossier's counters all the same: what is read next cannot be
    # overtaken by another writer.
    dossiers.next_revisions(conn, perimetre, 0)
    distinct = {row[key]: row for row in rows}
    known = ids_of(conn, perimetre, resource, key, distinct)
    fresh = [dict(row) for value, row in distinct.items() if value not in known]
    if not fresh:
        return 0
    for leaf in resource.references:
        assert isinstance(leaf.champ, Reference)
        name = leaf.column.removesuffix("_id")
        codes = {row[name] for row in fresh if row.get(name)}
        targets = ids_of(
            conn,
            perimetre,
            registre.find(leaf.champ.cible),
            registre.find(leaf.champ.cible).champ_cle.column,
            codes,
        )
        for row in fresh:
            code = row.pop(name, None)
            if code in targets:
                row[leaf.column] = targets[code][0]
    absents = {leaf.column: leaf.champ.absent for leaf in resource.feuilles}
    _insert_fresh(conn, perimetre, resource, [{**absents, **row} for row in fresh], origine_import)
    return len(fresh)


def fill_references(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    name: str,
    codes: Mapping[Any, Any],
    origine_import: int,
) -> None:
    """Point to their targets the records that an import created before these were there.

    name: of the reference, as `insert_missing` takes it; codes: of the target, by natural key.
    """
    leaf = next(leaf for leaf in resource.references if leaf.column == f"{name}_id")
    assert isinstance(leaf.champ, Reference)
    cible, table = registre.find(leaf.champ.cible), table_of(resource)
    targets = ids_of(conn, perimetre, cible, cible.champ_cle.column, set(codes.values()))
    params = [
        {**keys_of(perimetre), "p_cle": cle, "p_cible": targets[code][0]}
        for cle, code in codes.items()
        if code in targets
    ]
    if params:
        conn.execute(
            table.update()
            .where(
                *_bound(table),
                table.c[resource.champ_cle.column] == bindparam("p_cle"),
                table.c.origine_import == origine_import,
                table.c[leaf.column].is_(None),
            )
            .values({leaf.column: bindparam("p_cible")}),
            params,
        )


def _insert_fresh(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    rows: list[dict[str, Any]],
    origine_import: int | None,
) -> None:
    ids = dossiers.allocate_ids(conn, perimetre, len(rows))
    revisions = dossiers.next_revisions(conn, perimetre, len(rows))
    for row, ident, revision in zip(rows, ids, revisions, strict=True):
        if resource.base.derive is not None:
            resource.base.derive(row)
        row.update(
            id=ident,
            object_id=row.get("object_id") or str(uuid.uuid4()),
            revision=revision,
            origine_import=origine_import,
        )
    insert(conn, perimetre, resource, rows)


def provision(conn: Connection, perimetre: Perimetre) -> None:
    """Give a new dossier its one row, all defaults, of each resource that has one row only."""
    for resource in registre.every():
        if resource.approvisionne and not resource.vue_de:
            row = {leaf.column: leaf.champ.absent for leaf in resource.feuilles}
            _insert_fresh(conn, perimetre, resource, [row], None)


def update(
    conn: Connection, perimetre: Perimetre, resource: Resource, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write whole rows over those of the same id; the caller holds the dossier's counters."""
    table = table_of(resource)
    kept = {"cabinet_id", "dossier_id", "id", "object_id", "origine_import"}
    columns = [column.name for column in table.columns if column.name not in kept]
    statement = (
        table.update()
        .where(*_bound(table), table.c.id == bindparam("p_id"))
        .values({name: bindparam(f"v_{name}") for name in columns})
    )
    here = keys_of(perimetre)
    params = [
        {**here, "p_id": row["id"], **{f"v_{name}": row[name] for name in columns}} for row in rows
    ]
    if params:
        conn.execute(statement, params)


def delete(conn: Connection, perimetre: Perimetre, resource: Resource, ids: Sequence[int]) -> None:
    """Remove rows by id, all of one call together, even those that point to one another."""
    table = table_of(resource)
    own = [
        leaf.column
        for leaf in resource.base.references
        if isinstance(leaf.champ, Reference) and leaf.champ.cible == resource.base.nom
    ]
    for chunk in _chunks(ids) if own else ():
        statement = table.update().where(*_where(table, perimetre), table.c.id.in_(chunk))
        conn.execute(statement.values(dict.fromkeys(own)))
    for chunk in _chunks(ids):
        conn.execute(table.delete().where(*_where(table, perimetre), table.c.id.in_(chunk)))


def periods(
    conn: Connection, perimetre: Perimetre, resource: Resource
) -> list[tuple[int, Any, Any, Any]]:
    """Give (id, natural key, first day, last day) of every record that has an interval."""
    assert resource.intervalle is not None
    table = table_of(resource)
    start, end = (resource.base.par_nom[nom].column for nom in resource.intervalle)
    query = select(
        table.c.id, table.c[resource.champ_cle.column], table.c[start], table.c[end]
    ).where(*_where(table, perimetre))
    return [tuple(row) for row in conn.execute(query)]


def _where(table: Table, perimetre: Perimetre) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.cabinet_id == perimetre.cabinet_id,
        table.c.dossier_id == perimetre.dossier_id,
    )


def _bound(table: Table) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.cabinet_id == bindparam("p_cabinet"),
        table.c.dossier_id == bindparam("p_dossier"),
    )


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    every = list(values)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
