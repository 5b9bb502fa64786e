"""Export: the books of one exercice as the file the tax office reads, and its notice.

Only validated imports are books. One import comes out in the order and with the numbers it came
in. Several are put in order of validation, opening entries first, and renumbered only when two of
them used the same number in the same journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

import polars as pl
from sqlalchemy import Connection, RowMapping

from boucle.compta.contexte import Exercice
from boucle.compta.lot import SEPARATEUR_EXTRA
from boucle.errors import Rapport, Refus
from boucle.errors.demandes.req_import import EXERCICE_INCONNU
from boucle.formats.fec.ecrire.description import describe, describe_xml
from boucle.formats.fec.ecrire.plat import FormeFec, nom_fec, write_fec
from boucle.formats.fec.ecrire.xml import write_xml
from boucle.operations.imports.completion import Completion, is_whole
from boucle.store.base.engine import Store
from boucle.store.fiches import reglages
from boucle.store.livre import livre
from boucle.values import Perimetre

SIREN_ABSENT = "000000000"


@dataclass(frozen=True, slots=True)
class Fec:
    """What was written: its legal name, its notice, how many lines, what had to be changed."""

    nom: str
    description: str
    lignes: int
    rapport: Rapport


def find_exercice(conn: Connection, perimetre: Perimetre, code: str) -> Exercice:
    """Give an exercice by its code, its closing day (AAAA-MM-JJ) or its closing year.

    Refuses EXERCICE_INCONNU, naming those of the dossier.
    """
    years = reglages.read_exercices(conn, perimetre)
    for year in years:
        if code in (year.code, year.fin.isoformat(), f"{year.fin:%Y%m%d}", str(year.fin.year)):
            return year
    known = ", ".join(year.code for year in years) or "aucun"
    raise Refus(EXERCICE_INCONNU, lu=code[:80], connus=known)


def export_fec(
    store: Store, perimetre: Perimetre, code_exercice: str, target: BinaryIO, forme: FormeFec
) -> Fec:
    """Write the FEC of an exercice; refuses EXERCICE_INCONNU."""
    with store.lecture(perimetre) as conn:
        year = find_exercice(conn, perimetre, code_exercice)
        siren = reglages.read_siren(conn, perimetre) or SIREN_ABSENT
        rows = livre.validated(conn, perimetre, year.debut, year.fin)
        forme = shape(rows, forme)
        lots = _lots(conn, perimetre, rows, year.debut, year.fin, forme)
        writer = write_fec(lots, target, forme)
    nom = nom_fec(siren, year.fin)
    return Fec(nom, describe(nom, writer), writer.lignes, writer.rapport)


def export_xml(store: Store, perimetre: Perimetre, code_exercice: str, target: BinaryIO) -> Fec:
    """Write the FEC of an exercice as XML; refuses EXERCICE_INCONNU.

    An exercice is held in memory: in XML the lines of an écriture must follow one another.
    """
    with store.lecture(perimetre) as conn:
        year = find_exercice(conn, perimetre, code_exercice)
        siren = reglages.read_siren(conn, perimetre) or SIREN_ABSENT
        rows = livre.validated(conn, perimetre, year.debut, year.fin)
        forme = shape(rows, FormeFec())
        lots = list(_lots(conn, perimetre, rows, year.debut, year.fin, forme))
    whole = [gather_lines(pl.concat(lots))] if lots else []
    writer = write_xml(whole, target, year.fin, forme.regime, forme.colonnes_extra)
    nom = nom_fec(siren, year.fin).removesuffix(".txt") + ".xml"
    return Fec(nom, describe_xml(nom, writer.lignes, forme.regime), writer.lignes, writer.rapport)


def gather_lines(lot: pl.DataFrame) -> pl.DataFrame:
    """Put the lines of each écriture together, at the place of its first one."""
    ranked = lot.with_row_index("place")
    first = pl.col("place").min().over("journal", "num")
    return ranked.sort(first, maintain_order=True).drop("place")


def shape(rows: Sequence[RowMapping], forme: FormeFec) -> FormeFec:
    """Give the form the books themselves ask for: their regime, their further columns."""
    extras: dict[str, None] = dict.fromkeys(forme.colonnes_extra)
    for row in rows:
        extras |= dict.fromkeys(json.loads(row["colonnes_extra"]))
    regimes = {row["regime"] for row in rows if row["regime"]}
    regime = regimes.pop() if len(regimes) == 1 else forme.regime
    return replace(forme, colonnes_extra=tuple(extras), regime=regime)


def _lots(
    conn: Connection,
    perimetre: Perimetre,
    rows: Sequence[RowMapping],
    debut: date,
    fin: date,
    forme: FormeFec,
) -> Iterator[pl.DataFrame]:
    completion = Completion(conn, perimetre)
    if len(rows) == 1:
        for lot in _frames(conn, perimetre, rows[0], debut, fin):
            yield completion.complete(lot, rows[0])
        return
    parts = []
    for rank, row in enumerate(rows):
        mine = tuple(json.loads(row["colonnes_extra"]))
        for lot in _frames(conn, perimetre, row, debut, fin):
            aligned = align_extra(completion.complete(lot, row), mine, forme.colonnes_extra)
            parts.append(aligned.with_columns(pl.lit(rank, pl.Int32).alias("rang")))
    if parts:
        yield _merged(pl.concat(parts))


def _frames(
    conn: Connection, perimetre: Perimetre, row: RowMapping, debut: date, fin: date
) -> Iterator[pl.DataFrame]:
    # The lines of a FEC are read without their details: they say their own pieces.
    return livre.frames(conn, perimetre, row, debut, fin, references=not is_whole(row))


def align_extra(lot: pl.DataFrame, mine: tuple[str, ...], wanted: tuple[str, ...]) -> pl.DataFrame:
    """Bring the further values of lines, named `mine`, to the order of other names."""
    if mine == wanted:
        return lot
    pieces = pl.col("extra").str.split(SEPARATEUR_EXTRA)
    values = [
        pieces.list.get(mine.index(name), null_on_oob=True).fill_null("")
        if name in mine
        else pl.lit("")
        for name in wanted
    ]
    return lot.with_columns(pl.concat_str(values, separator=SEPARATEUR_EXTRA).alias("extra"))


def _merged(lot: pl.DataFrame) -> pl.DataFrame:
    """Put the écritures of several imports in order of validation; renumber on a collision."""
    ecriture = ["rang", "journal", "num"]
    lot = lot.with_columns(
        pl.col("valid_date").fill_null(pl.col("date")).min().over(ecriture).alias("validee"),
        (pl.col("journal") != "AN").alias("apres_an"),
        pl.col("n").min().over(ecriture).alias("premiere"),
    ).sort("apres_an", "validee", "rang", "premiere", "n", maintain_order=True)
    numbers = lot.select(ecriture).unique()
    if numbers.select("journal", "num").is_duplicated().any():
        order = pl.struct("rang", "journal", "num").rle_id()
        fresh = lot.select(order.alias("suite"))["suite"] + 1
        lot = lot.with_columns(fresh.cast(pl.String).alias("num"))
    return lot.drop("rang", "validee", "apres_an", "premiere")
