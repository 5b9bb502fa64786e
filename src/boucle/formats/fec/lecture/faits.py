"""Faits: what the rules on a line ask of the rows of a block, and the faults of single cells."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boucle.compta.codes.registre import SANS_LIBELLE
from boucle.compta.ecritures.runs import SANS_DATE
from boucle.compta.rassemblement import Lignes
from boucle.compta.regles.signaux import Signaux
from boucle.errors.donnees import lig
from boucle.formats.fec.lecture.colonnes import Bloc
from boucle.formats.fec.lecture.grille import DATES, KINDS, SANS_NOM, Grille
from boucle.formats.fec.lecture.lexique import Lexique

Variantes = dict[str, NDArray[np.int32]]
Entiers = NDArray[np.int64]
Masque = NDArray[np.bool_]
_TEXTES = ("EcritureNum", "PieceRef", "EcritureLib")


class Faits:
    """The facts of `compta/regles/lignes.py` as columns, each worked out when it is first asked."""

    def __init__(self, bloc: Bloc, lignes: Lignes, variantes: Variantes, lexique: Lexique) -> None:
        self._bloc, self._lexique, self._variantes = bloc, lexique, variantes
        self._lignes = lignes
        self.debit, self.credit, self.chiffree = lignes.debit, lignes.credit, lignes.chiffrees
        self.jour, self.datee = lignes.jour, lignes.datees

    def _read(self, nom: str, propriete: str) -> Entiers:
        return self._lexique[nom].look_up(propriete, self._bloc.codes[nom])

    @cached_property
    def tiers(self) -> Masque:
        return ~self._lignes.sans_tiers

    @cached_property
    def lib_tiers(self) -> Masque:
        blank = blank_labels(self._variantes["CompAuxLib"], self._lignes.sans_tiers)
        return ~blank

    @cached_property
    def lettrage(self) -> Masque:
        return ~self._bloc.vides["EcritureLet"]

    @cached_property
    def date_let(self) -> Masque:
        return _differ(self._read("DateLet", "jour"), SANS_DATE)

    @cached_property
    def date_let_vide(self) -> Masque:
        return blank_dates(self._bloc, self._lexique, "DateLet")

    @cached_property
    def montant_devise_lu(self) -> Masque:
        assert self._bloc.devise is not None
        return _differ(self._bloc.devise.valeurs, 0)

    @cached_property
    def montant_devise(self) -> Masque:
        devise = self._bloc.devise
        if devise is None or devise.kinds is None or devise.inconnus is None:
            return self.montant_devise_lu
        return self.montant_devise_lu | (devise.inconnus & (devise.kinds > 0))

    @cached_property
    def devise(self) -> Masque:
        other = self._read("Idevise", "autre") > 0
        if self._lexique["Idevise"].has("kind"):
            other &= self._read("Idevise", "kind") == 0
        return other

    @cached_property
    def devise_vide(self) -> Masque:
        return self._read("Idevise", "vide") > 0

    @cached_property
    def valid_date(self) -> Entiers:
        return self._read("ValidDate", "jour")

    @cached_property
    def validee(self) -> Masque:
        return _differ(self.valid_date, SANS_DATE)

    @cached_property
    def exercice(self) -> Entiers:
        """Number of the fault of each day, as the lexique has them, 0 for none."""
        return self._read("EcritureDate", "exercice")

    @cached_property
    def hors_exercice(self) -> Masque:
        return self.exercice > 0


def _differ(values: Entiers, value: int) -> Masque:
    found: Masque = values != value
    return found


def judge_jours(faits: Faits, lexique: Lexique, signaux: Signaux) -> None:
    """Signal the days that no exercice of the dossier, or of the name, holds."""
    if not lexique.exercices:
        return
    for index in np.unique(faits.exercice[faits.hors_exercice]).tolist():
        kind, slots = lexique.exercices[index - 1]
        rows = np.flatnonzero(faits.exercice == index)
        signaux.cell(kind, rows, "EcritureDate", slots=partial(_same, slots))


def _same(slots: dict[str, Any], _row: int) -> dict[str, Any]:
    return dict(slots)


def judge_cellules(bloc: Bloc, grille: Grille, lexique: Lexique, signaux: Signaux) -> None:
    """Signal every cell whose own writing is at fault."""
    kinds: dict[str, NDArray[np.integer]] = {
        nom: lexique[nom].look_up("kind", codes)
        for nom, codes in bloc.codes.items()
        if lexique[nom].has("kind")
    }
    names = ("Montant", "") if grille.montant_sens else ("Debit", "Credit")
    amounts = zip((*names, "Montantdevise"), (bloc.debit, bloc.credit, bloc.devise), strict=True)
    for nom, montants in amounts:
        if montants is not None and montants.kinds is not None:
            kinds[nom] = montants.kinds
    for nom, column in kinds.items():
        if not column.any():
            continue
        for index in np.unique(column[column > 0]).tolist():
            rows = np.flatnonzero(column == index)
            signaux.cell(KINDS[index - 1], rows, nom, corrige=partial(_corrige, grille, nom))
    for nom in _TEXTES:
        kind = grille.judge_cell(nom, "").kind if nom in grille.places else None
        if kind is not None:
            signaux.cell(kind, np.flatnonzero(bloc.vides[nom]), nom, lu="")
    if SANS_NOM in bloc.vides:
        rows = np.flatnonzero(~bloc.vides[SANS_NOM])
        signaux.unnamed(lig.CHAMP_SANS_NOM, rows, SANS_NOM, grille.entete.champs)


def _corrige(grille: Grille, nom: str, texte: str) -> str | None:
    return grille.judge_cell(nom, texte).corrige


def blank_labels(variantes: NDArray[np.int32], sans_code: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which rows have a blank label, from its variant."""
    blank: NDArray[np.bool_] = (variantes == SANS_LIBELLE) | (sans_code & (variantes == 0))
    return blank


def blank_dates(bloc: Bloc, lexique: Lexique, nom: str) -> NDArray[np.bool_]:
    """Tell which cells of a date column are blank."""
    assert nom in DATES
    return lexique[nom].look_up("vide", bloc.codes[nom]).astype(np.bool_)
