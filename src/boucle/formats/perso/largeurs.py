"""Largeurs: rows held against the titles before their cells are read: width, blanks, repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from boucle.compta.regles.collecte import Collecte
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import perso
from boucle.errors.francais import visible
from boucle.formats.apercu import Apercu
from boucle.formats.perso.modele import CHAMPS, MONTANTS, Modele
from boucle.formats.perso.tableau import Masque, Rangs
from boucle.formats.perso.titres import Places

BLANCS = " \t\r\n\u00a0\u202f\u2009"
LU_MAX = 200
_INDISPENSABLES = ("date", "compte", "journal")
VIDE = "vide"


@dataclass(slots=True)
class Largeurs:
    """Take away the rows that are not to be read, each told or, when blank, noted.

    largeur: cells of a row, by its titles. besoin: cells without which a row says nothing. lues:
    places of the cells that the model reads.
    """

    largeur: int
    besoin: int
    repere: int
    titres: list[str]
    lues: frozenset[int]
    collecte: Collecte
    apercu: Apercu
    _rangs: int = 0
    _larges: Anomalie | None = None
    _ecartees: dict[int, Anomalie] = field(default_factory=dict)

    @classmethod
    def of(
        cls, modele: Modele, places: Places, largeur: int, collecte: Collecte, apercu: Apercu
    ) -> Largeurs:
        """Make the judge of a file."""
        needed, amounts = [0], []
        for colonne in modele.colonnes:
            at = places.par_champ[colonne.champ]
            if at is None or colonne.defaut:
                continue
            if colonne.champ in _INDISPENSABLES:
                needed.append(at + 1)
            elif CHAMPS[colonne.champ][0] in MONTANTS:
                amounts.append(at + 1)
        besoin = max(*needed, min(amounts, default=0))
        repere = places.par_champ["date"]
        return cls(
            largeur,
            besoin,
            -1 if repere is None else repere,
            places.titres.titres,
            frozenset(at for at in places.par_champ.values() if at is not None),
            collecte,
            apercu,
        )

    def judge(self, rangs: Rangs, *, coupee: bool) -> tuple[Rangs, list[int]]:
        """Give the rows to read, and the lines that are lost.

        coupee: the last row is the last line of a file that does not end: a short one is lost.
        """
        kept = np.ones(rangs.n.size, np.bool_)
        perdues: list[int] = []
        self._leave_blank(rangs, kept)
        wide = kept & (rangs.largeurs > self.largeur)
        if wide.any():
            perdues += self._judge_wide(rangs, wide, kept)
        narrow = kept & (rangs.largeurs < self.largeur)
        if narrow.any():
            perdues += self._judge_narrow(rangs, narrow, kept, coupee=coupee)
        perdues += self._judge_titles(rangs, kept)
        rangs = rangs.keep(kept)
        self._count(rangs)
        return rangs, perdues

    def finish(self) -> Iterator[Anomalie]:
        """Tell what most rows show of the others."""
        if self._larges is not None and 2 * self._larges.slots["nombre"] < self._rangs:
            yield self._larges
        for found in self._ecartees.values():
            if 2 * found.slots["nombre"] < self._rangs:
                yield found

    def _count(self, rangs: Rangs) -> None:
        """Count the rows with a blank cell too many, and the values that nothing reads."""
        self._rangs += rangs.n.size
        larges = np.flatnonzero(rangs.largeurs > self.largeur)
        if larges.size:
            if self._larges is None:
                first = int(larges[0])
                champs = int(rangs.largeurs[first])
                slots = {"champs": champs, "attendus": self.largeur, "nombre": 0}
                self._larges = Anomalie(
                    perso.LIGNES_INEGALES, ligne=int(rangs.n[first]), slots=slots
                )
            self._larges.slots["nombre"] += int(larges.size)
        for at, textes in enumerate(rangs.textes):
            if at not in self.lues:
                self._count_ecartee(at, textes, rangs)

    def _count_ecartee(self, at: int, textes: pl.Series, rangs: Rangs) -> None:
        said = textes.str.strip_chars(BLANCS) != ""
        nombre = int(said.sum())
        if not nombre:
            return
        found = self._ecartees.get(at)
        if found is None:
            row = said.arg_max() or 0
            found = self._ecartees[at] = Anomalie(
                perso.COLONNE_ECARTEE,
                ligne=int(rangs.n[row]),
                champ=at + 1,
                lu=visible(textes[row][:LU_MAX]),
                slots={"nombre": 0},
            )
        found.slots["nombre"] += nombre

    def _leave_blank(self, rangs: Rangs, kept: Masque) -> None:
        if not 0 <= self.repere < len(rangs.textes):
            doubtful = kept.copy()
        else:
            doubtful = (rangs.textes[self.repere].str.strip_chars(BLANCS) == "").to_numpy()
        for row in np.flatnonzero(doubtful).tolist():
            cells = rangs.cells(row)
            if not any(cell.strip(BLANCS) for cell in cells):
                kept[row] = False
                self.apercu.leave(int(rangs.n[row]), "", VIDE)

    def _judge_wide(self, rangs: Rangs, wide: Masque, kept: Masque) -> list[int]:
        extra = rangs.textes[self.largeur :]
        said = (
            pl.DataFrame(extra)
            .select(pl.any_horizontal(pl.all().str.strip_chars(BLANCS) != ""))
            .to_series()
            .to_numpy()
        )
        lost = np.flatnonzero(wide & said)
        kept[lost] = False
        for row in lost.tolist():
            lu = next(text[row] for text in extra if text[row].strip(BLANCS))
            self._tell(perso.LIGNE_LARGE, rangs, row, visible(lu[:LU_MAX]))
        return [int(n) for n in rangs.n[lost]]

    def _judge_narrow(
        self, rangs: Rangs, narrow: Masque, kept: Masque, *, coupee: bool
    ) -> list[int]:
        short = narrow & (rangs.largeurs < self.besoin)
        if coupee and narrow[-1]:
            short[-1] = True
        kept[short] = False
        for row in np.flatnonzero(short).tolist():
            self._tell(perso.CELLULE_ABSENTE, rangs, row)
        for row in np.flatnonzero(narrow & ~short).tolist():
            self._tell(perso.LIGNE_ETROITE, rangs, row)
        return [int(n) for n in rangs.n[short]]

    def _judge_titles(self, rangs: Rangs, kept: Masque) -> list[int]:
        """Find the line of titles again: another file begins there."""
        if not 0 <= self.repere < min(len(rangs.textes), len(self.titres)):
            return []
        titre = self.titres[self.repere]
        if not titre:
            return []
        again = (rangs.textes[self.repere].str.strip_chars(BLANCS) == titre).to_numpy() & kept
        lost = []
        for row in np.flatnonzero(again).tolist():
            if [cell.strip() for cell in rangs.cells(row)] == self.titres:
                kept[row] = False
                n = int(rangs.n[row])
                lost.append(n)
                self.collecte.add(Anomalie(perso.TITRES_REVENUS, ligne=n))
        return lost

    def _tell(self, kind: Kind, rangs: Rangs, row: int, lu: str | None = None) -> None:
        if not self.collecte.room(kind):
            self.collecte.count(kind)
            return
        slots = {"champs": int(rangs.largeurs[row]), "attendus": self.largeur}
        champ = self.largeur + 1 if lu is not None else None
        self.collecte.add(Anomalie(kind, ligne=int(rangs.n[row]), champ=champ, lu=lu, slots=slots))
