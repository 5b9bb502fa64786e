"""Assemblage: the lines of any file gathered into écritures, block by block, without keeping them.

A reader gives its lines as saisies (`compta/saisie.py`), in file order; what comes out is the lot
of each block, the anomalies between the lines, and the bilan of the whole. What gathers lines is
chosen in `compta/piece.py`. No Python runs per line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.bilan import Bilan
from boucle.compta.codes.codes import Codes, Rangs
from boucle.compta.compte import known_racine, normalise_compte, read_compte
from boucle.compta.constats import Citee, Constats
from boucle.compta.contexte import Contexte, juge_jour
from boucle.compta.ecritures.copies import Copies
from boucle.compta.ecritures.jugement import Jugement
from boucle.compta.ecritures.runs import SANS_DATE, make_cles
from boucle.compta.lot import COLONNES
from boucle.compta.lot import SCHEMA as LOT
from boucle.compta.piece import Cles
from boucle.compta.rassemblement import Lettrees, Lignes, Rassemblement, Runs
from boucle.compta.regles.collecte import Collecte
from boucle.compta.regles.lignes import LIGNES_SAISIE
from boucle.compta.regles.recodage import find_recodees
from boucle.compta.regles.signaux import Signaux, signal_derives
from boucle.compta.saisie import LIBELLES
from boucle.compta.ventilation import Ventilations
from boucle.errors import ANOMALIES_MAX, Gravite
from boucle.errors.anomalie import LU_MAX
from boucle.errors.donnees import ecr, fic, lig
from boucle.values import day_of

_TEXTES = ("libelle", "tiers", *LIBELLES.values())
Frame = Callable[[pl.DataFrame], None]
Entiers = NDArray[np.int64]
_JOURS = ("date", "valid_date")
_LETTREES = ("lettrage", "compte", "tiers")
_CITABLES = ("n", "journal", "num", "piece_ref", "libelle", *_JOURS, *_LETTREES)
"""What is kept of the first line of each run and of each lettrage, to be quoted."""


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
        self._somme = Rassemblement(self.codes.journaux, self.codes.comptes, self.codes.tiers)
        self._ventilations = Ventilations(collecte, on_ventilation)
        self._citables: list[pl.DataFrame] = []
        self._incompletes = False
        self._cles = Cles()
        self._copies = Copies()
        self.arret = False

    @property
    def lignes(self) -> int:
        """How many lines were taken."""
        return self._somme.lignes

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
        rows = self.codes.read(saisie)
        if rows.trop is not None:
            at, nom = rows.trop
            trop = Signaux(saisie["n"].to_numpy(), partial(_quote, saisie), self._noms)
            limite = {"limite": rows.limite}
            trop.cell(fic.TROP_DE_CODES, np.array([at]), nom, slots=lambda _row: limite)
            trop.flush(self.collecte)
            self.arret = True
            return
        saisie = saisie.with_columns(self._cles.read(saisie))
        lignes = _make_lignes(saisie, rows)
        whole = lignes.completes
        self._incompletes |= not whole.all()
        self._gather(saisie, lignes)
        signaux = Signaux(lignes.n, partial(_quote, saisie), self._noms)
        faits = _Faits(
            lignes.debit,
            lignes.credit,
            lignes.chiffrees,
            ~rows.sans_journal,
            ~rows.sans_compte,
        )
        signaux.judge(LIGNES_SAISIE, faits, frozenset(LOT))
        self._judge_jours(saisie, signaux)
        self._judge_comptes(saisie, signaux)
        for nom in _TEXTES:
            signaux.cell(
                lig.LETTRES_RECODEES, find_recodees(saisie[nom]).arg_true().to_numpy(), nom
            )
        variantes = self._read_libelles(saisie, rows, signaux)
        signaux.flush(self.collecte)
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
        self._somme.lose(np.array(lignes, np.int64))

    def _gather(self, saisie: pl.DataFrame, lignes: Lignes) -> None:
        rows = np.flatnonzero((saisie["lettrage"] != "").to_numpy())
        codes = saisie["lettrage"].gather(rows).hash().to_numpy()
        self._somme.fold(lignes, Lettrees(rows, codes), _mois(saisie))
        self._copies.fold(saisie, lignes.runs.debuts, lignes.runs.rattachees)
        debuts = lignes.runs.debuts[lignes.runs.rattachees]
        self._citables.append(saisie.select(_CITABLES)[debuts])
        lettrees = saisie.select(_CITABLES)[rows]
        self._citables.append(lettrees.unique(_LETTREES, keep="first", maintain_order=True))

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
        abimes = [at for at, compte in fresh if read_compte(compte) is None]
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
        constats = Constats(self.contexte, self._noms)
        self._cles.tell(self.collecte, self._nom)
        for anomalie in constats.say_longueurs(self.codes.envoyes):
            self.collecte.add(anomalie)
        jugement = Jugement(self._somme, constats, self.collecte, reprises=False)
        runs = self._somme.ecritures
        copies = self._copies.find(runs.cles.whole(), runs.lignes.whole(), runs.tailles.whole())
        shown = copies[:ANOMALIES_MAX]
        citees = self._cite([*jugement.wanted(), *(copie.premiere for copie in shown)])
        jugement.judge(citees)
        for copie in shown:
            self.collecte.add(constats.say_copie(citees[copie.premiere], copie))
        self.collecte.count(ecr.LIGNES_DOUBLES, len(copies) - len(shown))
        bilan = self._somme.add_up()
        bilan.cle_ecriture = self._cles.premiere
        self._ventilations.fill(bilan)
        jugement.fill(bilan, citees)
        kept = self.collecte.kept()
        jugement.attach(kept, self._cite)
        # A reader that leaves a cell unread without a word would lose a line: never silently.
        assert not self._incompletes or any(a.kind.gravite is Gravite.BLOQUANT for a in kept)
        return bilan

    def _cite(self, lignes: Iterable[int]) -> dict[int, Citee]:
        """Give lines back, among those that may be quoted."""
        wanted = pl.Series(sorted(set(lignes)), dtype=pl.Int64)
        if not wanted.len():
            return {}
        rows = pl.concat(
            frame.filter(pl.col("n").is_in(wanted.implode())) for frame in self._citables
        )
        longueur = self.contexte.longueur_compte
        return {row["n"]: _citee(row, longueur) for row in rows.iter_rows(named=True)}


@dataclass(slots=True)
class _Faits:
    """What the rules on a line ask of the lines of a saisie."""

    debit: Entiers
    credit: Entiers
    chiffree: NDArray[np.bool_]
    journal: NDArray[np.bool_]
    compte: NDArray[np.bool_]


def _make_lignes(saisie: pl.DataFrame, rows: Rangs) -> Lignes:
    """Give the values of the lines of a block, and the runs that they make."""
    n = saisie["n"].to_numpy()
    jour = saisie["date"].fill_null(SANS_DATE).cast(pl.Int64).to_numpy()
    chiffrees = (saisie["debit"].is_not_null() & saisie["credit"].is_not_null()).to_numpy()
    debit = saisie["debit"].fill_null(0).to_numpy()
    credit = saisie["credit"].fill_null(0).to_numpy()
    rattachees = ~rows.sans_journal & (saisie["num"] != "").to_numpy()
    cles = make_cles(rows.journal, np.full(n.size, -1, np.int64), saisie["num"].hash().to_numpy())
    # A run ends where the file has a line that is not of ours, so that its last line is known.
    new = (cles[1:] != cles[:-1]) | (jour[1:] != jour[:-1]) | (n[1:] != n[:-1] + 1)
    new |= rattachees[1:] != rattachees[:-1]
    debuts = np.flatnonzero(np.concatenate([[True], new]))
    return Lignes(
        n,
        rows.journal,
        rows.sans_journal,
        rows.compte,
        rows.sans_compte,
        rows.tiers,
        (saisie["tiers"] == "").to_numpy(),
        jour,
        jour != SANS_DATE,
        debit,
        credit,
        np.where(chiffrees, debit - credit, 0),
        chiffrees,
        rattachees,
        Runs(debuts, np.diff(debuts, append=n.size), cles[debuts], rattachees[debuts]),
    )


def _citee(row: dict[str, Any], longueur: int) -> Citee:
    jour, valid_date = (None if row[nom] is None else day_of(row[nom]) for nom in _JOURS)
    return Citee(
        row["n"],
        row["journal"],
        row["num"],
        compte=normalise_compte(row["compte"], longueur),
        tiers=row["tiers"],
        jour=jour,
        piece_ref=row["piece_ref"],
        libelle=row["libelle"],
        valid_date=valid_date,
        lus={"lettrage": row["lettrage"], "date": jour.isoformat() if jour else ""},
    )


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
