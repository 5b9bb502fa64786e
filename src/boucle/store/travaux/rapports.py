"""Rapports: the rapport of each import, as it was written at its last run."""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKeyConstraint, select

from boucle.store.base.metadata import perimetre_columns, table
from boucle.store.base.types import Entier, Texte
from boucle.values import Perimetre

import_rapport = table(
    "import_rapport",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("contenu", Texte, nullable=False),
    ForeignKeyConstraint(
        ["cabinet_id", "dossier_id", "import_id"],
        [f"import_comptable.{name}" for name in ("cabinet_id", "dossier_id", "import_id")],
    ),
    distribution="dossier",
)


def save_rapport(conn: Connection, perimetre: Perimetre, import_id: int, contenu: str) -> None:
    """Keep the rapport of the last run, in place of any former one."""
    keys = {
        "cabinet_id": perimetre.cabinet_id,
        "dossier_id": perimetre.dossier_id,
        "import_id": import_id,
    }
    c = import_rapport.c
    conn.execute(import_rapport.delete().where(*(c[name] == value for name, value in keys.items())))
    conn.execute(import_rapport.insert().values(**keys, contenu=contenu))


def rapport(conn: Connection, perimetre: Perimetre, import_id: int) -> str | None:
    """Give the rapport of an import, as JSON text."""
    c = import_rapport.c
    query = select(c.contenu).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == import_id,
    )
    return conn.execute(query).scalar()
