"""Ecrire: lines of the books become a FEC, in columns, without Python code per line.

Source: LPF art. A47 A-1, VI (separators, ends of record), VII and VIII (columns), IX (name), XII
(charset, amounts, dates). No quoting exists in a FEC: a separator or an end of line inside a value
is replaced by a blank, and said. Exactly one end of line closes the file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

import polars as pl

from boucle.compta.lot import SEPARATEUR_EXTRA
from boucle.errors import ANOMALIES_MAX, Anomalie, Kind, Rapport
from boucle.errors.donnees.sortie import (
    CARACTERE_RETIRE,
    CARACTERE_SANS_EQUIVALENT,
    DEUX_COTES_REUNIS,
)
from boucle.formats.fec.forme.colonnes import (
    COLONNES,
    DEBIT_CREDIT,
    MONTANT_SENS,
    REGIMES,
    Genre,
    imposed,
)
from boucle.values import format_centimes

UTF8, ISO, CP1252 = "UTF-8", "ISO-8859-15", "cp1252"
CODECS = {UTF8: "utf-8", ISO: "iso8859-15", CP1252: "cp1252"}
# The labels stand beside their codes in the frame; in a lot they are only variants.
_LIBELLES = {
    "JournalLib": "journal_lib",
    "CompteLib": "compte_lib",
    "CompAuxLib": "tiers_lib",
}
# A value holds neither separator, nor C0 or C1 controls (which end a record for some readers).
_INTERDITS = "[\x00-\x1f\x7f-\x9f|\u2028\u2029]+"
_SIMPLES = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "…": "...",
    "\u202f": " ",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
}


@dataclass(frozen=True, slots=True)
class FormeFec:
    """Choose how a FEC is written.

    encodage: `UTF-8`, `ISO-8859-15` or `cp1252` (the last is outside the law, for old readers).
    separateur: tab or `|`. fin_de_ligne: `CRLF` or `LF`. colonnes_extra: names of the values
    that the frame's `extra` holds, in its order; those of the regime are written first, blank
    where the frame has none.
    """

    encodage: str = UTF8
    separateur: str = "\t"
    fin_de_ligne: str = "CRLF"
    notation: str = DEBIT_CREDIT
    regime: str = "BIC"
    colonnes_extra: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for value, known in (
            (self.encodage, CODECS),
            (self.separateur, "\t|"),
            (self.regime, REGIMES),
            (self.fin_de_ligne, ("CRLF", "LF")),
            (self.notation, (DEBIT_CREDIT, MONTANT_SENS)),
        ):
            if value not in known:
                raise ValueError(f"unknown choice: {value!r}")

    @property
    def extras(self) -> tuple[str, ...]:
        """Names after the 18th column, in order."""
        legal = tuple(colonne.nom for colonne in imposed(self.regime)[18:])
        return legal + tuple(name for name in self.colonnes_extra if name not in legal)

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Every column of the file, in the order of the law."""
        legal = imposed(self.regime, self.notation)[:18]
        return tuple(colonne.nom for colonne in legal) + self.extras


def nom_fec(siren: str, cloture: date, suffixe: str = "") -> str:
    """Give the legal name of the file: `SIRENFECAAAAMMJJ.txt`, `_1` before the dot if split."""
    return f"{siren}FEC{cloture:%Y%m%d}{suffixe}.txt"


class EcrivainFec:
    """Write a FEC frame by frame, and keep what had to be changed.

    A frame has the columns of a lot, and the texts `journal_lib`, `compte_lib`, `tiers_lib`.
    rapport: LIG-900 to LIG-902, `ligne` being the line of the file written. longueurs: the
    longest value of each column, in characters, for the description.
    """

    def __init__(self, target: BinaryIO, forme: FormeFec) -> None:
        self._target = target
        self.forme = forme
        self.rapport = Rapport()
        self.lignes = 0
        self.longueurs = dict.fromkeys(forme.colonnes, 0)
        self._eol = "\r\n" if forme.fin_de_ligne == "CRLF" else "\n"
        header = forme.separateur.join(forme.colonnes) + self._eol
        target.write(header.encode(CODECS[forme.encodage], "replace"))

    def write(self, frame: pl.DataFrame) -> None:
        """Append the lines of one frame."""
        if not frame.height:
            return
        if self.forme.notation == MONTANT_SENS:
            self._report_both_sides(frame)
        texts = self._clean(frame.select(self._expressions()))
        longest = texts.select(pl.all().str.len_chars().max()).row(0)
        for name, length in zip(texts.columns, longest, strict=True):
            self.longueurs[name] = max(self.longueurs[name], length or 0)
        memory = BytesIO()
        texts.write_csv(
            memory,
            include_header=False,
            separator=self.forme.separateur,
            line_terminator=self._eol,
            quote_style="never",
        )
        content = memory.getvalue()
        if self.forme.encodage != UTF8:
            content = content.decode().encode(CODECS[self.forme.encodage], "replace")
        self._target.write(content)
        self.lignes += frame.height

    def _expressions(self) -> list[pl.Expr]:
        known = {}
        for colonne in imposed(self.forme.regime, self.forme.notation)[:18]:
            source = _LIBELLES.get(colonne.nom, colonne.lot)
            known[colonne.nom] = _day(source) if colonne.genre is Genre.DATE else pl.col(source)
        known["Montantdevise"] = _currency("montant_devise")
        debit, credit = pl.col("debit"), pl.col("credit")
        if self.forme.notation == MONTANT_SENS:
            on_credit = (debit == 0) & (credit != 0)
            known["Montant"] = _centimes(pl.when(on_credit).then(credit).otherwise(debit - credit))
            known["Sens"] = pl.when(on_credit).then(pl.lit("C")).otherwise(pl.lit("D"))
        else:
            known["Debit"], known["Credit"] = _centimes(debit), _centimes(credit)
        places = {name: rank for rank, name in enumerate(self.forme.colonnes_extra)}
        pieces = pl.col("extra").str.split(SEPARATEUR_EXTRA)
        for name in self.forme.extras:
            known[name] = (
                pieces.list.get(places[name], null_on_oob=True).fill_null("")
                if name in places
                else pl.lit("")
            )
        return [known[name].alias(name) for name in self.forme.colonnes]

    def _clean(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Replace what the format or the charset cannot carry; report each cell changed."""
        names = [
            name
            for name in texts.columns
            if name not in COLONNES or COLONNES[name].genre is Genre.TEXTE or not COLONNES[name].lot
        ]
        texts = self._replace(texts, names, _INTERDITS, CARACTERE_RETIRE)
        if self.forme.encodage != UTF8:
            outside = _outside(CODECS[self.forme.encodage])
            texts = self._replace(texts, names, outside, CARACTERE_SANS_EQUIVALENT)
        return texts

    def _replace(
        self, texts: pl.DataFrame, names: list[str], pattern: str, kind: Kind
    ) -> pl.DataFrame:
        hits = texts.select(pl.col(names).str.contains(pattern))
        for name in names:
            if not hits[name].any():
                continue
            before = texts[name]
            if kind is CARACTERE_RETIRE:
                after = before.str.replace_all(pattern, " ").str.strip_chars(" ")
                after = after.zip_with(hits[name], before)
            else:
                # Python runs once per distinct value at fault, never per line.
                wrong = before.filter(hits[name]).unique()
                after = before.replace({value: self._nearest(value) for value in wrong})
            self._report(kind, name, before, after, hits[name], pattern)
            texts = texts.with_columns(after.alias(name))
        return texts

    def _nearest(self, value: str) -> str:
        codec = CODECS[self.forme.encodage]
        return "".join(nearest(char, codec) for char in value)

    def _report(
        self,
        kind: Kind,
        name: str,
        before: pl.Series,
        after: pl.Series,
        hits: pl.Series,
        pattern: str,
    ) -> None:
        places = hits.arg_true()
        for place in self._kept(kind, places):
            slots: dict[str, Any] = {}
            if kind is CARACTERE_SANS_EQUIVALENT:
                found = before[place : place + 1].str.extract_all(pattern)[0]
                slots = {
                    "caracteres": " ".join(found.unique(maintain_order=True)),
                    "encodage": self.forme.encodage,
                }
            self.rapport.add(
                Anomalie(
                    kind,
                    ligne=self.lignes + place + 2,
                    colonne=name,
                    champ=self.forme.colonnes.index(name) + 1,
                    lu=before[place],
                    corrige=after[place],
                    slots=slots,
                )
            )

    def _kept(self, kind: Kind, places: pl.Series) -> pl.Series:
        """Give the places that the rapport has room for; the others are counted only."""
        room = ANOMALIES_MAX - len(self.rapport.anomalies)
        if len(places) > room:
            self.rapport.count(kind, len(places) - room)
        return places[:room]

    def _report_both_sides(self, frame: pl.DataFrame) -> None:
        places = ((frame["debit"] != 0) & (frame["credit"] != 0)).arg_true()
        for place in self._kept(DEUX_COTES_REUNIS, places):
            debit, credit = frame["debit"][place], frame["credit"][place]
            self.rapport.add(
                Anomalie(
                    DEUX_COTES_REUNIS,
                    ligne=self.lignes + place + 2,
                    colonne="Montant",
                    champ=12,
                    lu=f"{format_centimes(debit)} et {format_centimes(credit)}",
                    corrige=format_centimes(debit - credit),
                )
            )

    def close(self) -> None:
        """Put the anomalies in file order; the target stays open."""
        self.rapport.anomalies.sort(key=lambda a: (a.ligne or 0, a.champ or 0, a.kind.code))


def write_fec(
    frames: Iterable[pl.DataFrame], target: BinaryIO, forme: FormeFec | None = None
) -> EcrivainFec:
    """Write all the frames; give the writer, with its rapport, its count and its lengths."""
    writer = EcrivainFec(target, forme or FormeFec())
    for frame in frames:
        writer.write(frame)
    writer.close()
    return writer


def _day(column: str) -> pl.Expr:
    day = pl.col(column).cast(pl.Date)
    number = day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
    return number.cast(pl.String).str.zfill(8).fill_null("")


def _centimes(amount: pl.Expr) -> pl.Expr:
    whole = amount.abs()
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    cents = (whole % 100).cast(pl.String).str.zfill(2)
    return pl.concat_str(sign, (whole // 100).cast(pl.String), pl.lit(","), cents)


def _currency(column: str) -> pl.Expr:
    """Write ten-thousandths with two decimals, or up to four where they are needed."""
    amount = pl.col(column)
    whole = amount.abs()
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    rest = whole % 10_000
    decimals = (
        pl.when(rest % 100 == 0)
        .then((rest // 100).cast(pl.String).str.zfill(2))
        .when(rest % 10 == 0)
        .then((rest // 10).cast(pl.String).str.zfill(3))
        .otherwise(rest.cast(pl.String).str.zfill(4))
    )
    text = pl.concat_str(sign, (whole // 10_000).cast(pl.String), pl.lit(","), decimals)
    return text.fill_null("")


def _outside(codec: str) -> str:
    """Build the pattern of the characters that this charset does not have."""
    inside = set()
    for code in range(256):
        try:
            inside.add(bytes([code]).decode(codec))
        except UnicodeDecodeError:
            continue  # Five codes of cp1252 stand for nothing.
    listed = "".join(f"\\x{{{ord(char):X}}}" for char in sorted(inside))
    return f"[^{listed}]"


def nearest(char: str, codec: str) -> str:
    """Give what stands best for a character in a charset that may not have it; `?` at worst."""
    for candidate in (char, _SIMPLES.get(char, ""), *_decomposed(char)):
        if candidate and candidate.encode(codec, "ignore").decode(codec) == candidate:
            return candidate
    return "?"


def _decomposed(char: str) -> tuple[str, ...]:
    letters = unicodedata.normalize("NFKD", char)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return (unicodedata.normalize("NFKC", char), bare)
