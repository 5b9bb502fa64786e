"""Assembler: movements gathered into pieces with what they bear, block by block.

What may go on in the next block waits: the last piece, and the analytic lines after it.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta import detail as details
from boucle.compta.ecritures.assemblage import Assemblage
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import LIBELLES, build_saisie
from boucle.compta.saisie import SCHEMA as SAISIE
from boucle.errors import Anomalie
from boucle.errors.donnees import tra
from boucle.formats import noms as nouns
from boucle.formats.tra.fiches.codes import Codes, mapped
from boucle.formats.tra.fiches.etablissements import Etablissements
from boucle.formats.tra.fiches.parametres import Parametres
from boucle.formats.tra.pieces.analytique import make_parts, tell_orphans
from boucle.formats.tra.pieces.documents import Documents
from boucle.formats.tra.pieces.pieces import Pieces
from boucle.formats.tra.texte.zones import ZONES

ATTENTE_MAX = 100_000
"""Lines that may wait for the end of their piece; a longer one is given before its end."""

DETAIL = {colonne: nom.zone for colonne, nom in nouns.TRA.items() if colonne in details.SCHEMA}
"""Zone of each column of a detail that a movement may fill; the establishment by its SIRET."""

NOMS = {colonne: ZONES[nom.zone].dit for colonne, nom in nouns.TRA.items() if colonne not in DETAIL}
"""Zone of each column of a saisie, as an anomaly names it."""


class Assembler:
    """Take the rows of `Mouvements`, in file order; give saisies to an assemblage."""

    def __init__(
        self,
        assemblage: Assemblage,
        parametres: Parametres,
        collecte: Collecte,
        documents: Documents,
    ) -> None:
        contexte = assemblage.contexte
        self._assemblage, self._parametres = assemblage, parametres
        self._collecte, self._documents = collecte, documents
        self._pieces = Pieces(collecte)
        self._etablissements = Etablissements(dict(contexte.etablissements), parametres, collecte)
        self.codes = Codes(parametres, collecte, not contexte.exercices)
        self._attente: pl.DataFrame | None = None

    @property
    def cle(self) -> str:
        """What gathered the lines into pieces, in words."""
        return self._pieces.cle

    def add(self, rows: pl.DataFrame) -> None:
        """Take the next rows; the last piece waits."""
        if rows.height:
            self._give(typed(rows), last=False)

    def finish(self) -> None:
        """Give what waits, and say what is known of the whole file."""
        if self._attente is not None:
            self._give(self._attente.clear(), last=True)
        self._pieces.finish()
        self.codes.finish()

    def _give(self, rows: pl.DataFrame, *, last: bool) -> None:
        if self._attente is not None:
            rows = pl.concat([self._attente, rows])
        places = (rows["type"] != "A").arg_true().to_numpy()
        first = int(places[0]) if places.size else rows.height
        tell_orphans(rows[:first], self._collecte)
        if not places.size:
            self._attente = None
            return
        general = rows if places.size == rows.height else rows[places]
        debuts, suite = self._pieces.first_rows(general, whole=last)
        kept = general.height if last else int(debuts[-1])
        forced = not last and rows.height - int(places[kept]) > ATTENTE_MAX
        if forced:
            kept = general.height - 1
            rows = self._bounded(rows, int(places[kept]))
        cut = rows.height if last else int(places[kept])
        self._attente = rows[cut:]
        if kept:
            debuts = debuts[debuts < kept]
            nums = self._pieces.name(general[:kept], debuts, suite=suite, ouverte=forced)
            suivante = int(general["n"][kept]) if kept < general.height else None
            general = general[:kept].with_columns(nums)
            general = general.with_columns(self._documents.attach(general, suivante))
            self._emit(rows[first:cut], general, places[:kept] - first)

    def _bounded(self, rows: pl.DataFrame, place: int) -> pl.DataFrame:
        """Leave out the analytic lines of one general line that has far too many."""
        if rows.height - place <= ATTENTE_MAX:
            return rows
        ligne = int(rows["n"][place])
        slots = {"limite": ATTENTE_MAX}
        self._collecte.add(Anomalie(tra.TROP_DE_PARTS, ligne=ligne, slots=slots))
        return rows[: place + 1]

    def _emit(self, rows: pl.DataFrame, general: pl.DataFrame, places: NDArray[np.int64]) -> None:
        """Give whole pieces to the assemblage; places: rows of the general lines."""
        self.codes.judge(general)
        labels = [
            mapped(general[genre], self._parametres.labeller(genre)).alias(nom)
            for genre, nom in LIBELLES.items()
        ]
        labels.append(self._etablissements.read(general).alias("ETABLISSEMENT"))
        general = self.codes.lettered(general).with_columns(*labels, self.codes.iso(general))
        saisie = build_saisie({nom: general[nom] for nom in SAISIE if nom in general.columns})
        detail = details.build_detail(
            {
                "n": general["n"],
                "piece_jointe": general["piece_jointe"],
                **{nom: general[zone] for nom, zone in DETAIL.items()},
            }
        )
        parts = make_parts(rows, general, places, self._parametres, self._collecte)
        self._assemblage.add(saisie, parts, details.without_blanks(detail))


def typed(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the columns that are kept of a movement, amounts on their side."""
    amount, side = pl.col("montant"), pl.col("SENS")
    foreign = pl.col("en_devise").is_not_null() & ~pl.col("DEVISE").is_in(["", "EUR"])
    number = pl.col("NUMEROPIECE").str.strip_chars_start("0")
    return rows.select(
        "n",
        "type",
        "axe",
        number.alias("numero"),
        pl.col("JOURNAL").alias("journal"),
        pl.col("date").cast(pl.Int32),
        pl.col("GENERAL").alias("compte"),
        pl.col("AUXILIAIRE").alias("code"),
        pl.when(pl.col("type") == "X").then("AUXILIAIRE").otherwise(pl.lit("")).alias("tiers"),
        pl.when(pl.col("REFINTERNE") == "").then(number).otherwise("REFINTERNE").alias("piece_ref"),
        pl.col("LIBELLE").alias("libelle"),
        _on(side, "D", amount).alias("debit"),
        _on(side, "C", amount).alias("credit"),
        pl.when(foreign).then(pl.col("en_devise") * 100).otherwise(None).alias("montant_devise"),
        pl.when(foreign).then("DEVISE").otherwise(pl.lit("")).alias("devise"),
        pl.col("LETTRAGE").alias("lettrage"),
        pl.col("DATEPAQUETMAX").alias("date_let"),
        pl.col("VALIDDATE").alias("valid_date"),
        "ETATLETTRAGE",
        *DETAIL.values(),
    )


def _on(side: pl.Expr, letter: str, amount: pl.Expr) -> pl.Expr:
    """Give the amount on its side, 0 on the other, null when either cannot be read."""
    known = side.is_in(["D", "C"]) & amount.is_not_null()
    return pl.when(known).then(pl.when(side == letter).then(amount).otherwise(0)).otherwise(None)
