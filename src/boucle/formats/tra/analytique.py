"""Analytique: the analytic lines of a block as parts of the general lines they follow."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.regles.collecte import Collecte
from boucle.compta.ventilation import SAISIE
from boucle.errors import Anomalie, tra
from boucle.formats.tra.parametres import Parametres
from boucle.formats.tra.zones import ZONES

_COMPTE = ZONES["GENERAL"]


def make_parts(
    rows: pl.DataFrame, general: pl.DataFrame, places: NDArray[np.int64],
    parametres: Parametres, collecte: Collecte,
) -> pl.DataFrame | None:
    """Give the parts of general lines: the A lines after each, and the one section of an H line.

    rows: general and analytic lines in file order, the general ones at these places. Gives
    TRA-044 for an A line whose journal or compte is not that of the general line before it. A
    line with a part that cannot be read has no part here: that part was told.
    """
    analytic = rows["type"] == "A"
    whole = rows["type"] == "H"
    if not (analytic.any() or whole.any()):
        return None
    at = (analytic | whole).arg_true().to_numpy()
    parent = np.searchsorted(places, at, side="right") - 1
    own = general[parent]
    parts = rows[at].select(
        own["n"].alias("n"), pl.col("n").alias("ligne"), "journal", "compte", "axe",
        pl.col("code").alias("section"), "debit", "credit", pl.col("QTE1").alias("quantite"),
    ).with_columns(own["journal"].alias("a_journal"), own["compte"].alias("a_compte"))
    lost = (pl.col("journal") != pl.col("a_journal")) | (pl.col("compte") != pl.col("a_compte"))
    tell_orphans(parts.filter(lost), collecte, "ligne")
    bad = lost | pl.col("debit").is_null() | ~pl.col("axe").str.contains("^A[1-5]$")
    bad |= pl.col("section") == ""
    unread = parts.filter(bad)["n"].unique()
    parts = parts.filter(~pl.col("n").is_in(unread.implode()))
    labels = [
        parametres.sections.get((axe, section), "")
        for axe, section in parts.select("axe", "section").iter_rows()
    ]
    return parts.with_columns(pl.Series("section_lib", labels, dtype=pl.String)).select(
        [pl.col(name).cast(dtype) for name, dtype in SAISIE.items()]
    )


def tell_orphans(rows: pl.DataFrame, collecte: Collecte, ligne: str = "n") -> None:
    """Say that analytic lines follow no general line of their compte (TRA-044)."""
    for n, compte in rows.select(ligne, "compte").iter_rows():
        collecte.add(Anomalie(
            tra.ANALYTIQUE_ORPHELINE, ligne=n, colonne=_COMPTE.dit, champ=_COMPTE.debut, lu=compte,
        ))
