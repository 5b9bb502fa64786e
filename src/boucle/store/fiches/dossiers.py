"""Dossiers: the cabinets, their dossiers, and the counters of each dossier.

Dossier 0 of a cabinet is the cabinet's own folder, whose code on the wire is `cabinet`. Counters
that move often live apart in `dossier_etat`, so that `dossier` could be copied on every node of a
distributed database.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Column, Connection, ForeignKeyConstraint, UniqueConstraint, select

from boucle import clock
from boucle.store.base import traversees
from boucle.store.base.engine import enter
from boucle.store.base.metadata import dossier_key, perimetre_columns, table
from boucle.store.base.types import Booleen, Entier, Instant, Texte
from boucle.store.fichiers import occupation
from boucle.store.travaux import evenements
from boucle.values import Perimetre

CODE_CABINET = "cabinet"

cabinet = table(
    "cabinet",
    Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
    Column("code", Texte, nullable=False, unique=True),
    Column("nom", Texte, nullable=False),
    Column("cree_le", Instant, nullable=False),
    distribution="reference",
)

dossier = table(
    "dossier",
    *perimetre_columns(),
    # NULL once deleted: the code may then be given to a new dossier.
    Column("code", Texte, nullable=True),
    Column("code_initial", Texte, nullable=False),
    Column("supprime", Booleen, nullable=False),
    Column("cree_le", Instant, nullable=False),
    UniqueConstraint("cabinet_id", "code"),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    distribution="reference",
)

dossier_etat = table(
    "dossier_etat",
    *perimetre_columns(),
    Column("prochain_id", Entier, nullable=False),
    Column("revision", Entier, nullable=False),
    Column("audit_seq", Entier, nullable=False),
    Column("audit_empreinte", Texte, nullable=False),
    dossier_key(),
    distribution="dossier",
)


def create_cabinet(conn: Connection, code: str, nom: str) -> int:
    """Create a cabinet and its own folder, and enter it; give its id."""
    cabinet_id = (traversees.DERNIER.cabinet(conn) or 0) + 1
    enter(conn, cabinet_id)
    conn.execute(
        cabinet.insert().values(cabinet_id=cabinet_id, code=code, nom=nom, cree_le=clock.now())
    )
    _insert(conn, Perimetre(cabinet_id, 0), CODE_CABINET)
    occupation.create(conn, cabinet_id)
    evenements.create(conn, cabinet_id, clock.now())
    return cabinet_id


def find_cabinet(conn: Connection, code: str) -> int | None:
    """Give the id of the cabinet that bears this code."""
    return traversees.PAR_CODE.cabinet(conn, code=code)


def cabinet_name(conn: Connection, cabinet_id: int) -> str:
    """Give the name of a cabinet."""
    query = select(cabinet.c.nom).where(cabinet.c.cabinet_id == cabinet_id)
    name: str = conn.execute(query).scalar_one()
    return name


def create(conn: Connection, cabinet_id: int, code: str) -> int:
    """Create a dossier; give its id. A code already taken breaks the unique key."""
    dossier_id = allocate_ids(conn, Perimetre(cabinet_id, 0), 1)[0]
    _insert(conn, Perimetre(cabinet_id, dossier_id), code)
    return dossier_id


def find(conn: Connection, cabinet_id: int, code: str) -> int | None:
    """Give the id of the living dossier that bears this code in the cabinet."""
    query = select(dossier.c.dossier_id).where(
        dossier.c.cabinet_id == cabinet_id, dossier.c.code == code
    )
    return conn.execute(query).scalar()


def code_of(conn: Connection, perimetre: Perimetre) -> str:
    """Give the code the dossier was created with."""
    query = select(dossier.c.code_initial).where(
        dossier.c.cabinet_id == perimetre.cabinet_id,
        dossier.c.dossier_id == perimetre.dossier_id,
    )
    code: str = conn.execute(query).scalar_one()
    return code


def is_living(conn: Connection, perimetre: Perimetre) -> bool:
    """True for a dossier that was not deleted."""
    query = select(dossier.c.code).where(
        dossier.c.cabinet_id == perimetre.cabinet_id,
        dossier.c.dossier_id == perimetre.dossier_id,
    )
    return conn.execute(query).scalar() is not None


def list_all(conn: Connection) -> list[Perimetre]:
    """List every dossier of every cabinet, deleted or not, for the operator's checks."""
    query = select(dossier.c.cabinet_id, dossier.c.dossier_id).order_by(
        dossier.c.cabinet_id, dossier.c.dossier_id
    )
    return [Perimetre(row.cabinet_id, row.dossier_id) for row in conn.execute(query)]


def living(conn: Connection, cabinet_id: int) -> list[tuple[int, str]]:
    """List (id, code) of the living dossiers of a cabinet by code, its own folder excepted."""
    query = (
        select(dossier.c.dossier_id, dossier.c.code)
        .where(
            dossier.c.cabinet_id == cabinet_id,
            dossier.c.code.is_not(None),
            dossier.c.dossier_id != 0,
        )
        .order_by(dossier.c.code)
    )
    return [(row.dossier_id, row.code) for row in conn.execute(query)]


def codes(conn: Connection, cabinet_id: int, dossier_ids: Collection[int]) -> dict[int, str]:
    """Give the codes of these dossiers of a cabinet by id; those that were deleted have none."""
    query = select(dossier.c.dossier_id, dossier.c.code).where(
        dossier.c.cabinet_id == cabinet_id,
        dossier.c.code.is_not(None),
        dossier.c.dossier_id.in_(sorted(dossier_ids)),
    )
    return {row.dossier_id: row.code for row in conn.execute(query)}


def delete(conn: Connection, perimetre: Perimetre) -> None:
    """Mark a dossier deleted and free its code; its books stay for the audit."""
    conn.execute(
        dossier.update()
        .where(
            dossier.c.cabinet_id == perimetre.cabinet_id,
            dossier.c.dossier_id == perimetre.dossier_id,
        )
        .values(code=None, supprime=True)
    )


def allocate_ids(conn: Connection, perimetre: Perimetre, n: int) -> range:
    """Take the next n ids of a dossier, for any of its tables."""
    return _advance(conn, perimetre, dossier_etat.c.prochain_id, n)


def next_revisions(conn: Connection, perimetre: Perimetre, n: int) -> range:
    """Take the next n revisions of a dossier: strictly increasing, never given twice."""
    return _advance(conn, perimetre, dossier_etat.c.revision, n)


def _advance(conn: Connection, perimetre: Perimetre, counter: Column[int], n: int) -> range:
    last = conn.execute(
        dossier_etat.update()
        .where(
            dossier_etat.c.cabinet_id == perimetre.cabinet_id,
            dossier_etat.c.dossier_id == perimetre.dossier_id,
        )
        .values({counter.name: counter + n})
        .returning(counter)
    ).scalar_one()
    return range(last - n + 1, last + 1)


def _insert(conn: Connection, perimetre: Perimetre, code: str) -> None:
    keys = {"cabinet_id": perimetre.cabinet_id, "dossier_id": perimetre.dossier_id}
    conn.execute(
        dossier.insert().values(
            **keys, code=code, code_initial=code, supprime=False, cree_le=clock.now()
        )
    )
    conn.execute(
        dossier_etat.insert().values(
            **keys, prochain_id=0, revision=0, audit_seq=0, audit_empreinte=""
        )
    )
