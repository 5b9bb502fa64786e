"""Detail: what a line bears beyond a FEC's columns, for the few lines that bear any of it.

A reader gives one row per such line, in `SCHEMA`; `build_detail` fills what it leaves out. A text
is never null; a day is a number of days since 1970-01-01; a quantity is in ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

SCHEMA: dict[str, pl.DataType] = {
    "n": pl.Int64(),
    "reference": pl.String(),
    "reference_externe": pl.String(),
    "reference_libre": pl.String(),
    "commentaire": pl.String(),
    "echeance": pl.Int32(),
    "mode_paiement": pl.String(),  # published number of the mode, or the file's own code
    "date_operation": pl.Int32(),
    "date_pointage": pl.Int32(),
    "code_pointage": pl.String(),
    "etablissement": pl.String(),  # SIRET of the line; '' = that of the import
    "type_mouvement": pl.Int64(),
    "type_ligne": pl.Int64(),
    "nature": pl.String(),  # kind of document: FC, AC, RC…
    "piece_jointe": pl.String(),  # address of the document
    "cutoff_debut": pl.Int32(),
    "cutoff_fin": pl.Int32(),
    "lot_saisie": pl.String(),
    "type_lot": pl.Int64(),
    "ecriture_mere": pl.String(),
    "ecriture_origine": pl.String(),
    "quantite": pl.Int64(),
    "unite": pl.String(),
    "code_tva": pl.String(),
    "regime_tva": pl.String(),
    "complement": pl.String(),  # '' or a JSON object: what has no column of its own
    "revision": pl.Int64(),  # 0 until the line's breakdown is changed
}
# Types of a line in the published enumeration, and the journal reserved to opening entries.
GENERAL, INITIAL, A_NOUVEAU = 1, 5, "AN"
DATES = ("echeance", "date_operation", "date_pointage", "cutoff_debut", "cutoff_fin")
ENTIERS_NULS = ("type_mouvement", "type_ligne", "type_lot", "quantite")
_BLANKS: dict[str, Any] = {
    name: None if name in DATES or name in ENTIERS_NULS else "" if dtype == pl.String() else 0
    for name, dtype in SCHEMA.items()
}


def build_detail(columns: Mapping[str, Any]) -> pl.DataFrame:
    """Build a frame of details from one sequence per column; a missing column is blank."""
    size = len(columns["n"])
    blank = {
        name: pl.repeat(value, size, dtype=SCHEMA[name], eager=True)
        for name, value in _BLANKS.items()
        if name not in columns
    }
    return pl.DataFrame({**blank, **columns}, schema=SCHEMA)


def without_blanks(detail: pl.DataFrame) -> pl.DataFrame:
    """Leave out the rows that say nothing."""
    said = [
        pl.col(name).is_not_null() if value is None else pl.col(name) != value
        for name, value in _BLANKS.items()
        if name != "n"
    ]
    return detail.filter(pl.any_horizontal(said))
