"""Assemblage: the lines of any file gathered into écritures, block by block, without keeping them.

A reader gives its lines as saisies (`compta/saisie.py`), in file order; what comes out is the lot
of each block, the anomalies between the lines, and the bilan of the whole. What gathers lines is
chosen in `compta/ecritures/cles.py`. No Python runs per line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import Bilan, Tiers
from boucle.compta.codes.codes import Codes, Rangs
from boucle.compta.compte import known_racine
from boucle.compta.contexte import Contexte, juge_jour
from boucle.compta.ecritures.cles import Cles
from boucle.compta.ecritures.copies import Copies
from boucle.compta.ecritures.fin import Fin, premieres, premieres_lettrees
from boucle.compta.ecritures.lettrages import Lettrages
from boucle.compta.ecritures.runs import SANS_DATE, Ecritures, make_cles
from boucle.compta.ecritures.soldes import Soldes
from boucle.compta.lot import COLONNES
from boucle.compta.lot import SCHEMA as LOT
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.lignes import LIGNES_SAISIE
from boucle.compta.regles.recodage import find_recodees
from boucle.compta.regles.signaux import Signaux, signal_derives
from boucle.compta.saisie import LIBELLES
from boucle.compta.ventilation import Ventilations
from boucle.errors.anomalie import LU_MAX
from boucle.errors.donnees import fic, lig
from boucle.values import COMPTE, day_of

_COMPTE = re.compile(COMPTE, re.ASCII)
_TEXTES = ("libelle", "tiers", *LIBELLES.values())
Frame = Callable[[pl.DataFrame], None]
Entiers = NDArray[np.int64]


class Assemblage:
    """Take saisies; on_lot is called with the lot of each one.

    noms: name of each column in the file, by its name in a saisie, for the anomalies that point
    to a cell. on_ventilation, on_detail: called after on_lot, with what the lines of the lot bear.
    """

    def __init__(
        self,
        contexte: Contexte,
        collecte: Collecte,
        on_lot: Frame | None = None,
        *,
        on_ventilation: Frame | None = None,
        on_detail: Frame | None = None,
        noms: Mapping[str, str] | None = None,
    ) -> None:
        self.contexte, self.collecte, self._on_lot = contexte, collecte, on_lot
        self._on_detail = on_detail
        self.codes = Codes(contexte)
        self._noms, self._racines = dict(noms or {}), set[str]()
        self._ecritures, self._lettrages, self._soldes = Ecritures(), Lettrages(), Soldes()
        self._ventilations = Ventilations(collecte, on_ventilation)
        self._premieres: list[pl.DataFrame] = []
        self._lettrees: list[pl.DataFrame] = []
        self._debit = self._credit = 0
        self._jour_min, self._jour_max = -SANS_DATE, SANS_DATE
        self._incompletes = False
        self._cles = Cles()
        self._copies = Copies()
        self.lignes = 0
        self.arret = False

    def add(
        self,
        saisie: pl.DataFrame,
        ventilation: pl.DataFrame | None = None,
        detail: pl.DataFrame | None = None,
    ) -> None:
        """Take the next lines of the file, with their breakdown and their details if any.

        Blank journaux and comptes are told here (LIG-010), as are days that no exercice holds. A
        null date or amount must have been told by the reader. Once `arret` is true the file holds
        too many codes: nothing more is to be given.
        """
        if self.arret or not saisie.height:
            return
        rows, lignes = self.codes.read(saisie), saisie["n"].to_numpy()
        if rows.trop is not None:
            at, nom = rows.trop
            trop = Signaux(lignes, partial(_quote, saisie), self._noms)
            limite = {"limite": rows.limite}
            trop.cell(fic.TROP_DE_CODES, np.array([at]), nom, slots=lambda _row: limite)
            trop.flush(self.collecte)
            self.arret = True
            return
        self.lignes += saisie.height
        saisie = saisie.with_columns(self._cles.read(saisie))
        jour = saisie["date"].fill_null(SANS_DATE).cast(pl.Int64).to_numpy()
        chiffrees = (saisie["debit"].is_not_null() & saisie["credit"].is_not_null()).to_numpy()
        debit = saisie["debit"].fill_null(0).to_numpy()
        credit = saisie["credit"].fill_null(0).to_numpy()
        rattachees = ~rows.sans_journal & (saisie["num"] != "").to_numpy()
        whole = rattachees & chiffrees & (jour != SANS_DATE) & ~rows.sans_compte
        self._incompletes |= not whole.all()
        self._count(debit, credit, jour)
        ecart = np.where(chiffrees, debit - credit, 0)
        self._fold_ecritures(saisie, rows.journal, jour, ecart, chiffrees, rattachees)
        self._fold_lettrages(saisie, rows.compte, rows.tiers, ecart, chiffrees)
        self._soldes.fold(
            *(column[whole] for column in (rows.compte, rows.journal, _mois(saisie), debit, credit))
        )
        signaux = Signaux(lignes, partial(_quote, saisie), self._noms)
        faits = _Faits(debit, credit, chiffrees, ~rows.sans_journal, ~rows.sans_compte)
        signaux.judge(LIGNES_SAISIE, faits, frozenset(LOT))
        self._judge_jours(saisie, signaux)
        self._judge_comptes(saisie, signaux)
        for nom in _TEXTES:
            signaux.cell(
                lig.LETTRES_RECODEES, find_recodees(saisie[nom]).arg_true().to_numpy(), nom
            )
        variantes = self._read_libelles(saisie, rows, signaux)
        signaux.flush(self.collecte)
        self.codes.note_tiers(rows)
        self._give(
            saisie.with_columns(
                self.codes.comptes.series().gather(rows.compte).alias("compte"), *variantes
            ).filter(pl.Series(whole)),
            ventilation,
            detail,
        )

    def skip(self, lignes: Sequence[int]) -> None:
        """Note lines that could not be read at all, each told by the reader (blocking).

        The écritures beside them are then not said to be out of balance.
        """
        self._incompletes = True
        none = np.zeros(0, np.int64)
        self._ecritures.poison(np.array(lignes, np.int64), none)

    def _count(self, debit: Entiers, credit: Entiers, jour: Entiers) -> None:
        self._debit += int(debit.sum())
        self._credit += int(credit.sum())
        days = jour[jour != SANS_DATE]
        if days.size:
            self._jour_min = min(self._jour_min, int(days.min()))
            self._jour_max = max(self._jour_max, int(days.max()))

    def _fold_ecritures(
        self,
        saisie: pl.DataFrame,
        journaux: Entiers,
        jour: Entiers,
        ecart: Entiers,
        chiffrees: NDArray[np.bool_],
        rattachees: NDArray[np.bool_],
    ) -> None:
        n = saisie["n"].to_numpy()
        textes = saisie["num"].hash().to_numpy()
        cles = make_cles(journaux, np.full(n.size, -1, np.int64), textes)
        # A run ends where the file has a line that is not of ours, so that its last line is known.
        new = (cles[1:] != cles[:-1]) | (jour[1:] != jour[:-1]) | (n[1:] != n[:-1] + 1)
        new |= rattachees[1:] != rattachees[:-1]
        debuts = np.flatnonzero(np.concatenate([[True], new]))
        tailles = np.diff(debuts, append=n.size)
        ecarts = np.add.reduceat(ecart, debuts)
        keep = rattachees[debuts]
        kept = debuts[keep]
        self._ecritures.fold(cles[kept], n[kept], tailles[keep], jour[kept], ecarts[keep])
        self._copies.fold(saisie, debuts, keep)
        self._ecritures.poison(n[~rattachees], n[rattachees & ~chiffrees])
        self._premieres.append(premieres(saisie, kept))

    def _fold_lettrages(
        self,
        saisie: pl.DataFrame,
        comptes: Entiers,
        tiers: Entiers,
        ecart: Entiers,
        chiffrees: NDArray[np.bool_],
    ) -> None:
        rows = np.flatnonzero((saisie["lettrage"] != "").to_numpy())
        if not rows.size:
            return
        codes = saisie["lettrage"].gather(rows).hash().to_numpy()
        gap = ecart[rows]
        self._lettrages.fold(
            codes,
            comptes[rows],
            tiers[rows],
            np.maximum(gap, 0),
            np.maximum(-gap, 0),
            saisie["n"].to_numpy()[rows],
            ~chiffrees[rows],
        )
        self._lettrees.append(premieres_lettrees(saisie, rows))

    def _judge_jours(self, saisie: pl.DataFrame, signaux: Signaux) -> None:
        """Signal the days that no exercice of the dossier holds."""
        for jour in saisie["date"].unique().drop_nulls().sort().to_list():
            fault = juge_jour(day_of(jour), self.contexte)
            if fault is not None:
                kind, slots = fault
                rows = np.flatnonzero((saisie["date"] == jour).fill_null(False).to_numpy())
                signaux.cell(kind, rows, "date", slots=partial(_same, slots))

    def _judge_comptes(self, saisie: pl.DataFrame, signaux: Signaux) -> None:
        """Signal once each compte that is no number of one, or whose root is of no chart."""
        first = saisie.with_row_index("at").unique("compte", keep="first", maintain_order=True)
        fresh = [
            (at, compte)
            for at, compte in first.select("at", "compte").iter_rows()
            if compte and compte not in self._racines
        ]
        self._racines |= {compte for _, compte in fresh}
        abimes = [at for at, compte in fresh if _COMPTE.fullmatch(compte) is None]
        odd = [at for at, compte in fresh if at not in abimes and not known_racine(compte)]
        signaux.cell(lig.COMPTE_ABIME, np.array(abimes, np.int64), "compte")
        signaux.cell(lig.COMPTE_INCONNU_PCG, np.array(odd, np.int64), "compte")

    def _read_libelles(
        self, saisie: pl.DataFrame, rows: Rangs, signaux: Signaux
    ) -> list[pl.Series]:
        """Give the variant of each label, and signal those that drift."""
        rangs = {"journal": rows.journal, "compte": rows.compte, "tiers": rows.tiers}
        found = []
        for genre, nom in LIBELLES.items():
            texts = saisie[nom]
            variantes, derives = self.codes[genre].read_libelles(
                rangs[genre], texts.hash().to_numpy(), partial(_text, texts)
            )
            found.append(pl.Series(f"lib_{genre}", variantes))
            signal_derives(signaux, genre, nom, derives)
        return found

    def _give(
        self, whole: pl.DataFrame, ventilation: pl.DataFrame | None, detail: pl.DataFrame | None
    ) -> None:
        lot = whole.select(COLONNES)
        if lot.height and self._on_lot is not None:
            self._on_lot(lot)
        if ventilation is not None and ventilation.height:
            self._ventilations.add(ventilation, lot)
        if detail is not None and detail.height and self._on_detail is not None:
            kept = detail.join(lot.select("n"), on="n", how="semi", maintain_order="left")
            if kept.height:
                self._on_detail(kept)

    def _nom(self, colonne: str) -> str:
        """Give the name of a column in the file."""
        return self._noms.get(colonne, colonne)

    def finish(self) -> Bilan:
        """Judge the écritures and the lettrages, and give what the file adds up to."""
        codes = self.codes
        bilan = Bilan(lignes=self.lignes, debit=self._debit, credit=self._credit)
        bilan.cle_ecriture = self._cles.premiere
        self._cles.tell(self.collecte, self._nom)
        if self._jour_min <= self._jour_max:
            bilan.date_min = day_of(self._jour_min)
            bilan.date_max = day_of(self._jour_max)
        bilan.journaux, bilan.comptes = codes.labels("journal"), codes.labels("compte")
        comptes = codes.comptes.codes
        table = zip(codes.tiers.codes, codes.tiers.libelles, codes.comptes_tiers, strict=True)
        bilan.tiers = {code: Tiers(lib, comptes[rang]) for code, lib, rang in table if code}
        bilan.libelles = [
            *codes.journaux.variantes,
            *codes.comptes.variantes,
            *codes.tiers.variantes,
        ]
        bilan.soldes = self._soldes.finish(comptes, codes.journaux.codes)
        self._ventilations.fill(bilan)
        for anomalie in codes.judge_longueurs():
            self.collecte.add(anomalie)
        self._lettrages.finish(codes.tiers.codes.index("") if "" in codes.tiers.codes else -1)
        fin = Fin(self.contexte, self.collecte, self._nom, self._premieres, self._lettrees)
        fin.judge_ecritures(self._ecritures.finish(), bilan)
        runs = self._ecritures
        fin.tell_copies(
            self._copies.find(runs.cles.whole(), runs.lignes.whole(), runs.tailles.whole())
        )
        fin.judge_lettrages(self._lettrages)
        blocking = any(a.kind.gravite == "bloquant" for a in self.collecte.kept())
        # A reader that leaves a cell unread without a word would lose a line: never silently.
        assert blocking or not self._incompletes
        return bilan


@dataclass(slots=True)
class _Faits:
    """What the rules on a line ask of the lines of a saisie."""

    debit: Entiers
    credit: Entiers
    chiffree: NDArray[np.bool_]
    journal: NDArray[np.bool_]
    compte: NDArray[np.bool_]


def _same(slots: dict[str, Any], _row: int) -> dict[str, Any]:
    return dict(slots)


def _quote(saisie: pl.DataFrame, colonne: str, row: int) -> str:
    """Give a cell as a rapport quotes it."""
    value = saisie[colonne][row]
    if LOT.get(colonne) == pl.Int32() and value is not None:
        value = day_of(value).isoformat()
    return str(value)[:LU_MAX]


def _mois(saisie: pl.DataFrame) -> Entiers:
    """Number the month of each line: year × 12 + month - 1; 0 where the date is not known."""
    day = pl.col("date").cast(pl.Date)
    month = (day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1).fill_null(0)
    return saisie.select(month).to_series().to_numpy()


def _text(texts: pl.Series, row: int) -> str:
    text: str = texts[row]
    return text.strip()
