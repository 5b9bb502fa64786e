"""Releve: the anomalies of assembled lines, each placed by its line and its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.codes.codes import Rangs
from boucle.compta.codes.plan import known_racine
from boucle.compta.codes.registre import Derive
from boucle.compta.contexte import Contexte
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import LIBELLES
from boucle.errors import Anomalie, Kind, ecr, lig
from boucle.values import day_of

LU_MAX = 200
_DATES = frozenset({"date", "piece_date", "date_let", "valid_date"})
_DERIVES = {
    "journal": ecr.LIBELLE_JOURNAL, "compte": ecr.LIBELLE_COMPTE, "tiers": ecr.LIBELLE_TIERS
}
Lignes = NDArray[np.int64]


class Releve:
    """Write anomalies down while the rapport has room, and count them all."""

    def __init__(
        self, contexte: Contexte, collecte: Collecte, noms: Mapping[str, str]
    ) -> None:
        self.contexte, self.collecte, self._noms = contexte, collecte, noms
        self._racines: set[str] = set()

    def nom(self, colonne: str) -> str:
        """Give the name of a column in the file."""
        return self._noms.get(colonne, colonne)

    def cell(
        self, kind: Kind, saisie: pl.DataFrame, row: int, colonne: str, **slots: Any
    ) -> Anomalie:
        """Write down one cell of a block."""
        value = saisie[colonne][row]
        if colonne in _DATES and isinstance(value, int):
            value = day_of(value).isoformat()
        found = Anomalie(
            kind, ligne=int(saisie["n"][row]), colonne=self.nom(colonne),
            lu=str(value)[:LU_MAX], slots=slots,
        )
        self.collecte.add(found)
        return found

    def judge(
        self, saisie: pl.DataFrame, rows: Rangs, debit: Lignes, credit: Lignes,
        chiffrees: NDArray[np.bool_],
    ) -> None:
        """Look at the lines of a block one by one."""
        for colonne, without in (("journal", rows.sans_journal), ("compte", rows.sans_compte)):
            self._cells(lig.INDISPENSABLE_ABSENTE, saisie, np.flatnonzero(without), colonne)
        self._judge_days(saisie)
        self._judge_comptes(saisie)
        both = np.flatnonzero((debit != 0) & (credit != 0))
        self._lines(lig.DEUX_COTES, saisie, both, lambda row: {
            "debit": int(debit[row]), "credit": int(credit[row]),
        })
        none = np.flatnonzero((debit == 0) & (credit == 0) & chiffrees)
        self._lines(lig.LIGNE_A_ZERO, saisie, none, lambda _row: {})

    def _judge_days(self, saisie: pl.DataFrame) -> None:
        years = self.contexte.exercices
        if not years:
            return
        for jour in saisie["date"].unique().drop_nulls().sort().to_list():
            day = day_of(jour)
            fault = self._fault_of(day)
            if fault is not None:
                rows = np.flatnonzero((saisie["date"] == jour).fill_null(False).to_numpy())
                self._cells(fault[0], saisie, rows, "date", **fault[1])

    def _fault_of(self, day: date) -> tuple[Kind, dict[str, Any]] | None:
        holding = [year for year in self.contexte.exercices if year.holds(day)]
        if not holding:
            return None if self.contexte.creer_exercice else (lig.HORS_EXERCICE, {})
        if all(year.clos for year in holding):
            return lig.EXERCICE_CLOS, {"exercice": holding[0].code}
        return None

    def _judge_comptes(self, saisie: pl.DataFrame) -> None:
        """Say once each compte whose root is not of the general chart."""
        first = saisie.with_row_index("at").unique("compte", keep="first", maintain_order=True)
        for at, compte in first.select("at", "compte").iter_rows():
            if compte and compte not in self._racines:
                self._racines.add(compte)
                if not known_racine(compte):
                    self.cell(lig.COMPTE_INCONNU_PCG, saisie, at, "compte")

    def judge_derives(self, saisie: pl.DataFrame, genre: str, derives: list[Derive]) -> None:
        """Say which labels differ from the first one of their code."""
        for derive in derives:
            self.cell(
                _DERIVES[genre], saisie, derive.rang, LIBELLES[genre], code=derive.code,
                attendu=derive.attendu,
            )

    def _cells(
        self, kind: Kind, saisie: pl.DataFrame, rows: Lignes, colonne: str, **slots: Any
    ) -> None:
        for row in rows[: self.collecte.room(kind)].tolist():
            self.cell(kind, saisie, row, colonne, **slots)
            rows = rows[1:]
        self.collecte.count(kind, rows.size)

    def _lines(
        self, kind: Kind, saisie: pl.DataFrame, rows: Lignes,
        slots: Callable[[int], dict[str, Any]],
    ) -> None:
        for row in rows[: self.collecte.room(kind)].tolist():
            self.collecte.add(Anomalie(kind, ligne=int(saisie["n"][row]), slots=slots(row)))
            rows = rows[1:]
        self.collecte.count(kind, rows.size)
