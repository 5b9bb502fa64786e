"""Delimite: blocks of the books as a delimited file that a spreadsheet opens and a model reads.

A text that a spreadsheet would take for a formula comes behind an apostrophe. So that it can be
taken off again without a doubt, a text that already begins by apostrophes before such a mark gets
one more: what is read through `MODELE`, or any model of these quotes, is what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import polars as pl

from boucle.compta.lot import SEPARATEUR_EXTRA
from boucle.formats.noms import PERSO
from boucle.formats.perso.modele import FORMULE, PROTEGES
from boucle.formats.sortie.bloc import LIGNES, Bloc, Tete
from boucle.formats.sortie.portes import CHAMPS, COLONNES, VENTILATION
from boucle.formats.sortie.textes import day_of, decimal_of

SEPARATEUR, DECIMALE, JOUR = ";", ",", "AAAA-MM-JJ"
_BOM = b"\xef\xbb\xbf"
_DATES = frozenset(
    nom for nom, dtype in LIGNES.items() if dtype == LIGNES["date"] and not nom.startswith("lib_")
)
_CENTIMES = ("debit", "credit")
_DIX_MILLIEMES = ("montant_devise", "quantite")
_PART = " | "


def champ_axe(axe: str) -> str:
    """Name the column that holds the breakdown on one axe."""
    return f"{CHAMPS[VENTILATION]}{axe}"


def titles(tete: Tete) -> list[str]:
    """List the titles: one column a noun, one an axe, one a further column of a FEC."""
    plain = [CHAMPS[nom] for nom in COLONNES if nom not in ("extra", VENTILATION)]
    return [*plain, *(champ_axe(axe) for axe in tete.axes), *_extra_titles(tete, plain)]


def _extra_titles(tete: Tete, taken: list[str]) -> list[str]:
    known = {nom.casefold() for nom in taken}
    return [nom if nom.casefold() not in known else f"{nom} (FEC)" for nom in tete.extras]


def columns(bloc: Bloc, tete: Tete) -> pl.DataFrame:
    """Give the cells of a block in the order of the titles, before they are made texts."""
    rows = bloc.lignes
    for axe in tete.axes:
        rows = rows.join(
            _parts(bloc.parts, axe), on=["import_id", "n"], how="left", maintain_order="left"
        ).with_columns(pl.col(champ_axe(axe)).fill_null(""))
    pieces = pl.col("extra").str.split(SEPARATEUR_EXTRA)
    extras = [
        pieces.list.get(rang, null_on_oob=True).fill_null("").alias(f"extra_{rang}")
        for rang in range(len(tete.extras))
    ]
    plain = [nom for nom in COLONNES if nom not in ("extra", VENTILATION)]
    return rows.select(*plain, *(champ_axe(axe) for axe in tete.axes), *extras)


def _parts(parts: pl.DataFrame, axe: str) -> pl.DataFrame:
    """Write the parts on one axe: `NORD 60,00 | SUD -40,00`, a credit being negative."""
    own = parts.filter(pl.col("axe") == axe).with_columns(
        (pl.col("debit") - pl.col("credit")).alias("net")
    )
    text = pl.col("section") + pl.lit(" ") + decimal_of("net", 2, DECIMALE)
    return (
        own.select("import_id", "n", text.alias(champ_axe(axe)))
        .group_by("import_id", "n", maintain_order=True)
        .agg(pl.col(champ_axe(axe)).str.join(_PART))
    )


class SortieCsv:
    """Write UTF-8 with its mark, `;`, decimal commas, ISO days, quotes where they are needed."""

    def __init__(self, tete: Tete) -> None:
        self._tete = tete

    def begin(self) -> bytes:
        names = [protect_text(nom) for nom in titles(self._tete)]
        return _BOM + _written(pl.DataFrame({f"c{at}": [nom] for at, nom in enumerate(names)}))

    def write(self, bloc: Bloc) -> bytes:
        cells = columns(bloc, self._tete)
        return _written(cells.select(_cell(nom, dtype) for nom, dtype in cells.schema.items()))

    def end(self) -> Iterator[bytes]:
        yield from ()


def _cell(nom: str, dtype: Any) -> pl.Expr:
    if nom in _DATES:
        return day_of(nom, "%Y-%m-%d").alias(nom)
    if nom in _CENTIMES or nom in _DIX_MILLIEMES:
        decimales = 2 if nom in _CENTIMES else 4
        return decimal_of(nom, decimales, DECIMALE).fill_null("").alias(nom)
    if dtype != pl.String:
        return pl.col(nom).cast(pl.String).fill_null("")
    column = pl.col(nom)
    protected = pl.lit("'") + column
    return pl.when(column.str.contains(FORMULE)).then(protected).otherwise(column).alias(nom)


def protect_text(text: str) -> str:
    """Put the apostrophe before a text that needs it."""
    return f"'{text}" if re.match(FORMULE, text) else text


def _written(cells: pl.DataFrame) -> bytes:
    memory = BytesIO()
    # A blank text would be written as two quotes; what is not said is written as nothing.
    cells.with_columns(pl.all().replace("", None)).write_csv(
        memory,
        include_header=False,
        separator=SEPARATEUR,
        line_terminator="\r\n",
        quote_style="necessary",
    )
    return memory.getvalue()


MODELE: dict[str, Any] = {
    "code": "BOUCLE",
    "libelle": "Export CSV de Boucle",
    "separateur": SEPARATEUR,
    "decimale": DECIMALE,
    "formatDate": JOUR,
    "encodage": "utf-8",
    "guillemets": PROTEGES,
    "ignorerDebut": 1,
    "ignorerFin": 0,
    "colonnes": [
        {"champ": nom.champ, "entete": nom.champ}
        for nom in PERSO.values()
        if nom.colonne in LIGNES and nom.colonne not in ("montant", "sens")
    ],
}
"""The model by which this file is read again; posted to `/modeleImport` as it stands."""
