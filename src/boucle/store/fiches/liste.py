"""Liste: one page of the records of any resource, filtered and sorted as asked.

Every statement names the cabinet and the dossier outside of whatever the caller asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from boucle.schema import registre
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.demande import Demande, Tri
from boucle.schema.resource import Feuille, Resource
from boucle.store.acces.ouverts import given, within
from boucle.store.base.condition import compile_tree
from boucle.store.base.ordre import Cle, after, sort
from boucle.store.fiches.archives import archived_codes
from boucle.store.fiches.ressources import table_of
from boucle.values import Perimetre

_RAW = frozenset({"booleen", "jour", "instant"})


class Lecture:
    """A SELECT on one resource being put together, with the joins that its references need."""

    def __init__(
        self, resource: Resource, archives: bool | None = None, *, partial: bool = False
    ) -> None:
        self.resource = resource
        self._partial = partial
        self._archives = archives
        self.table = table_of(resource)
        self.source: FromClause = self.table
        self._joined: dict[str, tuple[FromClause, Resource]] = {}
        self._stored = {leaf.column: leaf.champ.stockage for leaf in resource.base.feuilles}

    def column(self, source: str) -> ColumnElement[Any]:
        """Give the column of a rendering's source: a column, or `<reference>><column>`."""
        own, _, beyond = source.partition(">")
        if beyond:
            return self._target(own)[0].c[beyond]
        column = self.table.c[own]
        # The rendering turns days and truths into JSON itself: cheaper than a type per value.
        return type_coerce(column, NullType()) if self._stored.get(own) in _RAW else column

    def find(self, feuille: Feuille, partie: str) -> ColumnElement[Any]:
        """Give the column that a filter or a sort looks at."""
        if feuille.champ.stockage != "reference" or not partie:
            return self.table.c[feuille.column]
        target, resource = self._target(feuille.column)
        return target.c[resource.champ_cle.column if partie == "code" else partie]

    def here(self) -> ColumnElement[bool]:
        """Give the condition that keeps a statement in its perimetre and in its view."""
        fixed = [
            self.table.c[self.resource.base.par_nom[nom].column] == value
            for nom, value in self.resource.fixe.items()
        ]
        if self._archives is not None:
            put_away = archived_codes(self.table)
            fixed.append(put_away if self._archives else ~put_away)
        opened = within(self.resource, self.table) if self._partial else None
        if opened is not None:
            fixed.append(opened)
        return and_(
            self.table.c.cabinet_id == bindparam("p_cabinet"),
            self.table.c.dossier_id == bindparam("p_dossier"),
            *fixed,
        )

    def _target(self, column: str) -> tuple[FromClause, Resource]:
        if column not in self._joined:
            leaf = next(leaf for leaf in self.resource.references if leaf.column == column)
            assert isinstance(leaf.champ, Reference)
            resource = registre.find(leaf.champ.cible)
            target = table_of(resource).alias(f"r_{column}")
            self.source = self.source.outerjoin(
                target,
                and_(
                    target.c.cabinet_id == self.table.c.cabinet_id,
                    target.c.dossier_id == self.table.c.dossier_id,
                    target.c.id == self.table.c[column],
                ),
            )
            self._joined[column] = (target, resource)
        return self._joined[column]


def page(
    conn: Connection,
    perimetre: Perimetre,
    resource: Resource,
    sources: tuple[str, ...],
    demande: Demande,
) -> Sequence[Row[Any]]:
    """Give one page of records and one row more when others remain: values by source.

    Ordered as asked, then by natural key, so that two pages never show the same record.
    """
    params = {**seen(perimetre), "p_take": demande.take + 1, "p_skip": demande.skip}
    partial = perimetre.ouverts is not None
    if demande.arbre is None and not demande.apres:
        plain = _plain_page(resource, sources, demande.tris, demande.archives, partial)
        return conn.execute(plain, params).all()
    lecture, query, cles = _page(resource, sources, demande.tris, demande.archives, partial)
    if demande.apres:
        query = query.where(after(cles, demande.apres))
    if demande.arbre is not None:
        query = query.where(compile_tree(demande.arbre, lecture.find))
    return conn.execute(query.select_from(lecture.source), params).all()


def place_of(
    conn: Connection, perimetre: Perimetre, resource: Resource, demande: Demande, object_id: str
) -> tuple[Any, ...]:
    """Give the values of one record that say where it stands in the order of a demande."""
    lecture = Lecture(resource)
    cles = _cles(lecture, demande.tris)
    query = select(*(cle.colonne for cle in cles)).select_from(lecture.source)
    query = query.where(lecture.here(), lecture.table.c.object_id == object_id)
    return tuple(conn.execute(query, keys_of(perimetre)).one())


@lru_cache(maxsize=1024)
def _plain_page(
    resource: Resource,
    sources: tuple[str, ...],
    tris: tuple[Tri, ...],
    archives: bool | None,
    partial: bool,
) -> Select[Any]:
    lecture, query, _ = _page(resource, sources, tris, archives, partial)
    return query.select_from(lecture.source)


def _page(
    resource: Resource,
    sources: tuple[str, ...],
    tris: tuple[Tri, ...],
    archives: bool | None,
    partial: bool,
) -> tuple[Lecture, Select[Any], list[Cle]]:
    lecture = Lecture(resource, archives, partial=partial)
    query: Select[Any] = select(*(lecture.column(source) for source in sources))
    cles = _cles(lecture, tris)
    query = sort(query.where(lecture.here()), cles)
    return lecture, query.limit(bindparam("p_take")).offset(bindparam("p_skip")), cles


def _cles(lecture: Lecture, tris: tuple[Tri, ...]) -> list[Cle]:
    found = [
        Cle(
            lecture.find(tri.feuille, tri.partie or _shown_part(tri.feuille)),
            tri.decroissant,
            tri.feuille.champ.absent is None,
        )
        for tri in tris
    ]
    resource = lecture.resource
    if resource.nommee:
        found.append(Cle(lecture.table.c[resource.champ_cle.column]))
    return [*found, Cle(lecture.table.c.id)]


def _shown_part(feuille: Feuille) -> str:
    return "code" if feuille.champ.stockage == "reference" else ""


def keys_of(perimetre: Perimetre) -> dict[str, Any]:
    """Give the parameters that name a perimetre in the statements of this room."""
    return {"p_cabinet": perimetre.cabinet_id, "p_dossier": perimetre.dossier_id}


def seen(perimetre: Perimetre) -> dict[str, Any]:
    """Give them with the dossiers opened, where only some are."""
    found = keys_of(perimetre)
    return found if perimetre.ouverts is None else found | given(perimetre)
