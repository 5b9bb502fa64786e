"""Personnes: who may sign in to the console, in which cabinet and on which dossiers.

A person is found by address, and a link by its digest, before the cabinet is known: the cabinet is
asked first, and entered. Of a secret only a digest is kept, and the second
factor's is sealed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    RowMapping,
    UniqueConstraint,
    func,
    select,
)

from boucle.store.base import traversees
from boucle.store.base.engine import enter
from boucle.store.base.metadata import dossier_key, table
from boucle.store.base.types import Booleen, Entier, Instant, Texte
from boucle.store.fiches.dossiers import cabinet

utilisateur = table(
    "utilisateur",
    Column("utilisateur_id", Texte, primary_key=True),
    Column("cabinet_id", Entier, nullable=False),
    Column("email", Texte, nullable=False),
    Column("nom", Texte, nullable=False),
    # Empty until the person has chosen a password: nothing opens with it.
    Column("empreinte", Texte, nullable=False),
    # The secret of the second factor, sealed; the step of the last code that was taken.
    Column("facteur", Texte, nullable=True),
    Column("facteur_pas", Entier, nullable=False),
    # Digests of the codes of last resort that are still good, separated by spaces.
    Column("secours", Texte, nullable=False),
    Column("profil", Entier, nullable=False),
    Column("tous_dossiers", Booleen, nullable=False),
    Column("actif", Booleen, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("connecte_le", Instant, nullable=True),
    UniqueConstraint("cabinet_id", "email"),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    distribution="reference",
)

utilisateur_dossier = table(
    "utilisateur_dossier",
    Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
    Column("dossier_id", Entier, primary_key=True, autoincrement=False),
    Column("utilisateur_id", Texte, primary_key=True),
    # A profile that is lower there; NULL: that of the person.
    Column("profil", Entier, nullable=True),
    dossier_key(),
    ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.utilisateur_id"]),
    distribution="reference",
)

invitation = table(
    "invitation",
    Column("empreinte", Texte, primary_key=True),
    # NULL: the one who follows the link creates the cabinet; then the person.
    Column("cabinet_id", Entier, nullable=True),
    Column("utilisateur_id", Texte, nullable=True),
    Column("cree_le", Instant, nullable=False),
    Column("expire_le", Instant, nullable=False),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    ForeignKeyConstraint(["utilisateur_id"], ["utilisateur.utilisateur_id"]),
    distribution="reference",
)


def add(conn: Connection, values: Mapping[str, Any]) -> None:
    """Keep a new person."""
    conn.execute(utilisateur.insert().values(**values))


def change(conn: Connection, utilisateur_id: str, **values: Any) -> None:
    """Change what is kept of a person."""
    here = utilisateur.c.utilisateur_id == utilisateur_id
    conn.execute(utilisateur.update().where(here).values(**values))


def find(conn: Connection, utilisateur_id: str) -> RowMapping | None:
    """Give a person's row, with the code and the name of the cabinet."""
    query = _query().where(utilisateur.c.utilisateur_id == utilisateur_id)
    return conn.execute(query).mappings().one_or_none()


def find_email(conn: Connection, email: str, code_cabinet: str = "") -> RowMapping | None:
    """Give the person of this address, in this cabinet or the only one that knows it; enter it."""
    if code_cabinet:
        cabinets = traversees.PAR_CODE.cabinets(conn, code=code_cabinet)
    else:
        cabinets = traversees.PAR_EMAIL.cabinets(conn, email=email)
    if len(cabinets) != 1:
        return None
    enter(conn, cabinets[0])
    here = (utilisateur.c.cabinet_id == cabinets[0], utilisateur.c.email == email)
    return conn.execute(_query().where(*here)).mappings().one_or_none()


def list_all(conn: Connection, cabinet_id: int) -> Sequence[RowMapping]:
    """List the persons of a cabinet by name."""
    query = _query().where(utilisateur.c.cabinet_id == cabinet_id)
    return conn.execute(query.order_by(utilisateur.c.nom, utilisateur.c.email)).mappings().all()


def without_anyone(conn: Connection) -> list[int] | None:
    """List the cabinets, when no person exists on the server; None when one does."""
    return None if traversees.HABITE.cabinets(conn) else traversees.TOUS.cabinets(conn)


def count_others(conn: Connection, cabinet_id: int, utilisateur_id: str, profil: int) -> int:
    """Count the other active persons of a cabinet who bear this profile on all its dossiers."""
    who = utilisateur.c
    query = select(func.count()).where(
        who.cabinet_id == cabinet_id,
        who.utilisateur_id != utilisateur_id,
        who.profil == profil,
        who.actif,
        who.tous_dossiers,
    )
    return conn.execute(query).scalar_one()


def dossiers_of(conn: Connection, cabinet_id: int, utilisateur_id: str) -> dict[int, int | None]:
    """Give the dossiers named for a person, each with its own profile, None where it has none."""
    here = utilisateur_dossier.c
    query = select(here.dossier_id, here.profil).where(
        here.cabinet_id == cabinet_id, here.utilisateur_id == utilisateur_id
    )
    return {row.dossier_id: row.profil for row in conn.execute(query)}


def all_dossiers(conn: Connection, cabinet_id: int) -> dict[str, dict[int, int | None]]:
    """Give what `dossiers_of` gives, for every person of a cabinet."""
    query = select(utilisateur_dossier).where(utilisateur_dossier.c.cabinet_id == cabinet_id)
    found: dict[str, dict[int, int | None]] = {}
    for row in conn.execute(query):
        found.setdefault(row.utilisateur_id, {})[row.dossier_id] = row.profil
    return found


def set_dossiers(
    conn: Connection, cabinet_id: int, utilisateur_id: str, chosen: Mapping[int, int | None]
) -> None:
    """Name the dossiers of a person, in the place of those named before."""
    here = utilisateur_dossier.c
    conn.execute(
        utilisateur_dossier.delete().where(
            here.cabinet_id == cabinet_id, here.utilisateur_id == utilisateur_id
        )
    )
    add_dossiers(conn, cabinet_id, utilisateur_id, chosen)


def add_dossiers(
    conn: Connection, cabinet_id: int, utilisateur_id: str, chosen: Mapping[int, int | None]
) -> None:
    """Name more dossiers for a person."""
    rows = [
        {
            "cabinet_id": cabinet_id,
            "dossier_id": dossier_id,
            "utilisateur_id": utilisateur_id,
            "profil": profil,
        }
        for dossier_id, profil in chosen.items()
    ]
    if rows:
        conn.execute(utilisateur_dossier.insert(), rows)


def take_step(conn: Connection, utilisateur_id: str, pas: int) -> bool:
    """Take the code of a step; False when it, or a later one, was taken before."""
    who = utilisateur.c
    done = conn.execute(
        utilisateur.update()
        .where(who.utilisateur_id == utilisateur_id, who.facteur_pas < pas)
        .values(facteur_pas=pas)
    )
    return done.rowcount == 1


def take_secours(conn: Connection, utilisateur_id: str, before: str, after: str) -> bool:
    """Replace the codes of last resort; False when someone else did so meanwhile."""
    who = utilisateur.c
    done = conn.execute(
        utilisateur.update()
        .where(who.utilisateur_id == utilisateur_id, who.secours == before)
        .values(secours=after)
    )
    return done.rowcount == 1


def add_invitation(conn: Connection, values: Mapping[str, Any]) -> None:
    """Keep a link, in the place of those that led to the same."""
    here = invitation.c
    conn.execute(
        invitation.delete().where(
            here.cabinet_id.is_not_distinct_from(values["cabinet_id"]),
            here.utilisateur_id.is_not_distinct_from(values["utilisateur_id"]),
        )
    )
    conn.execute(invitation.insert().values(**values))


def find_invitation(conn: Connection, empreinte: str, now: datetime) -> RowMapping | None:
    """Give a link that is still good, and enter its cabinet if it has one."""
    cabinet_id = traversees.PAR_INVITATION.cabinet(conn, empreinte=empreinte)
    if cabinet_id is not None:
        enter(conn, cabinet_id)
    query = select(invitation).where(
        invitation.c.empreinte == empreinte, invitation.c.expire_le > now
    )
    return conn.execute(query).mappings().one_or_none()


def take_invitation(conn: Connection, empreinte: str) -> bool:
    """Use a link up; False when it was used before."""
    done = conn.execute(invitation.delete().where(invitation.c.empreinte == empreinte))
    return done.rowcount == 1


def forget_invitations(conn: Connection, utilisateur_id: str) -> None:
    """Let no link of a person open anything more."""
    conn.execute(invitation.delete().where(invitation.c.utilisateur_id == utilisateur_id))


def sweep_invitations(conn: Connection, now: datetime) -> None:
    """Forget the links that are good no more."""
    conn.execute(invitation.delete().where(invitation.c.expire_le <= now))


def _query() -> Any:
    return select(
        utilisateur, cabinet.c.code.label("code_cabinet"), cabinet.c.nom.label("cabinet")
    ).join(cabinet, cabinet.c.cabinet_id == utilisateur.c.cabinet_id)
