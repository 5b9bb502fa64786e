"""Analytique: the analytic lines of a block as parts of the general lines they follow.

Parts that make less than their line are completed on the waiting section of the axe, as the
notice's own example needs (90 % of a line on its second axe) and as its vendor's importers do:
each completion is told. Parts that make more, or go the other way, are refused (ECR-050).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.compta.ventilation import SAISIE
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats.tra.fiches.parametres import Parametres
from boucle.formats.tra.texte.zones import ZONES

_COMPTE = ZONES["GENERAL"]


def make_parts(
    rows: pl.DataFrame,
    general: pl.DataFrame,
    places: NDArray[np.int64],
    parametres: Parametres,
    collecte: Collecte,
) -> pl.DataFrame | None:
    """Give the parts of general lines: the A lines after each, and the one section of an H line.

    rows: general and analytic lines in file order, the general ones at these places. Gives
    TRA-044 for an A line whose journal or compte is not that of the general line before it,
    TRA-054 for each axe that is completed. A line with a part that cannot be read has no part
    here: that part was told.
    """
    analytic = rows["type"].is_in(["A", "H"])
    if not analytic.any():
        return None
    at = analytic.arg_true().to_numpy()
    parent = np.searchsorted(places, at, side="right") - 1
    own = general.select(
        "n",
        pl.col("journal").alias("a_journal"),
        pl.col("compte").alias("a_compte"),
        (pl.col("debit") - pl.col("credit")).alias("net"),
    )[parent]
    parts = (
        rows[at]
        .select(
            pl.col("n").alias("ligne"),
            "journal",
            "compte",
            "axe",
            pl.col("code").alias("section"),
            "debit",
            "credit",
            pl.col("QTE1").alias("quantite"),
        )
        .hstack(own)
    )
    lost = (pl.col("journal") != pl.col("a_journal")) | (pl.col("compte") != pl.col("a_compte"))
    tell_orphans(parts.filter(lost), collecte, "ligne")
    bad = lost | pl.col("debit").is_null() | ~pl.col("axe").str.contains("^A[1-5]$")
    bad |= pl.col("section") == ""
    unread = parts.filter(bad)["n"].unique()
    if unread.len():
        parts = parts.filter(~pl.col("n").is_in(unread.implode()))
    parts = _completed(parts, parametres, collecte)
    pairs = parts.select("axe", "section")
    distinct = pairs.unique(maintain_order=True)
    labels = [parametres.sections.get(pair, "") for pair in distinct.iter_rows()]
    distinct = distinct.with_columns(pl.Series("section_lib", labels, dtype=pl.String))
    return parts.join(distinct, on=["axe", "section"], how="left", maintain_order="left").select(
        [pl.col(name).cast(dtype) for name, dtype in SAISIE.items()]
    )


def _completed(parts: pl.DataFrame, parametres: Parametres, collecte: Collecte) -> pl.DataFrame:
    """Add what lacks to the axes whose parts make less than their line."""
    gaps = (
        parts.group_by("n", "axe", maintain_order=True)
        .agg(
            (pl.col("debit") - pl.col("credit")).sum().alias("total"),
            pl.col("net").first(),
            pl.col("ligne").min(),
            pl.col("ligne").max().alias("derniere"),
        )
        .with_columns((pl.col("net") - pl.col("total")).alias("ecart"))
    )
    short = gaps.filter(
        (pl.col("ecart") != 0)
        & (pl.col("total") * pl.col("net") > 0)
        & (pl.col("total").abs() < pl.col("net").abs())
    )
    if not short.height:
        return parts
    sections = [parametres.waiting(axe) for axe in short["axe"].to_list()]
    added = short.with_columns(pl.Series("section", sections, dtype=pl.String))
    _tell_completed(added, collecte)
    more = added.select(
        pl.col("derniere").alias("ligne"),
        "axe",
        "section",
        pl.col("ecart").clip(lower_bound=0).alias("debit"),
        (-pl.col("ecart")).clip(lower_bound=0).alias("credit"),
        "n",
        "net",
    )
    both = pl.concat([parts, more], how="diagonal")
    return both.sort("n", maintain_order=True)


def _tell_completed(added: pl.DataFrame, collecte: Collecte) -> None:
    room = collecte.room(tra.VENTILATION_COMPLETEE)
    for row in added.head(room).iter_rows(named=True):
        lignes = (row["ligne"], row["derniere"])
        collecte.add(
            Anomalie(
                tra.VENTILATION_COMPLETEE,
                ligne=lignes[0],
                lignes=lignes if lignes[0] != lignes[1] else None,
                slots={
                    "generale": row["n"],
                    "axe": row["axe"],
                    "section": row["section"],
                    "total": row["total"],
                    "ecart": row["ecart"],
                    "montant": row["net"],
                },
            )
        )
    collecte.count(tra.VENTILATION_COMPLETEE, max(0, added.height - room))


def tell_orphans(rows: pl.DataFrame, collecte: Collecte, ligne: str = "n") -> None:
    """Say that analytic lines follow no general line of their compte (TRA-044)."""
    for n, compte in rows.select(ligne, "compte").iter_rows():
        collecte.add(
            Anomalie(
                tra.ANALYTIQUE_ORPHELINE,
                ligne=n,
                colonne=_COMPTE.dit,
                champ=_COMPTE.debut,
                lu=compte,
            )
        )
