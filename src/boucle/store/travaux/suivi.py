"""Suivi: the imports of a dossier as a firm goes through them, filtered, counted, totalled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, func, or_, select

from boucle.compta.etat import Etat
from boucle.store.base.ordre import Cle, after, sort
from boucle.store.base.recherche import holds
from boucle.store.fiches.dossiers import dossier
from boucle.store.livre.lignes import solde
from boucle.store.travaux.histoire import import_evenement
from boucle.store.travaux.imports import import_comptable
from boucle.values import Perimetre

ATTENTE = "471"
"""The waiting account, and all those below it."""

_C = import_comptable.c
_FIN = "472"


class Filtre(NamedTuple):
    """What part of the imports is looked at; every field that is empty keeps all.

    du, au: days that the movements must meet. avec_471, avec_erreurs: those that bear a line of
    the waiting account, that ended in error or hold a warning. demandes: these ones.
    """

    etats: tuple[Etat, ...] = ()
    partenaire: str = ""
    format: str = ""
    exercice: str = ""
    du: date | None = None
    au: date | None = None
    avec_471: bool = False
    avec_erreurs: bool = False
    q: str = ""
    demandes: tuple[str, ...] = ()


class Attente(NamedTuple):
    """What an import puts in the waiting account: lines, and debit less credit in centimes."""

    lignes: int
    solde: int


class Compte(NamedTuple):
    """How many imports there are, and how many of each kind that a tab shows."""

    tous: int
    a_valider: int
    avec_471: int
    avec_erreurs: int


def page(
    conn: Connection,
    perimetre: Perimetre,
    filtre: Filtre,
    *,
    apres: Sequence[Any] = (),
    take: int,
) -> Sequence[RowMapping]:
    """List imports, newest first; apres: the import_id of the last one given."""
    query = select(import_comptable).where(*_kept(perimetre, filtre))
    cles = (Cle(_C.import_id, decroissant=True),)
    if apres:
        query = query.where(after(cles, apres))
    return conn.execute(sort(query, cles).limit(take)).mappings().all()


def count(conn: Connection, perimetre: Perimetre, filtre: Filtre) -> Compte:
    """Count the imports that answer."""

    def how_many(condition: ColumnElement[bool]) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    query = select(
        func.count(),
        how_many(_C.etat == Etat.A_VALIDER),
        how_many(_with_471()),
        how_many(_with_errors()),
    ).where(*_kept(perimetre, filtre))
    return Compte(*map(int, conn.execute(query).one()))


def choices(conn: Connection, perimetre: Perimetre) -> dict[str, list[str]]:
    """Give the partenaires and the exercices that the imports of the dossier bear, sorted."""
    found = {}
    for name in ("partenaire", "exercice"):
        query = select(_C[name]).where(*_here(perimetre), _C[name] != "").distinct()
        found[name] = sorted(conn.execute(query).scalars())
    return found


def search(
    conn: Connection, cabinet_id: int, ouverts: Collection[int] | None, q: str, take: int
) -> Sequence[RowMapping]:
    """Find imports by a part of their name in living dossiers, newest first.

    ouverts: these only, None for all. Gives code, demande, nom_fichier, partenaire, format.
    """
    query = (
        select(dossier.c.code, _C.demande, _C.nom_fichier, _C.partenaire, _C.format)
        .join_from(
            import_comptable,
            dossier,
            and_(
                dossier.c.cabinet_id == _C.cabinet_id,
                dossier.c.dossier_id == _C.dossier_id,
            ),
        )
        .where(
            _C.cabinet_id == cabinet_id,
            dossier.c.code.is_not(None),
            holds((_C.nom_fichier, _C.partenaire), q),
        )
    )
    if ouverts is not None:
        query = query.where(_C.dossier_id.in_(sorted(ouverts)))
    return conn.execute(query.order_by(_C.cree_le.desc()).limit(take)).mappings().all()


def attentes(
    conn: Connection, perimetre: Perimetre, rows: Collection[RowMapping]
) -> dict[int, Attente]:
    """Give what imports put in the waiting account, by import_id; nothing for those that do not."""
    keys = [(row["import_id"], row["tentative"]) for row in rows if row["tentative"] is not None]
    if not keys:
        return {}
    s = solde.c
    query = (
        select(s.import_id, s.tentative, func.sum(s.lignes), func.sum(s.debit - s.credit))
        .where(
            s.cabinet_id == perimetre.cabinet_id,
            s.dossier_id == perimetre.dossier_id,
            s.import_id.in_([key[0] for key in keys]),
            s.compte >= ATTENTE,
            s.compte < _FIN,
        )
        .group_by(s.import_id, s.tentative)
    )
    current = dict(keys)
    return {
        row[0]: Attente(int(row[2]), int(row[3]))
        for row in conn.execute(query)
        if current[row[0]] == row[1]
    }


def last_events(
    conn: Connection, perimetre: Perimetre, rows: Collection[RowMapping]
) -> dict[int, RowMapping]:
    """Give the last event of imports, by import_id: who brought each where it is, and when."""
    e = import_evenement.c
    query = (
        select(e.import_id, e.auteur, e.profil, e.le)
        .join_from(
            import_evenement,
            import_comptable,
            and_(
                *(e[name] == _C[name] for name in ("cabinet_id", "dossier_id", "import_id")),
                e.seq == _C.evenements,
            ),
        )
        .where(*_here(perimetre), _C.import_id.in_([row["import_id"] for row in rows]))
    )
    return {row["import_id"]: row for row in conn.execute(query).mappings()}


def _here(perimetre: Perimetre) -> tuple[ColumnElement[bool], ...]:
    return (_C.cabinet_id == perimetre.cabinet_id, _C.dossier_id == perimetre.dossier_id)


def _kept(perimetre: Perimetre, filtre: Filtre) -> list[ColumnElement[bool]]:
    kept = list(_here(perimetre))
    for name in ("partenaire", "format", "exercice"):
        if asked := getattr(filtre, name):
            kept.append(_C[name] == asked)
    if filtre.etats:
        kept.append(_C.etat.in_(filtre.etats))
    if filtre.du is not None:
        kept.append(_C.date_max >= filtre.du)
    if filtre.au is not None:
        kept.append(_C.date_min <= filtre.au)
    if filtre.avec_471:
        kept.append(_with_471())
    if filtre.avec_erreurs:
        kept.append(_with_errors())
    if filtre.q:
        kept.append(holds((_C.nom_fichier, _C.source_empreinte, _C.partenaire), filtre.q))
    if filtre.demandes:
        kept.append(_C.demande.in_(filtre.demandes))
    return kept


def _with_471() -> ColumnElement[bool]:
    s = solde.c
    return (
        select(s.compte)
        .where(
            s.cabinet_id == _C.cabinet_id,
            s.dossier_id == _C.dossier_id,
            s.import_id == _C.import_id,
            s.tentative == _C.tentative,
            s.compte >= ATTENTE,
            s.compte < _FIN,
        )
        .exists()
    )


def _with_errors() -> ColumnElement[bool]:
    return or_(_C.etat == Etat.EN_ERREUR, and_(_C.avertissements > 0, _C.etat != Etat.REJETE))
