"""Sessions: the browsers that are signed in, each under the digest of its secret.

A session is found by its digest before the cabinet is known: that is asked first. What a row says
is judged by whoever reads it: nothing is deleted for having ended, but by the sweep.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, RowMapping, select

from boucle.store.acces.personnes import utilisateur
from boucle.store.base import traversees
from boucle.store.base.engine import enter
from boucle.store.base.metadata import table
from boucle.store.base.types import Booleen, Entier, Instant, Texte
from boucle.store.fiches.dossiers import cabinet

session = table(
    "session",
    Column("empreinte", Texte, primary_key=True),
    # Told to its owner, to close one by: it opens nothing.
    Column("numero", Texte, nullable=False),
    Column("cabinet_id", Entier, nullable=False),
    Column("utilisateur_id", Texte, nullable=False),
    # False: the password was right, and the code is awaited.
    Column("ouverte", Booleen, nullable=False),
    Column("essais", Entier, nullable=False),
    # A second factor that its owner has not confirmed yet, sealed.
    Column("facteur", Texte, nullable=True),
    Column("cree_le", Instant, nullable=False),
    Column("vue_le", Instant, nullable=False),
    Column("expire_le", Instant, nullable=False),
    Column("navigateur", Texte, nullable=False),
    Column("adresse", Texte, nullable=False),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.utilisateur_id"]),
    distribution="reference",
)


def add(conn: Connection, values: Mapping[str, Any]) -> None:
    """Keep a session."""
    conn.execute(session.insert().values(**values))


def enter_its_cabinet(conn: Connection, empreinte: str) -> bool:
    """Enter the cabinet of a session; False when there is none."""
    cabinet_id = traversees.PAR_SESSION.cabinet(conn, empreinte=empreinte)
    if cabinet_id is not None:
        enter(conn, cabinet_id)
    return cabinet_id is not None


def find(conn: Connection, empreinte: str) -> RowMapping | None:
    """Give a session with its person and the name and code of the cabinet; enter that cabinet."""
    if not enter_its_cabinet(conn, empreinte):
        return None
    query = _query().where(session.c.empreinte == empreinte)
    return conn.execute(query).mappings().one_or_none()


def find_several(
    conn: Connection, cabinet_id: int, empreintes: Collection[str]
) -> Sequence[RowMapping]:
    """Give the sessions of a cabinet that are there, each as `find` does."""
    query = _query().where(
        session.c.cabinet_id == cabinet_id, session.c.empreinte.in_(sorted(set(empreintes)))
    )
    return conn.execute(query).mappings().all()


def _query() -> Any:
    who = utilisateur.c
    return (
        select(
            session,
            who.nom,
            who.email,
            who.profil,
            who.tous_dossiers,
            who.actif,
            who.facteur.label("facteur_tenu"),
            cabinet.c.nom.label("cabinet"),
            cabinet.c.code.label("code_cabinet"),
        )
        .join(utilisateur, who.utilisateur_id == session.c.utilisateur_id)
        .join(cabinet, cabinet.c.cabinet_id == session.c.cabinet_id)
    )


def change(conn: Connection, empreinte: str, **values: Any) -> None:
    """Change what is kept of a session."""
    conn.execute(session.update().where(session.c.empreinte == empreinte).values(**values))


def count_try(conn: Connection, empreinte: str) -> int:
    """Count one more code tried; give how many so far."""
    done = conn.execute(
        session.update()
        .where(session.c.empreinte == empreinte)
        .values(essais=session.c.essais + 1)
        .returning(session.c.essais)
    ).scalar()
    return int(done or 0)


def close(conn: Connection, empreinte: str) -> None:
    """Close a session, of whatever cabinet, and enter it."""
    if enter_its_cabinet(conn, empreinte):
        conn.execute(session.delete().where(session.c.empreinte == empreinte))


def close_one(conn: Connection, utilisateur_id: str, numero: str) -> bool:
    """Close one of a person's sessions by its number; False when there is none."""
    here = session.c
    done = conn.execute(
        session.delete().where(here.utilisateur_id == utilisateur_id, here.numero == numero)
    )
    return done.rowcount == 1


def close_all(conn: Connection, utilisateur_id: str, sauf: str = "") -> int:
    """Close every session of a person but one; give how many."""
    here = session.c
    done = conn.execute(
        session.delete().where(here.utilisateur_id == utilisateur_id, here.empreinte != sauf)
    )
    return done.rowcount


def close_cabinet(conn: Connection, cabinet_id: int, sauf: str) -> int:
    """Close every session of a cabinet but one; give how many."""
    here = session.c
    done = conn.execute(
        session.delete().where(here.cabinet_id == cabinet_id, here.empreinte != sauf)
    )
    return done.rowcount


def list_open(
    conn: Connection, cabinet_id: int, now: datetime, vues_depuis: datetime
) -> Sequence[RowMapping]:
    """List the sessions open in a cabinet, the last seen first."""
    here = session.c
    query = select(session).where(
        here.cabinet_id == cabinet_id,
        here.ouverte,
        here.expire_le > now,
        here.vue_le > vues_depuis,
    )
    return conn.execute(query.order_by(here.vue_le.desc(), here.numero)).mappings().all()


def sweep(conn: Connection, now: datetime, vues_depuis: datetime) -> None:
    """Forget the sessions of the cabinet that have ended."""
    conn.execute(
        session.delete().where((session.c.expire_le <= now) | (session.c.vue_le <= vues_depuis))
    )
