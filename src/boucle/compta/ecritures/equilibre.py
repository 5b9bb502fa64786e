"""Equilibre: the lines that close unbalanced écritures on the waiting account.

Only where the dossier's policy says so; each line added is shown in the rapport, and its number
follows the last line of the file.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from boucle.compta.bilan import Bilan, Solde
from boucle.compta.contexte import COMPTE_ATTENTE, Contexte
from boucle.compta.lot import build_lot
from boucle.values import days_of

LIBELLE_ATTENTE = "Compte d'attente"


def balancing_lot(bilan: Bilan, contexte: Contexte, derniere_ligne: int) -> pl.DataFrame:
    """Give one line per unbalanced écriture, on the waiting account, numbered after the file."""
    if contexte.desequilibre != COMPTE_ATTENTE:
        return build_lot({"n": []})
    dated = [(gap, days_of(gap.date)) for gap in bilan.desequilibres if gap.date is not None]
    rows, days = [gap for gap, _ in dated], [day for _, day in dated]
    columns: dict[str, list[Any]] = {
        "n": [derniere_ligne + rank for rank in range(1, len(rows) + 1)],
        "journal": [gap.journal for gap in rows],
        "num": [gap.num for gap in rows],
        "date": days,
        "compte": [contexte.compte_attente] * len(rows),
        "piece_ref": [gap.piece_ref for gap in rows],
        "piece_date": days,
        "libelle": [gap.libelle for gap in rows],
        "debit": [max(-gap.ecart_centimes, 0) for gap in rows],
        "credit": [max(gap.ecart_centimes, 0) for gap in rows],
        "valid_date": [days_of(gap.valid_date) if gap.valid_date else None for gap in rows],
    }
    return build_lot(columns)


def complete_bilan(bilan: Bilan, ajoutees: pl.DataFrame) -> None:
    """Add the balancing lines to the totals and balances of the file."""
    if not ajoutees.height:
        return
    compte = ajoutees["compte"][0]
    bilan.lignes += ajoutees.height
    bilan.debit += int(ajoutees["debit"].sum())
    bilan.credit += int(ajoutees["credit"].sum())
    bilan.comptes.setdefault(compte, LIBELLE_ATTENTE)
    sums = {(s.compte, s.journal, s.mois): s for s in bilan.soldes}
    months = ajoutees.with_columns(pl.col("date").cast(pl.Date).dt.strftime("%Y-%m").alias("mois"))
    grouped = months.group_by("journal", "mois").agg(
        pl.col("debit").sum(), pl.col("credit").sum(), pl.len().alias("lignes")
    )
    for row in grouped.iter_rows(named=True):
        key = (compte, row["journal"], row["mois"])
        old = sums.get(key, Solde(*key, 0, 0, 0))
        sums[key] = Solde(
            *key, old.debit + row["debit"], old.credit + row["credit"], old.lignes + row["lignes"]
        )
    bilan.soldes = [sums[key] for key in sorted(sums)]
