"""Lignes: the lines of the books, their balances by month, and the labels they came with.

The attempt is in the key of a line: a dead attempt leaves lines that nobody sees and that a later
one never meets. Balances are written once, at publication, from sums already known; reading them
costs milliseconds where summing the lines would cost seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, ForeignKeyConstraint, Index, RowMapping, delete, select

from boucle.store.metadata import perimetre_columns, table
from boucle.store.types import Entier, Jour, Texte
from boucle.values import Perimetre


def _import_key() -> ForeignKeyConstraint:
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
    _import_key(),
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
    _import_key(),
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
    _import_key(),
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


def sweep_slice(
    conn: Connection, perimetre: Perimetre, import_id: int, sauf: int, take: int
) -> int:
    """Delete at most `take` lines of an import, those of the attempt `sauf` excepted.

    sauf -1 spares none. Gives how many lines went.
    """
    here = (
        ligne.c.cabinet_id == perimetre.cabinet_id,
        ligne.c.dossier_id == perimetre.dossier_id,
        ligne.c.import_id == import_id,
        ligne.c.tentative != sauf,
    )
    first = conn.execute(
        select(ligne.c.tentative, ligne.c.n)
        .where(*here)
        .order_by(ligne.c.tentative, ligne.c.n)
        .limit(1)
    ).one_or_none()
    if first is None:
        return 0
    attempt = (*here, ligne.c.tentative == first.tentative)
    last = conn.execute(
        select(ligne.c.n)
        .where(*attempt, ligne.c.n >= first.n)
        .order_by(ligne.c.n)
        .offset(take - 1)
        .limit(1)
    ).scalar()
    doomed = attempt if last is None else (*attempt, ligne.c.n <= last)
    return conn.execute(delete(ligne).where(*doomed)).rowcount


def sweep_sums(conn: Connection, perimetre: Perimetre, import_id: int, sauf: int) -> None:
    """Delete the balances and labels of an import, those of the attempt `sauf` excepted."""
    for gone in (solde, libelle_import):
        conn.execute(
            delete(gone).where(
                gone.c.cabinet_id == perimetre.cabinet_id,
                gone.c.dossier_id == perimetre.dossier_id,
                gone.c.import_id == import_id,
                gone.c.tentative != sauf,
            )
        )
