"""Montants: a column of amounts read at once; odd cells go to the exact reader, once per text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.errors import lig
from boucle.formats.fec.cellules import Cellule
from boucle.formats.fec.grille import KIND_INDEX

# At most eleven digits before the comma: surely within what the books hold.
_PLAIN = r"^-?[0-9]{1,11},[0-9]{2}$"
_POINT = r"^[0-9]{1,11}\.[0-9]{2}$"
_KIND_POINT = KIND_INDEX[lig.MONTANT_POINT.code]
_KIND_NEGATIF = KIND_INDEX[lig.MONTANT_NEGATIF.code]


@dataclass(slots=True)
class Montants:
    """valeurs: whole numbers, 0 where there is none. kinds: anomaly of each cell, None when no
    cell has one. inconnus: cells whose value is not known, None when all are."""

    valeurs: NDArray[np.int64]
    kinds: NDArray[np.uint8] | None = None
    inconnus: NDArray[np.bool_] | None = None

    def head(self, n: int) -> Montants:
        """Keep the first cells."""
        return Montants(
            self.valeurs[:n], None if self.kinds is None else self.kinds[:n],
            None if self.inconnus is None else self.inconnus[:n],
        )


def read_montants(texts: pl.Series, judge: Callable[[str], Cellule]) -> Montants:
    """Read amounts as centimes."""
    plain = texts.str.contains(_PLAIN)
    digits = texts.str.replace(",", "", literal=True).cast(pl.Int64, strict=False)
    if plain.all():
        valeurs = digits.to_numpy()
        if not (valeurs < 0).any():
            return Montants(valeurs)
        return Montants(valeurs, _flag_negatifs(valeurs, None))
    valeurs = digits.fill_null(0).to_numpy(writable=True)
    kinds = _flag_negatifs(valeurs, np.flatnonzero(~plain.to_numpy()))
    inconnus = np.zeros(valeurs.size, np.bool_)
    odd = np.flatnonzero(~plain.to_numpy())
    odd = _read_points(texts, odd, valeurs, kinds)
    if odd.size:
        _read_odd(texts.gather(odd), odd, judge, valeurs, kinds, inconnus)
    return Montants(valeurs, kinds, inconnus if inconnus.any() else None)


def read_devises(texts: pl.Series, judge: Callable[[str], Cellule]) -> Montants:
    """Read currency amounts as ten-thousandths; a blank one is 0 and not known."""
    valeurs = np.zeros(texts.len(), np.int64)
    inconnus = np.ones(texts.len(), np.bool_)
    rows = np.flatnonzero(texts.str.len_bytes().to_numpy())
    if not rows.size:
        return Montants(valeurs, None, inconnus)
    some = texts.gather(rows)
    plain = some.str.contains(_PLAIN)
    digits = some.str.replace(",", "", literal=True).cast(pl.Int64, strict=False)
    valeurs[rows] = digits.fill_null(0).to_numpy() * 100
    inconnus[rows] = False
    odd = rows[np.flatnonzero(~plain.to_numpy())]
    if not odd.size:
        return Montants(valeurs, None, inconnus)
    kinds = np.zeros(texts.len(), np.uint8)
    _read_odd(texts.gather(odd), odd, judge, valeurs, kinds, inconnus)
    return Montants(valeurs, kinds, inconnus)


def _flag_negatifs(
    valeurs: NDArray[np.int64], odd: NDArray[np.int64] | None
) -> NDArray[np.uint8]:
    kinds = (valeurs < 0).astype(np.uint8) * np.uint8(_KIND_NEGATIF)
    if odd is not None:
        kinds[odd] = 0
    return kinds


def _read_points(
    texts: pl.Series, odd: NDArray[np.int64], valeurs: NDArray[np.int64],
    kinds: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """Read the amounts written with a decimal point, the commonest departure; give the rest."""
    some = texts.gather(odd)
    point = some.str.contains(_POINT)
    if not point.any():
        return odd
    mask = point.to_numpy()
    rows = odd[mask]
    digits = some.filter(point).str.replace(".", "", literal=True).cast(pl.Int64)
    valeurs[rows] = digits.to_numpy()
    kinds[rows] = _KIND_POINT
    rest: NDArray[np.int64] = odd[~mask]
    return rest


def _read_odd(
    texts: pl.Series, rows: NDArray[np.int64], judge: Callable[[str], Cellule],
    valeurs: NDArray[np.int64], kinds: NDArray[np.uint8], inconnus: NDArray[np.bool_],
) -> None:
    values = texts.to_list()
    ranks = {text: rank for rank, text in enumerate(dict.fromkeys(values))}
    inverse = np.fromiter((ranks[text] for text in values), np.int64, len(values))
    cells = [judge(text) for text in ranks]
    found = np.array([cell.valeur or 0 for cell in cells], np.int64)
    kind = np.array([KIND_INDEX[c.kind.code] if c.kind else 0 for c in cells], np.uint8)
    lost = np.array([cell.valeur is None for cell in cells], np.bool_)
    valeurs[rows] = found[inverse]
    kinds[rows] = kind[inverse]
    inconnus[rows] = lost[inverse]
