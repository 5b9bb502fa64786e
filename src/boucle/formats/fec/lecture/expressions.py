"""Expressions: what is asked of the columnar library for each block, in as few calls as can be.

A call costs a fifth of a millisecond whatever it does, most of it under the interpreter's lock: a
block asks four times, not thirty. What is asked is the same for every block, so it is built once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.formats.fec.lecture.grille import CODE_VIDE, LIBELLES, SANS_NOM, Grille

CODE, HASH, VIDE = "code ", "hash ", "vide "
"""What begins the name of an answer, as long for each; the rest is the name of the column."""

_TEXTES = ("EcritureNum", "PieceRef", "EcritureLib", "EcritureLet", "ModeRglt", "NatOp", "IdClient")

# At most eleven digits before the comma: surely within what the books hold.
PLAIN = r"^-?[0-9]{1,11},[0-9]{2}$"
_SIMPLE = r"^(?:0|[1-9][0-9]{0,11})$"
_NUMERO = r"^(?s)(.*?)([0-9]{1,15})$"
_TEXTE = pl.col("texte")
_MONTANTS = (
    _TEXTE.str.contains(PLAIN).alias("plain"),
    _TEXTE.str.replace(",", "", literal=True).cast(pl.Int64, strict=False).alias("digits"),
)
_NOMBRES = (
    pl.when(_TEXTE.str.contains(_SIMPLE)).then(_TEXTE.cast(pl.Int64, strict=False))
    .otherwise(pl.lit(-1, pl.Int64)).alias("nombre"),
    (_TEXTE.str.len_bytes() == 0).alias("vide"),
)
_PARTIES = (
    _TEXTE.hash().alias("hash"),
    _TEXTE.str.extract(_NUMERO, 1).fill_null("").alias("prefixe"),
    _TEXTE.str.extract(_NUMERO, 2).cast(pl.Int64, strict=False).fill_null(-1).alias("queue"),
)


def textes(grille: Grille) -> list[str]:
    """Name the columns kept as texts, whose blanks are cut."""
    named = [nom for nom in _TEXTES if nom in grille.places]
    return named + [nom for nom in grille.noms if nom.startswith("extra ") or nom == SANS_NOM]


def colonnes(grille: Grille, codees: Mapping[str, pl.Categorical | None]) -> list[pl.Expr]:
    """Give all that is asked of the columns of a block: codes, hashes, blank cells.

    codees: the dictionary columns, None for those coded for this block alone.
    """
    coded = (_code(nom, dtype).alias(CODE + nom) for nom, dtype in codees.items())
    hashed = (nom for nom in (*LIBELLES, "EcritureLet") if nom in grille.places)
    blank = [nom for nom in (*textes(grille), "Montantdevise") if nom in grille.noms]
    return [
        *coded,
        *(pl.col(nom).hash().alias(HASH + nom) for nom in hashed),
        *((pl.col(nom).str.len_bytes() == 0).alias(VIDE + nom) for nom in blank),
    ]


def _code(nom: str, dtype: pl.Categorical | None) -> pl.Expr:
    if dtype is None:
        return pl.col(nom).cast(pl.Categorical(pl.Categories.random())).to_physical()
    return pl.col(nom).to_physical().fill_null(CODE_VIDE)


def read_amounts(texts: pl.Series) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Tell which texts are plain amounts, and their digits: those of the others mean nothing."""
    found = texts.alias("texte").to_frame().select_seq(_MONTANTS)
    return found["plain"].to_numpy(), found["digits"].fill_null(0).to_numpy()


def read_nombres(keys: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read numbers of écritures: the plain number or -1, and which are blank."""
    found = keys.alias("texte").to_frame().select_seq(_NOMBRES)
    return found["nombre"].to_numpy(), found["vide"].to_numpy()


def read_parties(keys: pl.Series) -> tuple[NDArray[np.uint64], pl.Series, NDArray[np.int64]]:
    """Read numbers that are not plain: hash, what comes before the last digits, these digits."""
    found = keys.alias("texte").to_frame().select_seq(_PARTIES)
    return found["hash"].to_numpy(), found["prefixe"], found["queue"].to_numpy()
