"""Ventilation: the analytic breakdown of lines, checked against the lines it breaks down.

Within each axe the parts of a line add up to the line: debit less credit. Sections that are new
are listed in the bilan, to be created; an axe must exist already (published rule), which only the
one who holds the dossier can say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from boucle.compta.bilan import Bilan, Section
from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie
from boucle.errors.donnees import ecr

SAISIE: dict[str, pl.DataType] = {
    "n": pl.Int64(),  # line that is broken down
    "axe": pl.String(),
    "section": pl.String(),
    "section_lib": pl.String(),
    "debit": pl.Int64(),  # centimes
    "credit": pl.Int64(),
    "quantite": pl.Int64(),  # ten-thousandths, null when none
    "ligne": pl.Int64(),  # line where the part is written: n, unless it has a line of its own
}
"""What a reader gives: the parts of a line in their order; the lines ascending."""

COLONNES = ("n", "axe", "rang", "section", "debit", "credit", "quantite")
"""What is loaded; rang: place of the part in its line and axe, from 1."""

_BLANKS: dict[str, Any] = {"section_lib": "", "debit": 0, "credit": 0, "quantite": None}


def build_ventilation(columns: Mapping[str, Any]) -> pl.DataFrame:
    """Build a frame of parts from one sequence per column; a missing column is blank."""
    size = len(columns["n"])
    blank = {name: [value] * size for name, value in _BLANKS.items()}
    blank["ligne"] = list(columns["n"])
    return pl.DataFrame({**blank, **columns}, schema=SAISIE)


class Ventilations:
    """Check the parts of each block, and gather the sections they name."""

    def __init__(
        self, collecte: Collecte, on_ventilation: Callable[[pl.DataFrame], None] | None
    ) -> None:
        self._collecte, self._on_ventilation = collecte, on_ventilation
        self._sections: dict[tuple[str, str], Section] = {}
        self._comptes: dict[str, int] = {}

    def add(self, parts: pl.DataFrame, lot: pl.DataFrame) -> None:
        """Take the parts of the lines of a lot; those of a line that is not in it are left out.

        Gives ECR-050, where the parts are written, for a line and axe whose parts do not add up.
        """
        lines = lot.select("n", "compte", (pl.col("debit") - pl.col("credit")).alias("net"))
        whole = parts.join(lines, on="n", how="inner", maintain_order="left")
        if not whole.height:
            return
        self._judge(whole)
        self._note(whole)
        if self._on_ventilation is not None:
            rang = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("n", "axe").alias("rang")
            self._on_ventilation(whole.with_columns(rang).select(COLONNES))

    def _judge(self, whole: pl.DataFrame) -> None:
        sums = whole.group_by("n", "axe", maintain_order=True).agg(
            (pl.col("debit") - pl.col("credit")).sum().alias("total"),
            pl.col("net").first(),
            pl.col("ligne").min(),
            pl.col("ligne").max().alias("derniere"),
        )
        odd = sums.filter(pl.col("total") != pl.col("net"))
        room = self._collecte.room(ecr.VENTILATION_ECART)
        for row in odd.head(room).iter_rows(named=True):
            slots = {
                "generale": row["n"],
                "axe": row["axe"],
                "montant": row["net"],
                "total": row["total"],
            }
            lignes = (row["ligne"], row["derniere"])
            self._collecte.add(
                Anomalie(
                    ecr.VENTILATION_ECART,
                    ligne=lignes[0],
                    lignes=lignes if lignes[0] != lignes[1] else None,
                    slots=slots,
                )
            )
        self._collecte.count(ecr.VENTILATION_ECART, odd.height - min(odd.height, room))

    def _note(self, whole: pl.DataFrame) -> None:
        first = whole.unique(["axe", "section"], keep="first", maintain_order=True)
        for row in first.select("axe", "section", "section_lib", "ligne").iter_rows():
            key = row[0], row[1]
            known = self._sections.get(key)
            if known is None or (not known.libelle and row[2]):
                ligne = row[3] if known is None else known.ligne
                self._sections[key] = Section(row[0], row[1], row[2], ligne)
        comptes = whole.unique("compte", keep="first", maintain_order=True)
        for compte, ligne in comptes.select("compte", "n").iter_rows():
            self._comptes.setdefault(compte, ligne)

    def fill(self, bilan: Bilan) -> None:
        """Put in a bilan the sections and the comptes met."""
        bilan.sections = list(self._sections.values())
        bilan.comptes_ventiles = dict(self._comptes)
