"""Dates: a column of days in the format of a model, and what is not sure of their order.

Where no day of a column is above the twelfth, nothing in the file proves that the day comes
before the month: it is told. It is told louder when the other order would put them in one month.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from boucle.errors import Anomalie
from boucle.errors.donnees import perso
from boucle.formats.perso.modele import Colonne, Modele
from boucle.values import days_of

_SIECLE = 2000
_AN_MIN, _AN_MAX = 1900, 2199
_DOUBLE_MAX = 12


class Dates:
    """Read one column of a file, block by block."""

    def __init__(self, modele: Modele, colonne: Colonne, champ: int | None) -> None:
        self._modele, self._colonne, self._champ = modele, colonne, champ
        self._seen: dict[str, int | None] = {"": None}
        self._jours: set[tuple[int, int]] = set()
        self._doute: tuple[int, str, date] | None = None

    def read(self, textes: pl.Series, n: pl.Series, jours: pl.Series | None) -> pl.Series:
        """Give days, null where blank or unreadable; jours: days that a workbook holds as such."""
        if jours is not None and jours.is_not_null().any():
            return jours.fill_null(self.read(textes.set(jours.is_not_null(), ""), n, None))
        texts = textes.unique(maintain_order=True).to_list()
        for text in texts:
            if text not in self._seen:
                self._seen[text] = self._read(text, textes, n)
        return textes.replace_strict(
            texts, [self._seen[text] for text in texts], return_dtype=pl.Int32
        )

    def _read(self, text: str, textes: pl.Series, n: pl.Series) -> int | None:
        found = self._modele.dates.fullmatch(text)
        if found is None:
            return None
        parts = {name: int(digits) for name, digits in found.groupdict().items()}
        year = parts["an"] if "an" in parts else _SIECLE + parts["siecle"]
        if not _AN_MIN <= year <= _AN_MAX:
            return None
        try:
            day = date(year, parts["mois"], parts["jour"])
        except ValueError:
            return None
        self._jours.add((day.day, day.month))
        if self._doute is None and day.day != day.month:
            self._doute = int(n[(textes == text).arg_max() or 0]), text, day
        return days_of(day)

    def finish(self) -> Iterator[Anomalie]:
        """Tell what nothing proves."""
        if self._doute is None or self._modele.an_devant:
            return
        if any(jour > _DOUBLE_MAX for jour, _ in self._jours):
            return
        n, text, day = self._doute
        quantiemes, mois = {jour for jour, _ in self._jours}, {month for _, month in self._jours}
        turned = len(quantiemes) == 1 and len(mois) > 1
        slots = {
            "jour": f"{day:%d/%m/%Y}",
            "autre": f"{date(day.year, day.day, day.month):%d/%m/%Y}",
        }
        if turned:
            slots["quantieme"] = str(day.day)
        yield Anomalie(
            perso.DATES_INVERSEES if turned else perso.DATES_DOUBLES,
            ligne=n,
            colonne=self._colonne.nom,
            champ=self._champ,
            lu=text,
            slots=slots,
        )
