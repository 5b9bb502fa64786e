"""Codes: the journaux, comptes and tiers of a file that is assembled, numbered as they come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.codes.registre import CODES_MAX, TROP, Registre
from boucle.compta.compte import normalise_compte
from boucle.compta.contexte import Contexte

Entiers = NDArray[np.int64]
Masque = NDArray[np.bool_]


@dataclass(slots=True)
class Rangs:
    """Numbers of the codes of each line of a block.

    trop: first line whose code found no room, and its column; limite: how many codes there may be.
    """

    journal: Entiers
    compte: Entiers
    tiers: Entiers
    sans_journal: Masque
    sans_compte: Masque
    trop: tuple[int, str] | None = None
    limite: int = 0


class Codes:
    """Number the codes met; comptes at the length of the dossier. envoyes: how they were sent."""

    def __init__(self, contexte: Contexte) -> None:
        self.journaux, self.comptes = Registre("journal"), Registre("compte")
        self.tiers = Registre("tiers")
        self._longueur = contexte.longueur_compte
        self.envoyes: dict[str, set[str]] = {}

    def __getitem__(self, genre: str) -> Registre:
        return {"journal": self.journaux, "compte": self.comptes, "tiers": self.tiers}[genre]

    def read(self, saisie: pl.DataFrame) -> Rangs:
        """Look up the codes of a block; those of a block with one code too many are forgotten."""
        known = {nom: len(self[nom].codes) for nom in CODES_MAX}
        found = Rangs(
            _look_up(saisie["journal"], self.journaux.rank),
            _look_up(saisie["compte"], self._rank_compte),
            _look_up(saisie["tiers"], self.tiers.rank),
            (saisie["journal"] == "").to_numpy(),
            (saisie["compte"] == "").to_numpy(),
        )
        for nom, rangs in (
            ("journal", found.journal),
            ("compte", found.compte),
            ("tiers", found.tiers),
        ):
            rows = np.flatnonzero(rangs == TROP)
            if rows.size and (found.trop is None or rows[0] < found.trop[0]):
                found.trop, found.limite = (int(rows[0]), nom), CODES_MAX[nom]
        if found.trop is not None:
            for nom, n in known.items():
                self[nom].keep(n)
        return found

    def _rank_compte(self, envoye: str) -> int:
        compte = normalise_compte(envoye, self._longueur)
        if self._longueur and compte:
            self.envoyes.setdefault(compte, set()).add(envoye)
        return self.comptes.rank(compte)


def _look_up(column: pl.Series, rank: Callable[[str], int]) -> Entiers:
    texts = column.unique(maintain_order=True)
    ranks = pl.Series([rank(text) for text in texts.to_list()], dtype=pl.Int64)
    return column.replace_strict(texts, ranks, return_dtype=pl.Int64).to_numpy()
