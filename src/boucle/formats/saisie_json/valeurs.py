"""Valeurs: columns of text made days, centimes and clean texts, as the reader of one line does.

A column is read by its distinct texts, each by the reader of its field; plain amounts and plain
texts are read whole. Where a text is wrong, or two cells do not go together, the line is odd: the
reader of one line (`corps.py`) says what of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boucle.compta.detail import SCHEMA as DETAIL
from boucle.compta.montant import DECIMALES_DEVISE
from boucle.compta.saisie import SCHEMA as SAISIE
from boucle.formats.saisie_json.champs import COTES, FICHIER, LONGUEURS, Lecture
from boucle.formats.saisie_json.colonnes import ABSENT, Cote, Lues
from boucle.formats.saisie_json.corps import Envoi
from boucle.formats.saisie_json.dates import near_midnight
from boucle.formats.saisie_json.montants import (
    EURO,
    devise_ok,
    judge_cours,
    read_number,
)
from boucle.formats.saisie_json.parts import Ventilee, axe_of, read_parts
from boucle.schema.champs.champ import Faux
from boucle.schema.json import Illisible, read_strict
from boucle.values import siret_ok

Masque = NDArray[np.bool_]
_CENTIMES = r"^-?[0-9]{1,11}(?:\.[0-9]{1,2})?$"
_MILLIEMES = r"^-?[0-9]{1,11}(?:\.[0-9]{1,4})?$"
_NUL = r"^(?:|null|-?0+(?:\.0+)?)$"
# Printable characters of one block, composed already, with no blank at either end.
_SIMPLE = "^(?:[!-~¡-¬®-ſ€’…–—](?:[ -~\u00a0-¬®-ſ€’…–—]*[!-~¡-¬®-ſ€’…–—])?)?$"
_VIDES = ("", "null", '""')
_SEUL_EN_TETE, _PREMIERS = 8, 512
_GARDES_MAX = 100_000
_DTYPES = {**DETAIL, **SAISIE}


@dataclass(slots=True)
class Bloc:
    """The lines of a slice that were read. colonnes: by column of a saisie or of a detail.

    impaires: which lines are to be read one by one. minuits: rank of a line, field and text of
    each instant that is another day in Paris.
    """

    colonnes: dict[str, pl.Series]
    impaires: Masque
    ventilees: list[Ventilee] = field(default_factory=list)
    minuits: list[tuple[int, str, str]] = field(default_factory=list)


class Valeurs:
    """Read the columns of one body, as the envoi says."""

    def __init__(self, envoi: Envoi) -> None:
        self._known, self._etablissements = envoi.known, envoi.etablissements
        self._separateur: str = envoi.options["separatorDecimal"]
        self._seen: dict[str, dict[str, Any]] = {}

    def read(self, lues: Lues) -> Bloc:
        """Read the plain lines of a slice, in their order."""
        taille = lues.rangs.size
        bloc = Bloc({}, np.zeros(taille, np.bool_))
        for nom, texts in lues.textes.items():
            lecture = self._known[nom.lower()]
            bloc.colonnes[lecture.column] = self._column(nom, lecture, texts, bloc)
        self._sides(lues, bloc)
        if FICHIER in lues.bruts:
            lecture = self._known[FICHIER]
            texts = pl.Series(lues.bruts[FICHIER], dtype=pl.String)
            read = partial(_document, lecture.read)
            bloc.colonnes[lecture.column] = self._distinct(FICHIER, texts, read, bloc)
        self._together(bloc, taille)
        self._parts(lues, bloc)
        return bloc

    def _column(self, nom: str, lecture: Lecture, texts: pl.Series, bloc: Bloc) -> pl.Series:
        read = lecture.read
        assert read is not None
        if nom in LONGUEURS and _varied(texts):
            simple = texts.str.contains(_SIMPLE) & (texts.str.len_chars() <= LONGUEURS[nom])
            if simple.all():
                return texts
            odd = self._distinct(nom, texts.filter(~simple), read, bloc, np.flatnonzero(~simple))
            return texts.scatter(np.flatnonzero(~simple), odd)
        if _DTYPES[lecture.column] == pl.Int32():
            self._note_midnights(nom, texts, bloc)
        found = self._distinct(nom, texts, read, bloc, dtype=_DTYPES[lecture.column])
        if nom == "SIRET":
            wrong = [text for text in found.unique().to_list() if text and not self._fits(text)]
            bloc.impaires |= found.is_in(wrong).to_numpy()
        return found

    def _fits(self, siret: str) -> bool:
        known = self._etablissements
        return siret_ok(siret) and (known is None or siret in known)

    def _distinct(
        self,
        nom: str,
        texts: pl.Series,
        read: Callable[[Any], Any],
        bloc: Bloc,
        rows: NDArray[np.int64] | None = None,
        dtype: Any = None,
    ) -> pl.Series:
        """Read each distinct text once; its lines are odd when it is wrong.

        rows: the lines of the texts, all of them when None.
        """
        dtype = dtype or pl.String()
        seen = self._seen.setdefault(nom, {})
        if len(seen) > _GARDES_MAX:
            seen.clear()
        unique = texts.unique().to_list()
        values, wrong = [], []
        for text in unique:
            if text not in seen:
                try:
                    seen[text] = read(text)
                except (Faux, Illisible):
                    seen[text] = Faux
            values.append(seen[text])
            if seen[text] is Faux:
                wrong.append(text)
                values[-1] = None
        if wrong:
            odd = texts.is_in(wrong).to_numpy()
            bloc.impaires[np.flatnonzero(odd) if rows is None else rows[odd]] = True
        if dtype == pl.String() and values == unique:
            return texts
        blank = "" if dtype == pl.String() else None
        values = [blank if value is None else value for value in values]
        return texts.replace_strict(unique, pl.Series(values, dtype=dtype), return_dtype=dtype)

    def _note_midnights(self, nom: str, texts: pl.Series, bloc: Bloc) -> None:
        near = [text for text in texts.unique().to_list() if near_midnight(text)]
        if near:
            for row in np.flatnonzero(texts.is_in(near).to_numpy()).tolist():
                bloc.minuits.append((row, nom, texts[row]))

    def _sides(self, lues: Lues, bloc: Bloc) -> None:
        """Read both sides, and keep the currency of the first that bears an amount."""
        taille = lues.rangs.size
        devise = pl.repeat("", taille, dtype=pl.String, eager=True)
        en_devise = pl.repeat(None, taille, dtype=pl.Int64, eager=True)
        for nom in reversed(COTES):
            cote = lues.cotes.get(nom)
            if cote is None:
                bloc.colonnes[nom] = pl.repeat(0, taille, dtype=pl.Int64, eager=True)
                continue
            centimes = self._numbers("amount", cote.amount, 2, bloc)
            bloc.colonnes[nom] = centimes
            self._judge_rates(cote.cours, bloc)
            foreign, other = self._foreign(cote, centimes, bloc)
            if foreign is not None and other is not None:
                bears = (foreign != "") & (centimes != 0)
                devise = foreign.zip_with(bears, devise)
                en_devise = other.zip_with(bears, en_devise)
        bloc.colonnes |= {"devise": devise, "montant_devise": en_devise}

    def _judge_rates(self, cours: list[Any], bloc: Bloc) -> None:
        wrong = set()
        for value in set(cours):
            try:
                judge_cours(None if value == ABSENT else value)
            except Faux:
                wrong.add(value)
        if wrong:
            bloc.impaires |= np.array([value in wrong for value in cours])

    def _foreign(
        self, cote: Cote, centimes: pl.Series, bloc: Bloc
    ) -> tuple[pl.Series | None, pl.Series | None]:
        """Give the currency of a side ('' for the euro) and what it is in that; None for euros."""
        if cote.other is None and cote.devises is None:
            return None, None
        amount = cote.amount
        other = amount if cote.other is None else cote.other
        foreign = pl.repeat("", amount.len(), dtype=pl.String, eager=True)
        if cote.devises is not None:
            foreign = self._distinct("currency", cote.devises, _devise, bloc)
        blank = amount.is_in(_VIDES)
        if blank.any():
            bloc.impaires |= (blank & ~other.str.contains(_NUL)).to_numpy()
        euro = foreign == ""
        unequal = euro & (other != amount) & ~other.str.contains(_NUL)
        asked = unequal | ~euro
        if not asked.any():
            return None, None
        fine = self._numbers("currencyAmount", other.set(~asked, ""), DECIMALES_DEVISE, bloc)
        bloc.impaires |= (unequal & (fine != centimes * 100)).to_numpy()
        none = pl.repeat(None, amount.len(), dtype=pl.Int64, eager=True)
        return foreign, none.zip_with(euro | other.is_in(_VIDES), fine)

    def _numbers(self, nom: str, texts: pl.Series, decimales: int, bloc: Bloc) -> pl.Series:
        """Read amounts as counts of their last decimal; 0 where there is none."""
        clean = texts.str.contains(_CENTIMES if decimales == 2 else _MILLIEMES)
        found = texts.set(~clean, None).cast(pl.Decimal(11 + decimales, decimales))
        counts = found.to_physical().cast(pl.Int64)
        odd = np.flatnonzero(~clean & (texts != ""))
        if odd.size:
            read = self._distinct(
                nom,
                texts.gather(odd),
                lambda text: _number(text, decimales, self._separateur),
                bloc,
                odd,
                pl.Int64(),
            )
            counts = counts.scatter(odd, read)
        return counts.fill_null(0)

    def _together(self, bloc: Bloc, taille: int) -> None:
        """Find the lines whose cells do not go together."""
        day = bloc.colonnes.get("date")
        if day is None:
            bloc.impaires[:] = True
            return
        bloc.impaires |= day.is_null().to_numpy()
        ends = [bloc.colonnes.get(name) for name in ("cutoff_debut", "cutoff_fin")]
        given = [
            np.zeros(taille, np.bool_) if end is None else end.is_not_null().to_numpy()
            for end in ends
        ]
        bloc.impaires |= given[0] != given[1]

    def _parts(self, lues: Lues, bloc: Bloc) -> None:
        net = (bloc.colonnes["debit"] - bloc.colonnes["credit"]).to_list()
        for nom, texts in lues.bruts.items():
            axe = axe_of(nom)
            if axe is None:
                continue
            for row, text in enumerate(texts):
                if not text or bloc.impaires[row]:
                    continue
                try:
                    parts = read_parts(_json(text), axe, net[row], self._separateur)
                except (Faux, Illisible):
                    bloc.impaires[row] = True
                else:
                    bloc.ventilees.append(Ventilee(row, axe, net[row], parts))


def _varied(texts: pl.Series) -> bool:
    """Guess from its first texts that a column has too many of them to be read one by one."""
    some = texts.head(_PREMIERS)
    return some.n_unique() * _SEUL_EN_TETE > some.len()


def _document(read: Any, text: str) -> str:
    found: str = read(_json(text)) if text else ""
    return found


def _json(text: str) -> Any:
    return read_strict(text.encode())[0]


def _number(text: str, decimales: int, separateur: str) -> int:
    value = _json(text) if text else None
    return 0 if value is None or value == "" else read_number(value, decimales, separateur)


def _devise(text: str) -> str:
    text = text or EURO
    devise_ok(text)
    return "" if text == EURO else text
