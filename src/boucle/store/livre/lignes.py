"""Lignes: the lines of the books, their balances by month, and the labels they came with.

The attempt is in the key of a line: a dead attempt leaves lines that nobody sees and that a later
one never meets. Balances are written once, at publication, from sums already known; reading them
costs milliseconds where summing the lines would cost seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, RowMapping, select

from boucle.store.base.metadata import perimetre_columns, table
from boucle.store.base.types import Entier, Jour, Texte
from boucle.values import Perimetre


def import_key() -> ForeignKeyConstraint:
    """Tie what was loaded to its import."""
    return ForeignKeyConstraint(
        ["cabinet_id", "dossier_id", "import_id"],
        [f"import_comptable.{name}" for name in ("cabinet_id", "dossier_id", "import_id")],
    )


ligne = table(
    "ligne",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("tentative", Entier, primary_key=True, autoincrement=False),
    Column("n", Entier, primary_key=True, autoincrement=False),
    Column("journal", Texte, nullable=False),
    Column("num", Texte, nullable=False),
    Column("date", Jour, nullable=False),
    Column("compte", Texte, nullable=False),
    Column("tiers", Texte, nullable=False),
    Column("piece_ref", Texte, nullable=False),
    Column("piece_date", Jour, nullable=True),
    Column("libelle", Texte, nullable=False),
    Column("debit", Entier, nullable=False),
    Column("credit", Entier, nullable=False),
    Column("lettrage", Texte, nullable=False),
    Column("date_let", Jour, nullable=True),
    Column("valid_date", Jour, nullable=True),
    Column("montant_devise", Entier, nullable=True),
    Column("devise", Texte, nullable=False),
    Column("lib_journal", Entier, nullable=False),
    Column("lib_compte", Entier, nullable=False),
    Column("lib_tiers", Entier, nullable=False),
    Column("extra", Texte, nullable=False),
    import_key(),
    Index("ix_ligne_compte", "cabinet_id", "dossier_id", "compte", "date"),
    distribution="dossier",
    sqlite_with_rowid=False,
)

solde = table(
    "solde",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("tentative", Entier, primary_key=True, autoincrement=False),
    Column("compte", Texte, primary_key=True),
    Column("journal", Texte, primary_key=True),
    Column("mois", Texte, primary_key=True),
    Column("debit", Entier, nullable=False),
    Column("credit", Entier, nullable=False),
    Column("lignes", Entier, nullable=False),
    import_key(),
    distribution="dossier",
    sqlite_with_rowid=False,
)

libelle_import = table(
    "libelle_import",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("tentative", Entier, primary_key=True, autoincrement=False),
    Column("genre", Texte, primary_key=True),
    Column("code", Texte, primary_key=True),
    Column("variante", Entier, primary_key=True, autoincrement=False),
    Column("libelle", Texte, nullable=False),
    import_key(),
    distribution="dossier",
    sqlite_with_rowid=False,
)


def add_ligne_rows(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add a few lines by ordinary inserts, such as those that balance an écriture."""
    if rows:
        conn.execute(ligne.insert(), rows)


def page(
    conn: Connection,
    perimetre: Perimetre,
    import_id: int,
    tentative: int,
    *,
    apres: int,
    take: int,
) -> Sequence[RowMapping]:
    """Give the lines of one attempt after a line number, in file order."""
    query = (
        select(ligne)
        .where(
            ligne.c.cabinet_id == perimetre.cabinet_id,
            ligne.c.dossier_id == perimetre.dossier_id,
            ligne.c.import_id == import_id,
            ligne.c.tentative == tentative,
            ligne.c.n > apres,
        )
        .order_by(ligne.c.n)
        .limit(take)
    )
    return conn.execute(query).mappings().all()


def libelles(
    conn: Connection, perimetre: Perimetre, import_id: int, tentative: int
) -> dict[tuple[str, str, int], str]:
    """Give the labels of an attempt by kind (journal, compte, tiers), code and variant."""
    c = libelle_import.c
    query = select(c.genre, c.code, c.variante, c.libelle).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == import_id,
        c.tentative == tentative,
    )
    return {(row.genre, row.code, row.variante): row.libelle for row in conn.execute(query)}
