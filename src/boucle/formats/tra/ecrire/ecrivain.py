"""Ecrivain: movements of a TRA file, STD or ETE, a block at a time, no Python for each line.

A piece keeps its number when all those of the file can be a NUMEROPIECE; else they are numbered
from 1 in order. The lines of a piece must follow one another: whoever gives the blocks sees to it.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from boucle.formats.sortie.bloc import Bloc, Tete
from boucle.formats.sortie.portes import AXES_TRA
from boucle.formats.sortie.textes import day_of, decimal_of
from boucle.formats.tra.ecrire.fiches import records
from boucle.formats.tra.ecrire.zones import CHARSET, FIN, JOUR_VIDE, fitting, lay_out
from boucle.formats.tra.texte.zones import MOUVEMENT, zones_of

_JOUR = "%d%m%Y"
_EUROS = "EUR"
_NATURE = "OD"
_CLE = ("import_id", "journal", "num")
_TEXTES = (
    "journal",
    "compte",
    "tiers",
    "piece_ref",
    "libelle",
    "devise",
    "lettrage",
    "mode_paiement",
    "reference_externe",
    "reference_libre",
    "code_pointage",
    "unite",
    "code_tva",
    "regime_tva",
    "nature",
)


class SortieTra:
    """Write a header, records, then movements; longueur: STD or ETE."""

    def __init__(self, tete: Tete, longueur: str) -> None:
        self._tete, self._etendu = tete, longueur == "ETE"
        self._longueur = longueur
        suite = list(zones_of("SUITE").values()) if self._etendu else []
        suite_a = list(zones_of("SUITE_A").values()) if self._etendu else []
        self._zones = [*MOUVEMENT, *suite]
        self._zones_a = [*MOUVEMENT, *suite_a]
        self._derniere: tuple[object, ...] | None = None
        self._numero = 0

    def begin(self) -> bytes:
        lines = records(self._tete, self._longueur)
        return "".join(line + FIN for line in lines).encode(CHARSET)

    def write(self, bloc: Bloc) -> bytes:
        if not bloc.lignes.height:
            return b""
        rows = bloc.lignes.with_columns(fitting(bloc.lignes[nom]) for nom in _TEXTES)
        rows = rows.with_columns(self._numbers(bloc.lignes)).with_row_index("place")
        general = rows.select(
            "place",
            pl.lit(0, pl.UInt32).alias("rang"),
            lay_out(self._zones, self._general()).alias("t"),
        )
        whole = general
        if bloc.parts.height:
            whole = pl.concat([general, self._analytic(rows, bloc.parts)])
            whole = whole.sort("place", "rang", maintain_order=True)
        return (FIN.join(whole["t"].to_list()) + FIN).encode(CHARSET)

    def end(self) -> Iterator[bytes]:
        yield from ()

    def _numbers(self, lines: pl.DataFrame) -> pl.Series:
        """Give NUMEROPIECE: the number of the écriture, or its rank in the file."""
        if not self._tete.renumerotee:
            return lines["num"].alias("numero")
        keys = lines.select(_CLE)
        changed = keys.select(
            pl.any_horizontal(pl.col(nom) != pl.col(nom).shift(1) for nom in _CLE)
            .fill_null(True)
            .alias("t")
        )["t"].cast(pl.Int64)
        goes_on = self._derniere == keys.row(0)
        ranks = changed.cum_sum() + self._numero - (1 if goes_on else 0)
        self._derniere, self._numero = keys.row(-1), int(ranks[-1])
        return ranks.cast(pl.String).alias("numero")

    def _general(self) -> dict[str, pl.Expr]:
        on_credit = (pl.col("debit") == 0) & (pl.col("credit") != 0)
        foreign = pl.col("montant_devise").is_not_null() & ~pl.col("devise").is_in(["", _EUROS])
        blank = pl.lit("")
        third = pl.col("tiers") != ""
        cells = {
            **_commun(),
            "TYPE_CPTE": pl.when(third).then(pl.lit("X")).otherwise(blank),
            "AUXILIAIRE": pl.col("tiers"),
            "MODEPAIE": pl.col("mode_paiement"),
            "ECHEANCE": _day("echeance"),
            "SENS": pl.when(on_credit).then(pl.lit("C")).otherwise(pl.lit("D")),
            "MONTANT1": pl.when(on_credit)
            .then(decimal_of("credit", 2, ","))
            .otherwise(_net("debit", "credit")),
            "DEVISE": pl.when(foreign).then("devise").otherwise(pl.lit(_EUROS)),
            "CODEMONTANT": pl.when(foreign).then(pl.lit("ED-")).otherwise(pl.lit("E--")),
            "MONTANT2": pl.when(foreign).then(_hundredths("montant_devise")).otherwise(blank),
        }
        if not self._etendu:
            return cells
        matched = pl.col("lettrage") != ""
        return cells | {
            "REFEXTERNE": pl.col("reference_externe"),
            "DATEREFEXTERNE": _day("piece_date"),
            "DATECREATION": _day("date"),
            "ECRANOUVEAU": pl.lit("N"),
            "QTE1": decimal_of("quantite", 4, ",").fill_null(""),
            "QUALIFQTE1": pl.col("unite"),
            "REFLIBRE": pl.col("reference_libre"),
            "TVAENCAISSEMENT": pl.lit("-"),
            "REGIMETVA": pl.col("regime_tva"),
            "TVA": pl.col("code_tva"),
            "REFPOINTAGE": pl.col("code_pointage"),
            "DATEPOINTAGE": _day("date_pointage"),
            "DATEPAQUETMAX": _day("date_let"),
            "LETTRAGE": pl.col("lettrage"),
            "LETTRAGEDEV": pl.lit("-"),
            "LETTRAGEURO": pl.lit("-"),
            "ETATLETTRAGE": pl.when(matched).then(pl.lit("TL")).otherwise(pl.lit("RI")),
            "VALIDE": pl.lit("-"),
            "CUTOFFDEB": _day("cutoff_debut"),
            "CUTOFFFIN": _day("cutoff_fin"),
            "VALIDDATE": _day("valid_date"),
        }

    def _analytic(self, rows: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
        """Give the A lines, each after its general line, axe by axe."""
        kept = parts.filter(pl.col("axe").is_in(AXES_TRA)).select(
            "import_id",
            "n",
            "axe",
            "section",
            pl.col("debit").alias("part_debit"),
            pl.col("credit").alias("part_credit"),
            pl.col("quantite").alias("part_quantite"),
        )
        kept = kept.with_columns(fitting(kept["section"]))
        joined = rows.join(kept, on=["import_id", "n"], how="inner", maintain_order="left_right")
        joined = joined.with_columns(
            (pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("place")).alias("rang")
        )
        on_credit = (pl.col("part_debit") == 0) & (pl.col("part_credit") != 0)
        cells = {
            **_commun(),
            "TYPE_CPTE": pl.lit("A"),
            "AUXILIAIRE": pl.col("section"),
            "SENS": pl.when(on_credit).then(pl.lit("C")).otherwise(pl.lit("D")),
            "MONTANT1": pl.when(on_credit)
            .then(decimal_of("part_credit", 2, ","))
            .otherwise(_net("part_debit", "part_credit")),
            "DEVISE": pl.lit(_EUROS),
            "CODEMONTANT": pl.lit("E--"),
            "AXE": pl.col("axe"),
        }
        if self._etendu:
            cells |= {
                "DATECREATION": _day("date"),
                "ECRANOUVEAU": pl.lit("N"),
                "QTE1": decimal_of("part_quantite", 4, ",").fill_null(""),
                "REFPOINTAGE": pl.lit("-"),
            }
        return joined.select("place", "rang", lay_out(self._zones_a, cells).alias("t"))


def _commun() -> dict[str, pl.Expr]:
    nature = pl.col("nature")
    return {
        "JOURNAL": pl.col("journal"),
        "DATECOMPTABLE": pl.col("date").cast(pl.Date).dt.strftime(_JOUR),
        "TYPE_PIECE": pl.when(nature == "").then(pl.lit(_NATURE)).otherwise(nature),
        "GENERAL": pl.col("compte"),
        "REFINTERNE": pl.col("piece_ref"),
        "LIBELLE": pl.col("libelle"),
        "TYPE_ECRITURE": pl.lit("N"),
        "NUMEROPIECE": pl.col("numero"),
    }


def _day(column: str) -> pl.Expr:
    text = day_of(column, _JOUR)
    return pl.when(text == "").then(pl.lit(JOUR_VIDE)).otherwise(text)


def _net(debit: str, credit: str) -> pl.Expr:
    """Write what a line is worth on its debit side; both sides are one amount here."""
    return decimal_of(pl.col(debit) - pl.col(credit), 2, ",")


def _hundredths(column: str) -> pl.Expr:
    """Write ten-thousandths with the two decimals that a zone has; what is cut was counted."""
    amount = pl.col(column)
    return decimal_of(amount.sign() * (amount.abs() // 100), 2, ",")
