"""Lots: the rows of a block that can be booked, as the frame that every format gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import CLE_JOUR
from boucle.compta.codes.registre import SANS_LIBELLE
from boucle.compta.ecritures.runs import SANS_DATE
from boucle.compta.lot import COLONNES, SEPARATEUR_EXTRA
from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.lecture.colonnes import Bloc
from boucle.formats.fec.lecture.grille import Grille
from boucle.formats.fec.lecture.lexique import Lexique
from boucle.formats.fec.lecture.lignes import Lignes

_TEXTES = (("piece_ref", "PieceRef"), ("libelle", "EcritureLib"), ("lettrage", "EcritureLet"))
_DATES = (("piece_date", "PieceDate"), ("date_let", "DateLet"), ("valid_date", "ValidDate"))
_LIBELLES = (
    ("lib_journal", "JournalLib"), ("lib_compte", "CompteLib"), ("lib_tiers", "CompAuxLib")
)


def make_lot(
    bloc: Bloc, lignes: Lignes, variantes: dict[str, NDArray[np.int32]], grille: Grille,
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
