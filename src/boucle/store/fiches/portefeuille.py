"""Portefeuille: the dossiers of a firm as it goes through them, with what waits in each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, case, func, select

from boucle.compta.etat import Etat
from boucle.resources import dossier_client, groupe
from boucle.store.base.ordre import Cle, after, sort
from boucle.store.base.recherche import holds
from boucle.store.fiches.archives import dossier_archive
from boucle.store.fiches.dossiers import dossier
from boucle.store.fiches.ressources import table_of
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

_D = dossier.c
_I = import_comptable.c


class Activite(NamedTuple):
    """What came into one dossier: imports that wait, those in error, the last one and its state."""

    attente: int
    erreurs: int
    dernier: datetime | None
    etat: Etat | None


RIEN = Activite(0, 0, None, None)


def page(
    conn: Connection,
    cabinet_id: int,
    ouverts: Collection[int] | None,
    *,
    q: str = "",
    apres: Sequence[Any] = (),
    take: int,
) -> Sequence[RowMapping]:
    """List the living dossiers by code, archived ones excepted; ouverts: these only, None for all.

    apres: the code of the last one given.
    """
    cles = (Cle(_D.code),)
    query = _source(cabinet_id, ouverts, q)
    if apres:
        query = query.where(after(cles, apres))
    return conn.execute(sort(query, cles).limit(take)).mappings().all()


def count(conn: Connection, cabinet_id: int, ouverts: Collection[int] | None, q: str = "") -> int:
    """Count the dossiers that `page` lists."""
    inner = _source(cabinet_id, ouverts, q).subquery()
    return int(conn.execute(select(func.count()).select_from(inner)).scalar_one())


def find(conn: Connection, perimetre: Perimetre) -> RowMapping:
    """Give one dossier as `page` lists it, archived or not."""
    query = _source(perimetre.cabinet_id, (perimetre.dossier_id,), "", archives=True)
    return conn.execute(query).mappings().one()


def activite(
    conn: Connection, cabinet_id: int, dossier_ids: Collection[int] | None
) -> dict[int, Activite]:
    """Give what came into dossiers, by id; dossier_ids: these only, None for all."""
    query = select(
        _I.dossier_id,
        func.sum(case((_I.etat == Etat.A_VALIDER, 1), else_=0)),
        func.sum(case((_I.etat == Etat.EN_ERREUR, 1), else_=0)),
        func.max(_I.cree_le, type_=_I.cree_le.type),
        func.max(_I.import_id).label("dernier_id"),
    ).where(_I.cabinet_id == cabinet_id)
    if dossier_ids is not None:
        query = query.where(_I.dossier_id.in_(sorted(dossier_ids)))
    sums = query.group_by(_I.dossier_id).subquery()
    rows = conn.execute(
        select(sums, _I.etat).select_from(
            sums.join(
                import_comptable,
                and_(
                    _I.cabinet_id == cabinet_id,
                    _I.dossier_id == sums.c.dossier_id,
                    _I.import_id == sums.c.dernier_id,
                ),
            )
        )
    )
    return {
        row.dossier_id: Activite(int(row[1]), int(row[2]), row[3], Etat(row.etat)) for row in rows
    }


def _source(
    cabinet_id: int, ouverts: Collection[int] | None, q: str, *, archives: bool = False
) -> Select[Any]:
    fiche = table_of(dossier_client.RESOURCE)
    equipe = table_of(groupe.RESOURCE)
    own: list[ColumnElement[bool]] = [
        _D.cabinet_id == cabinet_id,
        _D.code.is_not(None),
        _D.dossier_id != 0,
    ]
    if ouverts is not None:
        own.append(_D.dossier_id.in_(sorted(ouverts)))
    if not archives:
        own.append(
            ~select(dossier_archive.c.le)
            .where(
                dossier_archive.c.cabinet_id == _D.cabinet_id,
                dossier_archive.c.dossier_id == _D.dossier_id,
            )
            .exists()
        )
    named = (fiche.c.raison_sociale, fiche.c.nom_usuel, fiche.c.nom, fiche.c.prenom)
    if q:
        own.append(holds((_D.code, *named, fiche.c.siren), q))
    return (
        select(
            _D.dossier_id,
            _D.code,
            *(func.coalesce(column, "").label(column.name) for column in (*named, fiche.c.siren)),
            func.coalesce(equipe.c.description, "").label("groupe"),
            func.coalesce(equipe.c.code, "").label("code_groupe"),
        )
        .select_from(
            dossier.outerjoin(
                fiche,
                and_(
                    fiche.c.cabinet_id == _D.cabinet_id,
                    fiche.c.dossier_id == 0,
                    fiche.c.code_dossier == _D.code,
                ),
            ).outerjoin(
                equipe,
                and_(
                    equipe.c.cabinet_id == fiche.c.cabinet_id,
                    equipe.c.dossier_id == fiche.c.dossier_id,
                    equipe.c.id == fiche.c.groupe_travail_id,
                ),
            )
        )
        .where(*own)
    )
