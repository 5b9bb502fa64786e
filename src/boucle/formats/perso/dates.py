"""Dates: a column of days in the format of a model, and what is not sure of their order.

Where no day of a column is above the twelfth, nothing in the file proves that the day comes
before the month: it is told. It is told louder when the other order would put them in one month,
or beside those that have one reading alone: a spreadsheet of another country turns the days that
it can read, and leaves the others. So are dates among texts, and days of one and two digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import polars as pl

from boucle.compta.jour import read_jour
from boucle.errors import Anomalie, Kind
from boucle.errors.donnees import perso
from boucle.errors.donnees.raisons import raison
from boucle.formats.perso.modele import Colonne, Modele
from boucle.values import day_of, days_of

_DOUBLE_MAX = 12
_COURT, _LONG, _TYPE = "court", "long", "type"


class _Lue(NamedTuple):
    """A day met: where first, and as it is written there."""

    jour: date
    ligne: int
    lu: str

    @property
    def double(self) -> bool:
        """True when it reads as another day with its month first."""
        return self.jour.day <= _DOUBLE_MAX and self.jour.day != self.jour.month

    @property
    def autre(self) -> date:
        """The day that it is with its month first."""
        return date(self.jour.year, self.jour.day, self.jour.month)


class Dates:
    """Read one column of a file, block by block."""

    def __init__(self, modele: Modele, colonne: Colonne, champ: int | None) -> None:
        self._modele, self._colonne, self._champ = modele, colonne, champ
        self._seen: dict[str, int | None] = {"": None}
        self._typees: set[int] = set()
        self._lues: list[_Lue] = []
        self._facons: dict[str, tuple[int, str]] = {}

    def read(self, textes: pl.Series, n: pl.Series, jours: pl.Series | None) -> pl.Series:
        """Give days, null where blank or unreadable; jours: days that a workbook holds as such."""
        if jours is not None and jours.is_not_null().any():
            self._note_typees(jours, n)
            return jours.fill_null(self.read(textes.set(jours.is_not_null(), ""), n, None))
        texts = textes.unique(maintain_order=True).to_list()
        for text in texts:
            if text not in self._seen:
                self._seen[text] = self._read(text, textes, n)
        return textes.replace_strict(
            texts, [self._seen[text] for text in texts], return_dtype=pl.Int32
        )

    def _note_typees(self, jours: pl.Series, n: pl.Series) -> None:
        for jour in jours.drop_nulls().unique(maintain_order=True).to_list():
            if jour not in self._typees:
                self._typees.add(jour)
                ligne = int(n[(jours == jour).fill_null(False).arg_max() or 0])
                day = day_of(jour)
                self._note(_Lue(day, ligne, day.isoformat()), _TYPE)

    def _read(self, text: str, textes: pl.Series, n: pl.Series) -> int | None:
        found = self._modele.dates.fullmatch(text)
        day = read_jour(self._modele.dates, text)
        if found is None or day is None:
            return None
        groups = found.groupdict()
        ligne = int(n[(textes == text).arg_max() or 0])
        lone = min(len(groups["jour"]), len(groups["mois"])) == 1
        padded = "0" in (groups["jour"][0], groups["mois"][0])
        self._note(_Lue(day, ligne, text), _COURT if lone else _LONG if padded else "")
        return days_of(day)

    def _note(self, lue: _Lue, facon: str) -> None:
        self._lues.append(lue)
        self._facons.setdefault(facon, (lue.ligne, lue.lu))

    def finish(self) -> Iterator[Anomalie]:
        """Tell what nothing proves."""
        typees = self._facons.pop(_TYPE, None)
        if typees is not None and self._facons:
            first = next(iter(self._facons.values()))
            yield self._tell_melees("dates_textes", max(first, typees))
        self._facons.pop("", None)
        if len(self._facons) > 1:
            yield self._tell_melees("dates_longueurs", max(self._facons.values()))
        # No country puts the day before the month behind the year; a day of a workbook has none.
        lues = [lue for lue in self._lues if lue.double]
        if not lues or (self._modele.an_devant and typees is None):
            return
        sures = [lue.jour for lue in self._lues if lue.jour.day > _DOUBLE_MAX]
        if sures:
            yield from self._judge_turned(lues, min(sures), max(sures))
        elif typees is None:
            yield self._tell_doubles(lues)

    def _judge_turned(self, lues: list[_Lue], debut: date, fin: date) -> Iterator[Anomalie]:
        """Tell days that all come beside the sure ones with their month first, and not as read."""
        months = _month(debut), _month(fin)
        away = [lue for lue in lues if not months[0] <= _month(lue.jour) <= months[1]]
        if away and all(months[0] <= _month(lue.autre) <= months[1] for lue in lues):
            slots = {"jour": away[0].jour, "autre": away[0].autre, "debut": debut, "fin": fin}
            yield self._tell(perso.DATES_A_MOITIE, away[0].ligne, away[0].lu, **slots)

    def _tell_doubles(self, lues: list[_Lue]) -> Anomalie:
        jours = [lue.jour for lue in self._lues]
        quantiemes = {jour.day for jour in jours}
        turned = len(quantiemes) == 1 and len({jour.month for jour in jours}) > 1
        slots: dict[str, object] = {"jour": lues[0].jour, "autre": lues[0].autre}
        if turned:
            slots["quantieme"] = str(lues[0].jour.day)
        kind = perso.DATES_INVERSEES if turned else perso.DATES_DOUBLES
        return self._tell(kind, lues[0].ligne, lues[0].lu, **slots)

    def _tell_melees(self, nom: str, place: tuple[int, str]) -> Anomalie:
        return self._tell(perso.DATES_MELEES, *place, facons=raison(nom))

    def _tell(self, kind: Kind, ligne: int, lu: str, **slots: object) -> Anomalie:
        return Anomalie(
            kind,
            ligne=ligne,
            colonne=self._colonne.nom,
            champ=self._champ,
            lu=lu,
            slots=slots,
        )


def _month(jour: date) -> int:
    return jour.year * 12 + jour.month
