"""Ouverts: which records of the firm's level belong to the dossiers that are opened to an acteur.

A dossier that is not opened must not be learnt of: every statement that finds records for an
acteur of some dossiers only carries this condition. The declaration of a resource says by which
field its records belong to a dossier, straight or through a record that belongs to one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, select

from boucle.schema import registre
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.resource import Resource
from boucle.store.base.types import Entier
from boucle.store.fiches.dossiers import dossier
from boucle.store.fiches.ressources import table_of
from boucle.values import Perimetre


def within(resource: Resource, table: FromClause) -> ColumnElement[bool] | None:
    """Give the condition that keeps a statement to the opened dossiers, to be run with `given`.

    None for a resource whose records belong to no dossier.
    """
    acces = resource.base.acces
    if acces is None or not acces.dossier:
        return None
    champ = resource.base.par_nom[acces.dossier]
    column = table.c[champ.column]
    cabinet = bindparam("o_cabinet", type_=Entier)
    if not isinstance(champ, Reference) and not acces.par:
        return column.in_(
            select(dossier.c.code).where(
                dossier.c.cabinet_id == cabinet,
                dossier.c.dossier_id.in_(bindparam("o_dossiers", expanding=True)),
            )
        )
    target = registre.find(champ.cible if isinstance(champ, Reference) else acces.par)
    other = table_of(target).alias()
    inner = within(target, other)
    assert inner is not None
    found = other.c.id if isinstance(champ, Reference) else other.c.object_id
    return column.in_(
        select(found).where(other.c.cabinet_id == cabinet, other.c.dossier_id == 0, inner)
    )


def given(perimetre: Perimetre) -> dict[str, Any]:
    """Give the values that the condition is run with."""
    return {
        "o_cabinet": perimetre.cabinet_id,
        "o_dossiers": sorted(perimetre.ouverts or ()),
    }
