"""Regles: the rules that look at one line at a time, on all the rows of a block at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boucle.compta.codes.registre import SANS_LIBELLE
from boucle.compta.ecritures.runs import SANS_DATE
from boucle.errors import lig
from boucle.formats.fec.lecture.colonnes import Bloc
from boucle.formats.fec.lecture.grille import DATES, KINDS, SANS_NOM, Grille
from boucle.formats.fec.lecture.lexique import Lexique
from boucle.formats.fec.lecture.lignes import Lignes
from boucle.formats.fec.lecture.signaux import Signaux
from boucle.values import day_of

Variantes = dict[str, NDArray[np.int32]]
_TEXTES = ("EcritureNum", "PieceRef", "EcritureLib")


def judge_cellules(bloc: Bloc, grille: Grille, lexique: Lexique, signaux: Signaux) -> None:
    """Signal every cell whose own writing is at fault."""
    kinds: dict[str, NDArray[np.integer]] = {
        nom: lexique[nom].look_up("kind", codes)
        for nom, codes in bloc.codes.items() if lexique[nom].has("kind")
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


def _same(slots: dict[str, Any], _row: int) -> dict[str, Any]:
    return dict(slots)


def judge_sides(lignes: Lignes, signaux: Signaux) -> None:
    """Signal the lines with both sides, and those with none."""
    debit, credit = lignes.debit != 0, lignes.credit != 0
    both = np.flatnonzero(debit & credit & lignes.chiffrees)
    signaux.line(lig.DEUX_COTES, both, lambda row: {
        "debit": int(lignes.debit[row]), "credit": int(lignes.credit[row]),
    })
    signaux.line(lig.LIGNE_A_ZERO, np.flatnonzero(~(debit | credit) & lignes.chiffrees))


def judge_pairs(
    bloc: Bloc, lignes: Lignes, variantes: Variantes, lexique: Lexique, signaux: Signaux
) -> None:
    """Signal the cells that are blank though their companion is not.

    A cell that is already at fault says nothing of its companion: one fault is enough.
    """
    if "CompAuxLib" in variantes and "CompAuxNum" in lexique:
        blank = blank_labels(variantes["CompAuxLib"], lignes.sans_tiers)
        rows = np.flatnonzero(blank & ~lignes.sans_tiers)
        signaux.cell(lig.TIERS_SANS_LIBELLE, rows, "CompAuxLib", lu="")
        rows = np.flatnonzero(~blank & lignes.sans_tiers)
        signaux.cell(lig.LIBELLE_SANS_TIERS, rows, "CompAuxNum", lu="")
    if "EcritureLet" in bloc.vides and "DateLet" in lexique:
        code = ~bloc.vides["EcritureLet"]
        date = lexique["DateLet"].look_up("jour", bloc.codes["DateLet"]) != SANS_DATE
        blank = blank_dates(bloc, lexique, "DateLet")
        signaux.cell(lig.LETTRAGE_SANS_DATE, np.flatnonzero(code & blank), "DateLet", lu="")
        signaux.cell(lig.DATE_SANS_LETTRAGE, np.flatnonzero(date & ~code), "EcritureLet", lu="")
    if bloc.devise is not None and "Idevise" in lexique:
        words, codes = lexique["Idevise"], bloc.codes["Idevise"]
        montant = known = bloc.devise.valeurs != 0
        if bloc.devise.kinds is not None and bloc.devise.inconnus is not None:
            montant = known | (bloc.devise.inconnus & (bloc.devise.kinds > 0))
        other = words.look_up("autre", codes).astype(np.bool_)
        if words.has("kind"):
            other &= words.look_up("kind", codes) == 0
        signaux.cell(
            lig.DEVISE_SANS_MONTANT, np.flatnonzero(other & ~montant), "Montantdevise", lu=""
        )
        if known.any():
            rows = np.flatnonzero(known & words.look_up("vide", codes).astype(np.bool_))
            signaux.cell(lig.MONTANT_SANS_DEVISE, rows, "Idevise", lu="")


def blank_labels(
    variantes: NDArray[np.int32], sans_code: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which rows have a blank label, from its variant."""
    blank: NDArray[np.bool_] = (variantes == SANS_LIBELLE) | (sans_code & (variantes == 0))
    return blank


def judge_dates(bloc: Bloc, lignes: Lignes, lexique: Lexique, signaux: Signaux) -> None:
    """Signal the days out of the exercice, and those validated before they were written."""
    if "EcritureDate" not in lexique:
        return
    inside = lignes.datees
    if lexique.exercices:
        codes = bloc.codes["EcritureDate"]
        faults = lexique["EcritureDate"].look_up("exercice", codes)
        inside = inside & (faults == 0)
        for index in np.unique(faults[faults > 0]).tolist():
            kind, slots = lexique.exercices[index - 1]
            rows = np.flatnonzero(faults == index)
            signaux.cell(kind, rows, "EcritureDate", slots=partial(_same, slots))
    if "ValidDate" in lexique:
        valid = lexique["ValidDate"].look_up("jour", bloc.codes["ValidDate"])
        early = (valid < lignes.jour) & (valid != SANS_DATE) & inside
        signaux.cell(
            lig.VALIDATION_AVANT_ECRITURE, np.flatnonzero(early), "ValidDate",
            slots=lambda row: {"ecriture_date": day_of(lignes.jour[row])},
        )


def blank_dates(bloc: Bloc, lexique: Lexique, nom: str) -> NDArray[np.bool_]:
    """Tell which cells of a date column are blank."""
    assert nom in DATES
    return lexique[nom].look_up("vide", bloc.codes[nom]).astype(np.bool_)
