"""Lignes: the rows of a parsed block once dictionaries and amounts are known, and their lot."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import CLE_JOUR
from boucle.compta.codes.registre import SANS_LIBELLE
from boucle.compta.ecritures.runs import SANS_DATE, make_cles
from boucle.compta.lot import COLONNES, SEPARATEUR_EXTRA
from boucle.compta.rassemblement import Lignes, Runs
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.lecture.colonnes import Bloc, Numeros
from boucle.formats.fec.lecture.grille import Grille
from boucle.formats.fec.lecture.lexique import Lexique

Entiers = NDArray[np.int64]
Masque = NDArray[np.bool_]


def make_lignes(bloc: Bloc, base: int, grille: Grille, lexique: Lexique) -> Lignes:
    """Look everything up; base: physical line of the first line of the block."""
    size = bloc.rangs.size
    journal, sans_journal = _codes(bloc, lexique, "JournalCode", size)
    compte, sans_compte = _codes(bloc, lexique, "CompteNum", size)
    tiers, sans_tiers = _codes(bloc, lexique, "CompAuxNum", size)
    if "EcritureDate" in lexique:
        jour = lexique["EcritureDate"].look_up("jour", bloc.codes["EcritureDate"])
    else:
        jour = np.full(size, SANS_DATE, np.int64)
    debit, credit, chiffrees = _amounts(bloc, grille, lexique, size)
    ecart = debit - credit
    if not chiffrees.all():
        ecart[~chiffrees] = 0
    runs = _runs(bloc, grille, lexique, journal, sans_journal)
    rattachees = np.repeat(runs.rattachees, runs.tailles)
    return Lignes(
        bloc.rangs + base,
        journal,
        sans_journal,
        compte,
        sans_compte,
        tiers,
        sans_tiers,
        jour,
        jour != SANS_DATE,
        debit,
        credit,
        ecart,
        chiffrees,
        rattachees,
        runs,
    )


def _codes(bloc: Bloc, lexique: Lexique, nom: str, size: int) -> tuple[Entiers, Masque]:
    """Give the number of the code of each row, and which rows have no code."""
    if nom in lexique:
        words, codes = lexique[nom], bloc.codes[nom]
        return words.look_up("rang", codes), words.look_up("vide", codes).astype(np.bool_)
    code = lexique.grille.journal_defaut if nom == "JournalCode" else ""
    return np.full(size, lexique.registres[nom].rank(code), np.int64), np.full(size, not code)


def _amounts(
    bloc: Bloc, grille: Grille, lexique: Lexique, size: int
) -> tuple[Entiers, Entiers, Masque]:
    if grille.montant_sens:
        return _sided_amounts(bloc, lexique, size)
    sides = []
    known = np.ones(size, np.bool_)
    for side in (bloc.debit, bloc.credit):
        if side is None:
            sides.append(np.zeros(size, np.int64))
            known[:] = False
            continue
        sides.append(side.valeurs)
        if side.inconnus is not None:
            known &= ~side.inconnus
    return sides[0], sides[1], known


def _sided_amounts(bloc: Bloc, lexique: Lexique, size: int) -> tuple[Entiers, Entiers, Masque]:
    zero = np.zeros(size, np.int64)
    if bloc.debit is None or "Sens" not in lexique:
        return zero, zero.copy(), np.zeros(size, np.bool_)
    sens = lexique["Sens"].look_up("sens", bloc.codes["Sens"])
    known = sens != 0
    if bloc.debit.inconnus is not None:
        known &= ~bloc.debit.inconnus
    montant = np.where(known, bloc.debit.valeurs, 0)
    return np.where(sens > 0, montant, 0), np.where(sens < 0, montant, 0), known


def _runs(
    bloc: Bloc, grille: Grille, lexique: Lexique, journal: Entiers, sans_journal: Masque
) -> Runs:
    debuts = bloc.debuts
    tailles = np.diff(debuts, append=bloc.rangs.size)
    numeros = bloc.numeros
    if grille.cle == CLE_JOUR or numeros is None:
        numeros = _day_numeros(bloc, lexique, debuts)
    cles = make_cles(journal[debuts], numeros.nombres, numeros.hashes)
    return Runs(debuts, tailles, cles, ~numeros.vides & ~sans_journal[debuts])


def _day_numeros(bloc: Bloc, lexique: Lexique, debuts: Entiers) -> Numeros:
    """Take the day as the number, where nothing else gathers the lines."""
    none = np.zeros(0, np.uint64)
    if "EcritureDate" not in lexique:
        return Numeros(np.zeros(debuts.size, np.int64), none, np.ones(debuts.size, np.bool_))
    codes = bloc.codes["EcritureDate"][debuts]
    words = lexique["EcritureDate"]
    return Numeros(words.look_up("amj", codes), none, words.look_up("jour", codes) == SANS_DATE)


_TEXTES = (("piece_ref", "PieceRef"), ("libelle", "EcritureLib"), ("lettrage", "EcritureLet"))
_DATES = (("piece_date", "PieceDate"), ("date_let", "DateLet"), ("valid_date", "ValidDate"))
_LIBELLES = (
    ("lib_journal", "JournalLib"),
    ("lib_compte", "CompteLib"),
    ("lib_tiers", "CompAuxLib"),
)


def make_lot(
    bloc: Bloc,
    lignes: Lignes,
    variantes: dict[str, NDArray[np.int32]],
    grille: Grille,
    lexique: Lexique,
) -> pl.DataFrame:
    """Make the lot of a block: every line that is whole, in file order."""
    size = lignes.n.size
    blank = pl.repeat("", size, eager=True)
    columns: dict[str, Any] = {
        "n": lignes.n,
        "journal": lexique.journaux.series().gather(lignes.journal),
        "num": _nums(bloc, lexique, grille),
        "date": lignes.jour.astype(np.int32),
        "compte": lexique.comptes.series().gather(lignes.compte),
        "tiers": lexique.tiers.series().gather(lignes.tiers),
        "debit": lignes.debit,
        "credit": lignes.credit,
        "montant_devise": _montant_devise(bloc, size),
        "devise": blank,
        "extra": _extra(bloc, grille, size),
    }
    if "Idevise" in lexique:
        columns["devise"] = bloc.textes.select(_text("Idevise")).to_series()
    for name, nom in _TEXTES:
        columns[name] = bloc.textes[nom] if nom in grille.places else blank
    if bloc.libelles is not None:
        columns["libelle"] = bloc.libelles
    for name, nom in _DATES:
        columns[name] = _dates(bloc, lexique, nom, size)
    sans_code = (lignes.sans_journal, lignes.sans_compte, lignes.sans_tiers)
    for (name, nom), without in zip(_LIBELLES, sans_code, strict=True):
        columns[name] = variantes.get(nom)
        if columns[name] is None:
            columns[name] = np.where(without, 0, SANS_LIBELLE).astype(np.int32)
    lot = pl.DataFrame({name: columns[name] for name in COLONNES})
    whole = lignes.completes
    return lot if whole.all() else lot.filter(pl.Series(whole))


def _text(nom: str) -> pl.Expr:
    """Give a column as texts; a blank cell is null in one that was coded as it was read."""
    return pl.col(nom).cast(pl.String).fill_null("").str.strip_chars(BLANCS)


def _nums(bloc: Bloc, lexique: Lexique, grille: Grille) -> pl.Series:
    if grille.cle != CLE_JOUR:
        return bloc.textes[grille.cle]
    if "EcritureDate" not in lexique:
        return pl.repeat("", bloc.rangs.size, eager=True)
    days = lexique["EcritureDate"].look_up("amj", bloc.codes["EcritureDate"])
    return pl.Series(days).cast(pl.String)


def _dates(bloc: Bloc, lexique: Lexique, nom: str, size: int) -> pl.Series:
    if nom not in lexique:
        return pl.repeat(None, size, dtype=pl.Int32, eager=True)
    days = lexique[nom].look_up("jour", bloc.codes[nom])
    series = pl.Series(days.astype(np.int32))
    blank = days == SANS_DATE
    return series.set(pl.Series(blank), None) if blank.any() else series


def _montant_devise(bloc: Bloc, size: int) -> pl.Series:
    if bloc.devise is None or bloc.devise.inconnus is None:
        return pl.repeat(None, size, dtype=pl.Int64, eager=True)
    series = pl.Series(bloc.devise.valeurs)
    return series.set(pl.Series(bloc.devise.inconnus), None)


def _extra(bloc: Bloc, grille: Grille, size: int) -> pl.Series:
    """Join the cells of the further columns; '' when all are blank."""
    if not grille.entete.extras:
        return pl.repeat("", size, eager=True)
    noms = [grille.noms[at] for _, at in grille.entete.extras]
    joined = pl.concat_str(map(_text, noms), separator=SEPARATEUR_EXTRA)
    nothing = SEPARATEUR_EXTRA * (len(noms) - 1)
    return bloc.textes.select(
        pl.when(joined == nothing).then(pl.lit("")).otherwise(joined)
    ).to_series()
