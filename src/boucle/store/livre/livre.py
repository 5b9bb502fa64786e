"""Livre: the books of a dossier, that is the lines of its validated imports, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import (
    Connection,
    Date,
    RowMapping,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
    union,
)

from boucle.compta.detail import A_NOUVEAU, GENERAL, INITIAL
from boucle.compta.etat import VISIBLES, Etat
from boucle.compta.lot import SCHEMA
from boucle.schema.demande import Demande
from boucle.schema.filtre import Comparaison, Dans, Et
from boucle.schema.resource import Feuille
from boucle.store.base.condition import compile_tree
from boucle.store.base.metadata import METADATA
from boucle.store.base.ordre import Cle, after, sort
from boucle.store.base.types import Entier, Jour
from boucle.store.livre.lignes import libelles, ligne, solde
from boucle.store.livre.ventilations import ligne_detail
from boucle.store.travaux.imports import import_comptable
from boucle.values import EPOCH, Perimetre

_PAGE_LIGNES = 50_000
_CHUNK = 500
_ORIGINE = "ecriture_origine"
_LABELS = (("journal", "lib_journal"), ("compte", "lib_compte"), ("tiers", "lib_tiers"))


def validated(
    conn: Connection, perimetre: Perimetre, debut: date, fin: date
) -> Sequence[RowMapping]:
    """List the validated imports that hold a line between two days, in order of arrival."""
    c = import_comptable.c
    query = select(import_comptable).where(
        c.cabinet_id == perimetre.cabinet_id,
        c.dossier_id == perimetre.dossier_id,
        c.etat == Etat.VALIDE,
        c.date_min <= fin,
        c.date_max >= debut,
    )
    return conn.execute(query.order_by(c.import_id)).mappings().all()


def frames(
    conn: Connection,
    perimetre: Perimetre,
    row: RowMapping,
    debut: date,
    fin: date,
    *,
    references: bool = False,
) -> Iterator[pl.DataFrame]:
    """Give the lines of one import between two days, in file order, with their labels.

    Each frame has the columns of a lot, then `reference` when asked for, then `journal_lib`,
    `compte_lib` and `tiers_lib`.
    """
    texts = label_frames(conn, perimetre, row)
    sqlite = conn.dialect.name == "sqlite"
    columns = [plain_column(name, sqlite) for name in SCHEMA]
    source: Any = ligne
    schema = dict(SCHEMA)
    if references:
        source = ligne.outerjoin(ligne_detail, and_(*same_line()))
        columns.append(func.coalesce(ligne_detail.c.reference, ""))
        schema["reference"] = pl.String()
    after = 0
    while True:
        query = (
            select(*columns)
            .select_from(source)
            .where(
                ligne.c.cabinet_id == perimetre.cabinet_id,
                ligne.c.dossier_id == perimetre.dossier_id,
                ligne.c.import_id == row["import_id"],
                ligne.c.tentative == row["tentative"],
                ligne.c.n > after,
                ligne.c.date >= debut,
                ligne.c.date <= fin,
            )
            .order_by(ligne.c.n)
            .limit(_PAGE_LIGNES)
        )
        rows = [tuple(found) for found in conn.execute(query)]
        if not rows:
            return
        after = rows[-1][0]
        yield with_labels(pl.DataFrame(rows, schema=schema, orient="row"), texts)


def known_labels(conn: Connection, perimetre: Perimetre, genre: str) -> dict[str, str]:
    """Give the label that the dossier has of each journal, compte or tiers, by its code."""
    source = METADATA.tables[genre]
    code = source.c["numero" if genre == "compte" else "code"]
    text = source.c["raison_sociale" if genre == "tiers" else "libelle"]
    query = select(code, text).where(
        source.c.cabinet_id == perimetre.cabinet_id,
        source.c.dossier_id == perimetre.dossier_id,
    )
    return {row[0]: row[1] for row in conn.execute(query) if row[1]}


def plain_column(name: str, sqlite: bool) -> Any:
    """Give a column of the lines, a day as its number."""
    column = ligne.c[name]
    return day_number(column, sqlite) if isinstance(column.type, Jour) else column


def day_number(column: Any, sqlite: bool) -> Any:
    """Give a day as its number since 1970-01-01, on either database."""
    if sqlite:
        return type_coerce(column, Entier)
    return cast(column, Date) - cast(literal(EPOCH, Date), Date)


def label_frames(
    conn: Connection, perimetre: Perimetre, row: RowMapping
) -> dict[str, pl.DataFrame]:
    """Give the labels that an import brought, by kind, for `with_labels`."""
    found = libelles(conn, perimetre, row["import_id"], row["tentative"])
    made = {}
    for genre, variant in _LABELS:
        rows = [(key[1], key[2], text) for key, text in found.items() if key[0] == genre]
        made[genre] = pl.DataFrame(
            rows,
            schema={genre: pl.String, variant: pl.Int32, f"{genre}_lib": pl.String},
            orient="row",
        )
    return made


def with_labels(lot: pl.DataFrame, texts: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Put the texts of its labels beside the codes of a line."""
    for genre, variant in _LABELS:
        lot = lot.join(
            texts[genre], on=[genre, variant], how="left", maintain_order="left"
        ).with_columns(pl.col(f"{genre}_lib").fill_null(""))
    return lot


def balance(conn: Connection, perimetre: Perimetre, debut: date, fin: date) -> Sequence[RowMapping]:
    """Sum the validated lines by compte over whole months, from the stored balances."""
    query = (
        select(
            solde.c.compte,
            func.sum(solde.c.debit).label("debit"),
            func.sum(solde.c.credit).label("credit"),
            func.sum(solde.c.lignes).label("lignes"),
        )
        .join(
            import_comptable,
            (import_comptable.c.cabinet_id == solde.c.cabinet_id)
            & (import_comptable.c.dossier_id == solde.c.dossier_id)
            & (import_comptable.c.import_id == solde.c.import_id)
            & (import_comptable.c.tentative == solde.c.tentative),
        )
        .where(
            solde.c.cabinet_id == perimetre.cabinet_id,
            solde.c.dossier_id == perimetre.dossier_id,
            import_comptable.c.etat == Etat.VALIDE,
            solde.c.mois >= f"{debut:%Y-%m}",
            solde.c.mois <= f"{fin:%Y-%m}",
        )
        .group_by(solde.c.compte)
        .order_by(solde.c.compte)
    )
    return conn.execute(query).mappings().all()


def ecritures(
    conn: Connection, perimetre: Perimetre, demande: Demande, take: int
) -> Sequence[RowMapping]:
    """Give the validated lines that a demande asks for, and one more when others remain.

    Each with `demande`, `format`, `etablissement` and `colonnes_extra` of its import, and `cle_0`…
    the values of its place in the order.
    """
    c = import_comptable.c
    query = (
        select(ligne, c.demande, c.format, c.etablissement, c.colonnes_extra)
        .join(
            import_comptable,
            (c.cabinet_id == ligne.c.cabinet_id)
            & (c.dossier_id == ligne.c.dossier_id)
            & (c.import_id == ligne.c.import_id)
            & (c.tentative == ligne.c.tentative),
        )
        .where(
            ligne.c.cabinet_id == perimetre.cabinet_id,
            ligne.c.dossier_id == perimetre.dossier_id,
            c.cabinet_id == perimetre.cabinet_id,
            c.dossier_id == perimetre.dossier_id,
            c.etat == Etat.VALIDE,
            *_narrowed(perimetre, demande.arbre),
            compile_tree(demande.arbre, filter_column),
        )
    )
    cles = [
        *(
            Cle(
                filter_column(tri.feuille, tri.partie),
                tri.decroissant,
                tri.feuille.champ.absent is None,
            )
            for tri in demande.tris
        ),
        Cle(ligne.c.import_id),
        Cle(ligne.c.n),
    ]
    query = query.add_columns(*(cle.colonne.label(f"cle_{i}") for i, cle in enumerate(cles)))
    if demande.apres:
        query = query.where(after(cles, demande.apres))
    return conn.execute(sort(query, cles).offset(demande.skip).limit(take + 1)).mappings().all()


def lines_named(
    conn: Connection, perimetre: Perimetre, names: Collection[tuple[str, int]]
) -> dict[tuple[str, int], RowMapping]:
    """Give the lines named by the request of their import and their number, of the imports that
    are validated or wait for it; each with `demande` and with `etat` of its import."""
    c = import_comptable.c
    by_demande: dict[str, list[int]] = {}
    for demande, n in names:
        by_demande.setdefault(demande, []).append(n)
    found: dict[tuple[str, int], RowMapping] = {}
    for demande, numbers in by_demande.items():
        query = select(c.import_id, c.tentative, c.etat).where(
            c.cabinet_id == perimetre.cabinet_id,
            c.dossier_id == perimetre.dossier_id,
            c.demande == demande,
            c.etat.in_(VISIBLES),
        )
        held = conn.execute(query).one_or_none()
        for start in range(0, len(numbers) if held is not None else 0, _CHUNK):
            assert held is not None
            lines = select(
                ligne, literal(demande).label("demande"), literal(held.etat).label("etat")
            ).where(
                ligne.c.cabinet_id == perimetre.cabinet_id,
                ligne.c.dossier_id == perimetre.dossier_id,
                ligne.c.import_id == held.import_id,
                ligne.c.tentative == held.tentative,
                ligne.c.n.in_(numbers[start : start + _CHUNK]),
            )
            found.update({(demande, row["n"]): row for row in conn.execute(lines).mappings()})
    return found


def filter_column(feuille: Feuille, _partie: str) -> Any:
    """Give what a field of a filter is compared with."""
    # An entry has no row of its own: its objectId is its import's request and its line number,
    # its revision that of the detail of the line, if its breakdown was ever changed.
    c, nom = import_comptable.c, feuille.column
    if nom == "object_id":
        return c.demande + "-" + cast(ligne.c.n, Text)
    if nom in ("demande", *ligne.c.keys()):
        return c.demande if nom == "demande" else ligne.c[nom]
    if nom in (_ORIGINE, "etablissement"):
        of_import = c.demande if nom == _ORIGINE else c.etablissement
        return func.coalesce(func.nullif(detail_of(nom), ""), of_import)
    if nom == "type_ligne":
        by_journal = case((ligne.c.journal == A_NOUVEAU, INITIAL), else_=GENERAL)
        return func.coalesce(detail_of(nom), by_journal)
    absent = 0 if nom == "revision" else feuille.champ.absent
    return detail_of(nom) if absent is None else func.coalesce(detail_of(nom), absent)


def detail_of(nom: str) -> Any:
    """Give a column of the detail of a line, null where it has none."""
    query = select(ligne_detail.c[nom]).where(*same_line())
    return query.correlate(ligne).scalar_subquery()


def _narrowed(perimetre: Perimetre, arbre: Any) -> Iterator[Any]:
    """Look only at the imports that can hold a line of the origins that are asked for.

    An origin may be an import or what a line named: told by line, it would be sought in all.
    """
    for membre in arbre.membres if isinstance(arbre, Et) else (arbre,):
        if isinstance(membre, Comparaison) and membre.op == "==":
            values: tuple[Any, ...] = (membre.valeur,)
        else:
            values = membre.valeurs if isinstance(membre, Dans) else (None,)
        if None in values or membre.feuille.column != _ORIGINE:
            continue
        c, d = import_comptable.c, ligne_detail.c
        brought = select(c.import_id).where(
            c.cabinet_id == perimetre.cabinet_id,
            c.dossier_id == perimetre.dossier_id,
            c.demande.in_(values),
        )
        named = select(d.import_id).where(
            d.cabinet_id == perimetre.cabinet_id,
            d.dossier_id == perimetre.dossier_id,
            d.ecriture_origine.in_(values),
            d.ecriture_origine != literal_column("''"),
        )
        yield ligne.c.import_id.in_(union(brought, named))


def same_line() -> list[Any]:
    """Tie a line to its detail."""
    names = ("cabinet_id", "dossier_id", "import_id", "tentative", "n")
    return [ligne_detail.c[nom] == ligne.c[nom] for nom in names]
