"""Cles: subscription keys and API keys, of which only digests are kept.

Both are read before the cabinet is known, so they are reference tables. A secret of 256 random
bits needs no slow hash: its HMAC under the server's key is enough, and is compared in constant
time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, RowMapping, select

from boucle.config import Config
from boucle.store.base import traversees
from boucle.store.base.metadata import dossier_key, table
from boucle.store.base.secret import derive
from boucle.store.base.types import Booleen, Entier, Instant, Texte

abonnement = table(
    "abonnement",
    Column("empreinte", Texte, primary_key=True),
    Column("cabinet_id", Entier, nullable=False),
    Column("nom", Texte, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("revoque_le", Instant, nullable=True),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    distribution="reference",
)

cle_api = table(
    "cle_api",
    Column("cle", Texte, primary_key=True),
    Column("cabinet_id", Entier, nullable=False),
    Column("empreinte", Texte, nullable=False),
    Column("nom", Texte, nullable=False),
    Column("partenaire", Texte, nullable=False),
    Column("niveau", Texte, nullable=False),
    Column("profil", Entier, nullable=False),
    Column("tous_dossiers", Booleen, nullable=False),
    Column("cree_le", Instant, nullable=False),
    Column("expire_le", Instant, nullable=True),
    Column("revoquee_le", Instant, nullable=True),
    ForeignKeyConstraint(["cabinet_id"], ["cabinet.cabinet_id"]),
    distribution="reference",
)

cle_dossier = table(
    "cle_dossier",
    Column("cabinet_id", Entier, primary_key=True, autoincrement=False),
    Column("dossier_id", Entier, primary_key=True, autoincrement=False),
    Column("cle", Texte, primary_key=True),
    dossier_key(),
    ForeignKeyConstraint(["cle"], ["cle_api.cle"]),
    distribution="reference",
)


def digest(config: Config, secret: str, usage: str = "cle") -> str:
    """Give the 64-hex digest under which a secret is kept."""
    return hmac.new(derive(config, usage), secret.encode(), hashlib.sha256).hexdigest()


def add_abonnement(conn: Connection, values: dict[str, Any]) -> None:
    """Keep a subscription key."""
    conn.execute(abonnement.insert().values(**values))


def add_cle(conn: Connection, values: dict[str, Any], dossier_ids: Iterable[int]) -> None:
    """Keep an API key and the dossiers it opens."""
    conn.execute(cle_api.insert().values(**values))
    open_dossiers(conn, values["cabinet_id"], values["cle"], dossier_ids)


def open_dossiers(conn: Connection, cabinet_id: int, cle: str, dossier_ids: Iterable[int]) -> None:
    """Open more dossiers to a key."""
    rows = [
        {"cabinet_id": cabinet_id, "dossier_id": dossier_id, "cle": cle}
        for dossier_id in dossier_ids
    ]
    if rows:
        conn.execute(cle_dossier.insert(), rows)


def find_abonnement(conn: Connection, empreinte: str) -> int | None:
    """Give the cabinet of a living subscription key."""
    return traversees.PAR_ABONNEMENT.cabinet(conn, empreinte=empreinte)


def find_cle(conn: Connection, cabinet_id: int, cle: str) -> RowMapping | None:
    """Give the row of a key of this cabinet, revoked or expired as it may be."""
    query = select(cle_api).where(cle_api.c.cabinet_id == cabinet_id, cle_api.c.cle == cle)
    return conn.execute(query).mappings().one_or_none()


def dossiers_of(conn: Connection, cabinet_id: int, cle: str) -> frozenset[int]:
    """List the dossiers opened to a key."""
    query = select(cle_dossier.c.dossier_id).where(
        cle_dossier.c.cabinet_id == cabinet_id, cle_dossier.c.cle == cle
    )
    return frozenset(conn.execute(query).scalars())


def list_cles(conn: Connection, cabinet_id: int) -> Sequence[RowMapping]:
    """List the keys of a cabinet, oldest first."""
    query = select(cle_api).where(cle_api.c.cabinet_id == cabinet_id)
    return conn.execute(query.order_by(cle_api.c.cree_le, cle_api.c.cle)).mappings().all()


def revoke(conn: Connection, cabinet_id: int, cle: str, le: datetime) -> bool:
    """Revoke a key; False when there is no such living key in the cabinet."""
    done = conn.execute(
        cle_api.update()
        .where(
            cle_api.c.cabinet_id == cabinet_id,
            cle_api.c.cle == cle,
            cle_api.c.revoquee_le.is_(None),
        )
        .values(revoquee_le=le)
    )
    return done.rowcount == 1
