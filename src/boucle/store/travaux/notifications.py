"""Notifications: which events a person is told of, and which of them they have read.

Nothing is copied: a notification is an event of the cabinet that concerns the person, as long as it
is kept. Read are those up to one number, and those that were read one by one since.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKeyConstraint,
    RowMapping,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from boucle.store.base.metadata import table
from boucle.store.base.types import Booleen, Entier, Texte
from boucle.store.travaux.evenements import evenement

A_TOUS = ("import.a_valider", "import.en_erreur", "dossier.archive", "dossier.desarchive")
"""Told to whoever the dossier is opened to, but to who did it."""

AU_DEMANDEUR = ("import.valide", "import.rejete", "import.decision_abandonnee")
"""Told to who asked for it."""

notification_lue = table(
    "notification_lue",
    Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
    Column("utilisateur_id", Texte, primary_key=True),
    Column("numero", Entier, primary_key=True, autoincrement=False),
    # True: this one and all those before it.
    Column("jusqua", Booleen, nullable=False),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.utilisateur_id"]),
    distribution="cabinet",
)

_E, _L = evenement.c, notification_lue.c
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Destinataire(NamedTuple):
    """Who is told: a person of a cabinet, as events name them; dossiers: None for all."""

    cabinet_id: int
    utilisateur_id: str
    identite: str
    dossiers: frozenset[int] | None


def page(conn: Connection, qui: Destinataire, avant: int, take: int) -> Sequence[RowMapping]:
    """List notifications, the newest first, with `non_lue`; avant: below this number, 0 for all.

    Each kind is read by its own index, in order: what a busy cabinet keeps is not gone through.
    """
    unread = and_(_E.numero > _up_to(qui), _not_one_by_one(qui)).label("non_lue")
    found: list[RowMapping] = []
    for genre in (*A_TOUS, *AU_DEMANDEUR):
        told = _told(qui, genre in AU_DEMANDEUR)
        query = select(evenement, unread).where(*told, _E.genre == genre)
        if avant:
            query = query.where(_E.numero < avant)
        found += conn.execute(query.order_by(_E.numero.desc()).limit(take)).mappings()
    return sorted(found, key=lambda row: int(row["numero"]), reverse=True)[:take]


def count(
    conn: Connection, qui: Destinataire, genres: Collection[str], most: int, *, non_lues: bool
) -> int:
    """Count those of these kinds, or what is not read of them, up to `most`."""
    unread = (_E.numero > _up_to(qui), _not_one_by_one(qui)) if non_lues else ()
    total = 0
    for asked, kinds in ((False, A_TOUS), (True, AU_DEMANDEUR)):
        some = (
            select(_E.numero)
            .where(*_told(qui, asked), _E.genre.in_(set(kinds) & set(genres)), *unread)
            .limit(most)
        )
        total += conn.execute(select(func.count()).select_from(some.subquery())).scalar_one()
    return min(total, most)


def exists(conn: Connection, qui: Destinataire, numero: int) -> bool:
    """True when this event is one of those that the person is told of."""
    query = select(_E.numero).where(
        _E.numero == numero,
        or_(
            and_(*_told(qui, False), _E.genre.in_(A_TOUS)),
            and_(*_told(qui, True), _E.genre.in_(AU_DEMANDEUR)),
        ),
    )
    return conn.execute(query).scalar() is not None


def mark(conn: Connection, qui: Destinataire, numero: int, *, jusqua: bool = False) -> None:
    """Note that one was read; jusqua: that one and all those before it."""
    mine = (_L.cabinet_id == qui.cabinet_id, _L.utilisateur_id == qui.utilisateur_id)
    if jusqua:
        conn.execute(notification_lue.delete().where(*mine, _L.numero < numero))
    insert = _INSERT[conn.dialect.name](notification_lue).values(
        cabinet_id=qui.cabinet_id, utilisateur_id=qui.utilisateur_id, numero=numero, jusqua=jusqua
    )
    conn.execute(
        insert.on_conflict_do_update(
            index_elements=["cabinet_id", "utilisateur_id", "numero"], set_={"jusqua": True}
        )
        if jusqua
        else insert.on_conflict_do_nothing()
    )


def sweep(conn: Connection, cabinet_id: int, numero: int, take: int) -> int:
    """Forget the marks of events up to this number, about `take` of them; give how many went.

    The mark up to which all is read stays.
    """
    gone = (_L.cabinet_id == cabinet_id, _L.numero <= numero, ~_L.jusqua)
    last = conn.execute(
        select(_L.numero).where(*gone).order_by(_L.numero).offset(take - 1).limit(1)
    ).scalar()
    edge = numero if last is None else last
    return conn.execute(notification_lue.delete().where(*gone, _L.numero <= edge)).rowcount


def _told(qui: Destinataire, asked: bool) -> tuple[ColumnElement[bool], ...]:
    mine = _E.acteur == qui.identite if asked else _E.acteur != qui.identite
    told = (_E.cabinet_id == qui.cabinet_id, mine)
    return told if qui.dossiers is None else (*told, _E.dossier_id.in_(sorted(qui.dossiers)))


def _up_to(qui: Destinataire) -> ColumnElement[int]:
    last = select(func.max(_L.numero)).where(
        _L.cabinet_id == qui.cabinet_id,
        _L.utilisateur_id == qui.utilisateur_id,
        _L.jusqua,
    )
    return func.coalesce(last.scalar_subquery(), 0)


def _not_one_by_one(qui: Destinataire) -> ColumnElement[bool]:
    return (
        ~select(_L.numero)
        .where(
            _L.cabinet_id == qui.cabinet_id,
            _L.utilisateur_id == qui.utilisateur_id,
            _L.numero == _E.numero,
        )
        .exists()
    )
