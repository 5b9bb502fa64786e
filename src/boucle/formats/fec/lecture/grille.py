"""Grille: how the fast reader lays out one file: columns, dictionaries, key of the écritures.

Columns with few distinct values are dictionary-coded, one namespace per column, so that codes
hold from one block to the next. A column that turns out to have many falls back to dictionaries
of one block each: what is read does not change, only what it costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from boucle.compta.bilan import CLE_NUM, CLE_PIECE
from boucle.compta.contexte import Contexte
from boucle.errors import Kind
from boucle.errors.donnees import lig
from boucle.formats.fec.forme.cellules import Cellule, judge
from boucle.formats.fec.forme.colonnes import BAT, BNCT, COLONNES, JOURNAL_DEFAUT, Exigence
from boucle.formats.fec.forme.entete import Entete
from boucle.formats.fec.forme.ouverture import Ouverture

DISTINCTS_MAX = 50_000
"""Distinct values of a column that are remembered from one block to the next."""

DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate", "DateRglt")
CODES = ("JournalCode", "CompteNum", "CompAuxNum")
LIBELLES = ("JournalLib", "CompteLib", "CompAuxLib")
SANS_NOM = "sans nom"
CODE_VIDE = 0
"""Code of a blank cell in a dictionary column that lasts."""

KINDS: tuple[Kind, ...] = tuple(kind for kind in vars(lig).values() if isinstance(kind, Kind))
KIND_INDEX = {kind.code: at for at, kind in enumerate(KINDS, 1)}
"""A small number for each kind of cell anomaly, 0 being none: it fits in one octet."""


@dataclass(slots=True)
class Grille:
    """noms: name of each field, by position: wire name of an imposed column, or its own.

    cle: what gathers lines into écritures. codees: the dictionary columns that are present, None
    for those coded block by block. ancres: the blank text in each, kept alive: it takes the first
    code, and the library forgets the codes of a namespace as soon as no column uses it.
    """

    contexte: Contexte
    ouverture: Ouverture
    entete: Entete
    cle: str = CLE_NUM
    noms: tuple[str, ...] = ()
    codees: dict[str, pl.Categorical | None] = field(default_factory=dict)
    ancres: dict[str, pl.Series] = field(default_factory=dict)
    judge_cell: Callable[[str, str], Cellule] = lambda nom, texte: Cellule(texte)

    @property
    def places(self) -> dict[str, int]:
        """Position of each imposed column that is present."""
        return self.entete.places

    @property
    def montant_sens(self) -> bool:
        """True when amounts are written Montant and Sens."""
        return self.entete.notation != "Debit/Credit"

    @property
    def journal_defaut(self) -> str:
        """Journal of a line that names none, where the regime allows it."""
        return JOURNAL_DEFAUT if self.entete.regime in (BAT, BNCT) else ""

    @property
    def reglements(self) -> list[str]:
        """Columns whose blank cells are counted for the whole file."""
        regime = self.entete.regime
        return [c.nom for c in self.entete.colonnes if c.exigence(regime) is Exigence.REGLEMENT]


def make_grille(ouverture: Ouverture, contexte: Contexte) -> Grille:
    """Lay out a file whose header could be read; the key of écritures is still to be chosen."""
    entete = ouverture.entete
    assert entete is not None
    by_place = {at: nom for nom, at in entete.places.items()}
    noms = [by_place.get(at, f"extra {at}") for at in range(len(entete.noms))]
    if entete.separateur_final:
        noms.append(SANS_NOM)
    codees = {
        nom: pl.Categorical(pl.Categories.random())
        for nom in (*DATES, *CODES, "Idevise", "Sens")
        if nom in entete.places
    }
    ancres = {nom: pl.Series([""], dtype=dtype) for nom, dtype in codees.items()}
    return Grille(contexte, ouverture, entete, "", tuple(noms), dict(codees), ancres)


def forget(grille: Grille, nom: str) -> None:
    """Code a column block by block from now on."""
    grille.codees[nom] = None
    # Its anchor stays: a block in flight may still bear codes of the namespace.


def set_cle(grille: Grille, cle: str) -> None:
    """Say which column gathers the lines, and judge blank cells accordingly."""
    grille.cle = cle
    regime = grille.entete.regime

    def judge_cell(nom: str, texte: str) -> Cellule:
        if not texte and nom == "EcritureNum" and cle != CLE_NUM:
            return Cellule("")
        if not texte and nom == "PieceRef" and cle == CLE_PIECE:
            return Cellule(None, lig.INDISPENSABLE_ABSENTE)
        return judge(COLONNES[nom], regime, texte)

    grille.judge_cell = lru_cache(maxsize=1 << 14)(judge_cell)
