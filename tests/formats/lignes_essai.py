"""LignesEssai: frames of lines for the tests of exports, small or drawn by hypothesis."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from hypothesis import strategies as st

from boucle.compta.lot import build_lot
from boucle.values import days_of

JOUR = days_of(date(2024, 1, 15))
TEXTE = st.text(
    st.characters(codec="iso8859-15", exclude_categories=("Cc", "Cs"), exclude_characters="|"),
    max_size=12,
).map(lambda text: text.strip(" \u00a0"))


def frame(**columns: list[Any]) -> pl.DataFrame:
    """Build lines ready to be exported; what is not given is blank or plausible."""
    labels = {name: columns.pop(name, None) for name in ("journal_lib", "compte_lib", "tiers_lib")}
    size = len(next(iter(columns.values())))
    columns.setdefault("n", list(range(2, size + 2)))
    columns.setdefault("date", [JOUR] * size)
    return build_lot(columns).with_columns(
        pl.Series(name, values if values is not None else [""] * size, dtype=pl.String)
        for name, values in labels.items()
    )


def ecriture() -> pl.DataFrame:
    """Give one balanced écriture of two lines."""
    return frame(
        journal=["VE", "VE"],
        num=["1", "1"],
        compte=["411000", "707000"],
        tiers=["C001", ""],
        piece_ref=["FA1", "FA1"],
        piece_date=[JOUR, JOUR],
        libelle=["Vente €", "Vente €"],
        debit=[12_005, 0],
        credit=[0, 12_005],
        valid_date=[JOUR, JOUR],
        journal_lib=["Ventes", "Ventes"],
        compte_lib=["Clients", "Ventes"],
        tiers_lib=["Dupré", ""],
    )
