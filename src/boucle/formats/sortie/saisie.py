"""Saisie: blocks of the books as the body of an importJson, which can be sent back unchanged.

Source: published page of the JSON import. A field that says nothing is left out; days are written
as the page does, at midnight Z, and read by the reader as the day that is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
import polars as pl

from boucle.formats.noms import JSON, Genre, Nom
from boucle.formats.saisie_json.champs import MODES
from boucle.formats.sortie.bloc import Bloc, Tete
from boucle.formats.sortie.textes import day_of, decimal_of

_INSTANT = "%Y-%m-%dT00:00:00.000Z"
_OPTIONS = {
    "separatorDecimal": ".",
    "formatDate": "YYYY-MM-DDTHH:mm:ss.SSSZ",
    "multiPeriode": True,
    "failOnUnbalanced": True,
    "createNewJournaux": True,
    "createNewComptes": True,
    "createNewTiers": True,
    "balanceAuto": False,
    "aNouveaux": True,
    "createPieceRef": False,
}
_ECHAPPES = '["\\\\\x00-\x1f\x7f\u2028\u2029]'
_GUID = r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_EUROS = "EUR"
_COTES = ("debit", "credit")


class SortieJson:
    """Write `{"codeIbs", "data": {"contexte", "options", "ecritures"}}`."""

    def __init__(self, tete: Tete) -> None:
        self._tete = tete
        self._first = True

    def begin(self) -> bytes:
        data: dict[str, object] = {"options": _OPTIONS}
        if self._tete.debut is not None and self._tete.fin is not None:
            data = {
                "contexte": {"from": _instant(self._tete.debut), "to": _instant(self._tete.fin)},
                **data,
            }
        head = msgspec.json.encode({"codeIbs": self._tete.dossier, "data": data})
        return head[:-2] + b',"ecritures":['

    def write(self, bloc: Bloc) -> bytes:
        rows = bloc.lignes.join(
            _parts(bloc.parts), on=["import_id", "n"], how="left", maintain_order="left"
        )
        pieces = [
            pl.lit('{"date":"') + day_of("date", _INSTANT) + pl.lit('"'),
            *(_piece(nom) for nom in JSON.values() if nom.colonne not in ("date", *_COTES)),
            *(_cote(cote) for cote in _COTES),
            pl.col("ventilee").fill_null(""),
            pl.lit("}"),
        ]
        texts = rows.select(pl.concat_str(pieces).alias("t"))["t"]
        if not len(texts):
            return b""
        joined = ",\n".join(texts.to_list())
        before = "\n" if self._first else ",\n"
        self._first = False
        return (before + joined).encode()

    def end(self) -> Iterator[bytes]:
        yield b"\n]}}\n"


def _instant(day: date) -> str:
    return day.strftime(_INSTANT)


def _piece(nom: Nom) -> pl.Expr:
    """Write one field with the comma before it, or nothing when it says nothing."""
    column = pl.col(nom.colonne)
    if nom.genre in (Genre.JOUR, Genre.INSTANT):
        text = day_of(nom.colonne, _INSTANT)
        return _said(text != "", nom.champ, pl.lit('"') + text + pl.lit('"'))
    if nom.colonne == "mode_paiement":
        return _said(column.is_in([str(mode) for mode in MODES]), nom.champ, column)
    if nom.genre is Genre.NUMERO:
        return _said(column.is_not_null(), nom.champ, column.cast(pl.String))
    if nom.genre is Genre.ADRESSE:
        uri = pl.lit('{"uri":') + _quoted(column) + pl.lit("}")
        return _said(column != "", nom.champ, uri)
    if nom.colonne == "code_pointage":
        return _said(column.str.contains(_GUID), nom.champ, _quoted(column))
    return _said(column != "", nom.champ, _quoted(column))


def _said(when: pl.Expr, champ: str, text: pl.Expr) -> pl.Expr:
    return pl.when(when).then(pl.lit(f',"{champ}":') + text).otherwise(pl.lit(""))


def _quoted(column: pl.Expr) -> pl.Expr:
    """Write a text between quotes; Python runs on those only that need to be escaped."""
    plain = pl.lit('"') + column + pl.lit('"')
    escaped = column.map_elements(_escape, return_dtype=pl.String, skip_nulls=True)
    odd = column.str.contains(_ECHAPPES)
    # Of two branches both are made: the escaped one sees the odd texts alone.
    return pl.when(odd).then(pl.when(odd).then(escaped)).otherwise(plain)


def _escape(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _cote(cote: str) -> pl.Expr:
    amount = pl.col(cote)
    other = amount != 0
    if cote == "credit":
        other &= pl.col("debit") == 0
    foreign = other & (pl.col("devise") != "") & (pl.col("devise") != _EUROS)
    foreign &= pl.col("devise").str.contains("^[A-Z]{3}$")
    in_devise = pl.lit(',"currencyAmount":') + decimal_of("montant_devise", 4, ".")
    currency = (
        pl.when(foreign)
        .then(pl.lit(',"currency":"') + pl.col("devise") + pl.lit('"') + in_devise.fill_null(""))
        .otherwise(pl.lit(f',"currency":"{_EUROS}"'))
    )
    return pl.lit(f',"{cote}":{{"amount":') + decimal_of(cote, 2, ".") + currency + pl.lit("}")


def _parts(parts: pl.DataFrame) -> pl.DataFrame:
    """Give the breakdown of each line that has one, as its fields."""
    quantite = pl.lit(',"quantite":') + decimal_of("quantite", 4, ".")
    one = pl.concat_str(
        pl.lit('{"section":'),
        _quoted(pl.col("section")),
        pl.lit(',"debit":'),
        decimal_of("debit", 2, "."),
        pl.lit(',"credit":'),
        decimal_of("credit", 2, "."),
        quantite.fill_null(""),
        pl.lit("}"),
    )
    by_axe = (
        parts.select("import_id", "n", "axe", one.alias("part"))
        .group_by("import_id", "n", "axe", maintain_order=True)
        .agg(pl.col("part").str.join(","))
    )
    champ = pl.concat_str(
        pl.lit(","), _quoted(pl.lit("axeAna") + pl.col("axe")), pl.lit(":["), "part", pl.lit("]")
    )
    return (
        by_axe.select("import_id", "n", champ.alias("ventilee"))
        .group_by("import_id", "n", maintain_order=True)
        .agg(pl.col("ventilee").str.join(""))
    )
