"""Montants: a column of amounts read at once; odd cells go to the exact reader, once per text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.errors import lig
from boucle.formats.fec.cellules import Cellule
from boucle.formats.fec.expressions import read_amounts
from boucle.formats.fec.grille import KIND_INDEX

Entiers = NDArray[np.int64]

_ZERO, _DEVISE = "0,00", "Montantdevise"
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


def read_all(
    textes: pl.DataFrame, noms: tuple[str, str], devises_vides: NDArray[np.bool_] | None,
    judge: Callable[[str, str], Cellule],
) -> tuple[Montants | None, Montants | None, Montants | None]:
    """Read both columns of amounts as centimes, and that of currency amounts as ten-thousandths.

    A blank currency amount is 0 and not known. Plain zeros, one cell in two, cost a comparison;
    the other cells of the three columns are read as one column.
    """
    parts: list[tuple[str, pl.Series, Entiers]] = []
    for nom in noms:
        if nom in textes.columns:
            some = textes[nom] != _ZERO
            parts.append((nom, textes[nom].filter(some), np.flatnonzero(some.to_numpy())))
    if devises_vides is not None:
        rows = np.flatnonzero(~devises_vides)
        parts.append((_DEVISE, textes[_DEVISE].gather(rows), rows))
    found: dict[str, Montants] = {}
    if parts:
        plain, digits = read_amounts(texts for _, texts, _ in parts)
        at = 0
        for nom, texts, rows in parts:
            here = slice(at, at + rows.size)
            at += rows.size
            column = _Colonne(textes.height, texts, rows, plain[here], digits[here])
            read = _read_devises if nom == _DEVISE else _read_montants
            found[nom] = read(column, partial(judge, nom))
    return found.get(noms[0]), found.get(noms[1]), found.get(_DEVISE)


class _Colonne(NamedTuple):
    """The cells of a column that are not plain zeros: texts, rows; digits where plain."""

    taille: int
    texts: pl.Series
    rows: Entiers
    plain: NDArray[np.bool_]
    digits: Entiers


def _read_montants(column: _Colonne, judge: Callable[[str], Cellule]) -> Montants:
    valeurs = np.zeros(column.taille, np.int64)
    valeurs[column.rows] = column.digits
    kinds = _flag_negatifs(valeurs)
    odd = np.flatnonzero(~column.plain)
    if not odd.size:
        return Montants(valeurs, kinds)
    if kinds is None:
        kinds = np.zeros(column.taille, np.uint8)
    kinds[column.rows[odd]] = 0
    inconnus = np.zeros(column.taille, np.bool_)
    texts, rows = _read_points(column.texts.gather(odd), column.rows[odd], valeurs, kinds)
    if rows.size:
        _read_odd(texts, rows, judge, valeurs, kinds, inconnus)
    return Montants(valeurs, kinds, inconnus if inconnus.any() else None)


def _read_devises(column: _Colonne, judge: Callable[[str], Cellule]) -> Montants:
    valeurs = np.zeros(column.taille, np.int64)
    inconnus = np.ones(column.taille, np.bool_)
    valeurs[column.rows] = column.digits * 100
    inconnus[column.rows] = False
    odd = np.flatnonzero(~column.plain)
    if not odd.size:
        return Montants(valeurs, None, inconnus)
    kinds = np.zeros(column.taille, np.uint8)
    _read_odd(column.texts.gather(odd), column.rows[odd], judge, valeurs, kinds, inconnus)
    return Montants(valeurs, kinds, inconnus)


def _flag_negatifs(valeurs: NDArray[np.int64]) -> NDArray[np.uint8] | None:
    negatifs = valeurs < 0
    return negatifs.astype(np.uint8) * np.uint8(_KIND_NEGATIF) if negatifs.any() else None


def _read_points(
    texts: pl.Series, rows: Entiers, valeurs: Entiers, kinds: NDArray[np.uint8]
) -> tuple[pl.Series, Entiers]:
    """Read the amounts written with a decimal point, the commonest departure; give the rest."""
    point = texts.str.contains(_POINT)
    if not point.any():
        return texts, rows
    mask = point.to_numpy()
    digits = texts.filter(point).str.replace(".", "", literal=True).cast(pl.Int64)
    valeurs[rows[mask]] = digits.to_numpy()
    kinds[rows[mask]] = _KIND_POINT
    return texts.filter(~point), rows[~mask]


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
