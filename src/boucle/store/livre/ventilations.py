"""Ventilations: the analytic breakdown of lines, and what lines bear beyond a FEC.

Both bear the key of the attempt that loaded them, as lines do: nobody sees them before their
import is published, and those of dead attempts are swept. A line whose breakdown was changed has a
row of detail with its revision.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    RowMapping,
    delete,
    literal,
    select,
    text,
    update,
)

from boucle.compta import detail
from boucle.store.base.metadata import METADATA, perimetre_columns, table
from boucle.store.base.types import Entier, Jour, Texte
from boucle.store.livre.lignes import import_key
from boucle.values import Perimetre

_CHUNK = 500
_ORIGINE_DITE = "ecriture_origine <> ''"

ventilation = table(
    "ventilation",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("tentative", Entier, primary_key=True, autoincrement=False),
    Column("n", Entier, primary_key=True, autoincrement=False),
    Column("axe", Texte, primary_key=True),
    Column("rang", Entier, primary_key=True, autoincrement=False),
    Column("section", Texte, nullable=False),
    Column("debit", Entier, nullable=False),
    Column("credit", Entier, nullable=False),
    Column("quantite", Entier, nullable=True),
    import_key(),
    Index("ix_ventilation_section", "cabinet_id", "dossier_id", "axe", "section"),
    distribution="dossier",
    sqlite_with_rowid=False,
)


def _column(name: str) -> Column[Any]:
    if name in detail.DATES:
        return Column(name, Jour, nullable=True)
    if detail.SCHEMA[name] == detail.SCHEMA["reference"]:
        return Column(name, Texte, nullable=False)
    return Column(name, Entier, nullable=name in detail.ENTIERS_NULS)


ligne_detail = table(
    "ligne_detail",
    *perimetre_columns(),
    Column("import_id", Entier, primary_key=True, autoincrement=False),
    Column("tentative", Entier, primary_key=True, autoincrement=False),
    Column("n", Entier, primary_key=True, autoincrement=False),
    *(_column(name) for name in detail.SCHEMA if name != "n"),
    import_key(),
    # Few lines name the entry they come from, and a filter of the published page looks for it.
    Index(
        "ix_ligne_detail_origine",
        "cabinet_id",
        "dossier_id",
        "ecriture_origine",
        postgresql_where=text(_ORIGINE_DITE),
        sqlite_where=text(_ORIGINE_DITE),
    ),
    distribution="dossier",
    sqlite_with_rowid=False,
)


def parts(
    conn: Connection, perimetre: Perimetre, import_id: int, tentative: int, lignes: Collection[int]
) -> Sequence[RowMapping]:
    """Give the breakdown of some lines of one attempt, by line, axe and rank."""
    c = ventilation.c
    query = select(ventilation).where(*_here(c, perimetre, import_id, tentative), c.n.in_(lignes))
    return conn.execute(query.order_by(c.n, c.axe, c.rang)).mappings().all()


def details(
    conn: Connection, perimetre: Perimetre, import_id: int, tentative: int, lignes: Collection[int]
) -> dict[int, RowMapping]:
    """Give the detail of some lines of one attempt, by line."""
    c = ligne_detail.c
    query = select(ligne_detail).where(*_here(c, perimetre, import_id, tentative), c.n.in_(lignes))
    return {row["n"]: row for row in conn.execute(query).mappings()}


def replace_parts(
    conn: Connection,
    perimetre: Perimetre,
    ligne: RowMapping,
    axe: str,
    rows: Sequence[dict[str, Any]],
) -> None:
    """Put these parts (section, debit, credit, quantite) in place of those of a line on one axe.

    ligne: holds import_id, tentative and n, as every row of the books does.
    """
    key = _key(perimetre, ligne)
    c = ventilation.c
    conn.execute(
        delete(ventilation).where(*(c[nom] == value for nom, value in key.items()), c.axe == axe)
    )
    if rows:
        conn.execute(
            ventilation.insert(),
            [{**key, "axe": axe, "rang": rang, **row} for rang, row in enumerate(rows, 1)],
        )


def set_revision(conn: Connection, perimetre: Perimetre, ligne: RowMapping, revision: int) -> None:
    """Keep the revision of a line whose breakdown was changed, with a detail if it had none."""
    key = _key(perimetre, ligne)
    c = ligne_detail.c
    done = conn.execute(
        update(ligne_detail)
        .where(*(c[nom] == value for nom, value in key.items()))
        .values(revision=revision)
    )
    if not done.rowcount:
        blank = detail.build_detail({"n": [ligne["n"]]}).row(0, named=True)
        conn.execute(ligne_detail.insert().values({**blank, **key, "revision": revision}))


def _key(perimetre: Perimetre, ligne: RowMapping) -> dict[str, int]:
    return {
        "cabinet_id": perimetre.cabinet_id,
        "dossier_id": perimetre.dossier_id,
        **{nom: ligne[nom] for nom in ("import_id", "tentative", "n")},
    }


def _here(c: Any, perimetre: Perimetre, import_id: int, tentative: int) -> tuple[Any, ...]:
    return (
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.import_id == import_id,
        c.tentative == tentative,
    )


def known_axes(conn: Connection, perimetre: Perimetre, codes: Collection[str]) -> set[str]:
    """Tell which of these axes the dossier has."""
    axe = METADATA.tables["axe"]
    query = select(axe.c.code).where(*_dossier(axe.c, perimetre), axe.c.code.in_(codes))
    return set(conn.execute(query).scalars())


def closed_axes(conn: Connection, perimetre: Perimetre, codes: Collection[str]) -> dict[str, bool]:
    """Give, of these axes, those that the dossier has, each with whether it is closed."""
    axe = METADATA.tables["axe"]
    query = select(axe.c.code, axe.c.ferme).where(
        *_dossier(axe.c, perimetre), axe.c.code.in_(codes)
    )
    return {row.code: row.ferme for row in conn.execute(query)}


def closed_sections(conn: Connection, perimetre: Perimetre, codes: Sequence[str]) -> set[str]:
    """Tell which of these sections the dossier has, and says closed."""
    section = METADATA.tables["section"]
    found: set[str] = set()
    for start in range(0, len(codes), _CHUNK):
        query = select(section.c.code, section.c.ferme).where(
            *_dossier(section.c, perimetre), section.c.code.in_(codes[start : start + _CHUNK])
        )
        found |= {row.code for row in conn.execute(query) if row.ferme}
    return found


def axes_of(conn: Connection, perimetre: Perimetre, codes: Sequence[str]) -> dict[str, str]:
    """Give the axe of each of these sections that the dossier has."""
    section, axe = METADATA.tables["section"], METADATA.tables["axe"]
    found: dict[str, str] = {}
    for start in range(0, len(codes), _CHUNK):
        query = (
            select(section.c.code, axe.c.code.label("axe"))
            .join(
                axe,
                (axe.c.cabinet_id == section.c.cabinet_id)
                & (axe.c.dossier_id == section.c.dossier_id)
                & (axe.c.id == section.c.axe_id),
            )
            .where(
                *_dossier(section.c, perimetre),
                section.c.code.in_(codes[start : start + _CHUNK]),
            )
        )
        found.update({row.code: row.axe for row in conn.execute(query)})
    return found


def not_analytiques(conn: Connection, perimetre: Perimetre, numeros: Sequence[str]) -> set[str]:
    """Tell which of these comptes the dossier has, and does not say analytique."""
    compte = METADATA.tables["compte"]
    no = literal(False, compte.c.analytique.type)
    found: set[str] = set()
    for start in range(0, len(numeros), _CHUNK):
        query = select(compte.c.numero).where(
            *_dossier(compte.c, perimetre),
            compte.c.analytique == no,
            compte.c.numero.in_(numeros[start : start + _CHUNK]),
        )
        found |= set(conn.execute(query).scalars())
    return found


def _dossier(c: Any, perimetre: Perimetre) -> tuple[Any, Any]:
    return c.cabinet_id == perimetre.cabinet_id, c.dossier_id == perimetre.dossier_id
