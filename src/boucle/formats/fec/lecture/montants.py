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
from boucle.formats.fec.forme.cellules import Cellule
from boucle.formats.fec.lecture.expressions import read_amounts
from boucle.formats.fec.lecture.grille import KIND_INDEX
from boucle.formats.fec.lecture.vues import read_courts

Entiers = NDArray[np.int64]

_DEVISE = "Montantdevise"
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
    """Read the two columns of amounts as centimes, and that of currency amounts as
    ten-thousandths; a blank currency amount is 0 and not known."""
    debit, credit = (
        _read_montants(textes[nom], partial(judge, nom)) if nom in textes.columns else None
        for nom in noms
    )
    devise = None
    if devises_vides is not None:
        devise = _read_devises(textes[_DEVISE], devises_vides, partial(judge, _DEVISE))
    return debit, credit, devise


class _Colonne(NamedTuple):
    """Cells read: centimes, 0 where not plain; rows that are not plain, and their texts."""

    centimes: Entiers
    odd: Entiers
    texts: pl.Series


def _read_plain(texts: pl.Series) -> _Colonne:
    """Read the plain amounts: short ones at once, long or negative ones by their pattern."""
    plain, centimes = read_courts(texts)
    rest = np.flatnonzero(~plain)
    if not rest.size:
        return _Colonne(centimes, rest, texts.head(0))
    others = texts.gather(rest)
    known, digits = read_amounts(others)
    centimes[rest] = np.where(known, digits, 0)
    odd = np.flatnonzero(~known)
    return _Colonne(centimes, rest[odd], others.gather(odd))


def _read_montants(texts: pl.Series, judge: Callable[[str], Cellule]) -> Montants:
    valeurs, odd, others = _read_plain(texts)
    kinds = _flag_negatifs(valeurs)
    if not odd.size:
        return Montants(valeurs, kinds)
    if kinds is None:
        kinds = np.zeros(valeurs.size, np.uint8)
    inconnus = np.zeros(valeurs.size, np.bool_)
    others, rows = _read_points(others, odd, valeurs, kinds)
    if rows.size:
        _read_odd(others, rows, judge, valeurs, kinds, inconnus)
    return Montants(valeurs, kinds, inconnus if inconnus.any() else None)


def _read_devises(
    texts: pl.Series, vides: NDArray[np.bool_], judge: Callable[[str], Cellule]
) -> Montants:
    valeurs, inconnus = np.zeros(vides.size, np.int64), vides.copy()
    rows = np.flatnonzero(~vides)
    if not rows.size:
        return Montants(valeurs, None, inconnus)
    centimes, odd, others = _read_plain(texts.gather(rows))
    valeurs[rows] = centimes * 100
    if not odd.size:
        return Montants(valeurs, None, inconnus)
    kinds = np.zeros(vides.size, np.uint8)
    _read_odd(others, rows[odd], judge, valeurs, kinds, inconnus)
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
