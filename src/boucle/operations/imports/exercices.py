"""Exercices: the financial years that the lines of a file fall in, as facts of its rapport."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from boucle.compta.bilan import Bilan
from boucle.compta.contexte import premier_jour
from boucle.errors import Rapport
from boucle.errors.donnees import fic

EXERCICES_MAX = 20


def exercices_of(rapport: Rapport, bilan: Bilan) -> list[dict[str, Any]]:
    """List the years of twelve months that end as the file's name says, in order of time.

    That of the name is always there, longer where the file shows that it is (FIC-009). Lines and
    sums, in centimes, are told where exercices end with a month, since lines are added up by
    month. Nothing when the name tells no closing day.
    """
    told = rapport.faits.get("cloture")
    if not told:
        return []
    cloture = date.fromisoformat(told)
    debut = _first_day(rapport, cloture)
    own: dict[str, Any] = {"debut": debut.isoformat(), "fin": told}
    if not _ends_month(cloture):
        return [own]
    years: dict[date, list[int]] = {cloture: [0, 0, 0]}
    for solde in bilan.soldes:
        annee, mois = int(solde.mois[:4]), int(solde.mois[5:])
        inside = debut.replace(day=1) <= date(annee, mois, 1) <= cloture
        fin = cloture if inside else _closing(annee, mois, cloture.month)
        sums = years.setdefault(fin, [0, 0, 0])
        for at, value in enumerate((solde.lignes, solde.debit, solde.credit)):
            sums[at] += value
    return [
        {
            "debut": (debut if fin == cloture else _opening(fin, cloture)).isoformat(),
            "fin": fin.isoformat(),
            "lignes": lignes,
            "debit_centimes": debit,
            "credit_centimes": credit,
        }
        for fin, (lignes, debit, credit) in _nearest(years, cloture)
    ]


def _nearest(years: dict[date, list[int]], cloture: date) -> list[tuple[date, list[int]]]:
    """Keep the years nearest to that of the name: a slip may have made any."""
    kept = sorted(years, key=lambda fin: (abs((fin - cloture).days), fin))[:EXERCICES_MAX]
    return [(fin, years[fin]) for fin in sorted(kept)]


def _first_day(rapport: Rapport, cloture: date) -> date:
    for anomalie in rapport.anomalies:
        if anomalie.kind is fic.EXERCICE_LONG:
            debut: date = anomalie.slots["debut"]
            return debut
    return premier_jour(cloture)


def _closing(annee: int, mois: int, closing_month: int) -> date:
    """Give the closing day of the year that holds a month; the last day there is, beyond it."""
    annee += mois > closing_month
    if annee > date.max.year:
        return date.max
    return date(annee, closing_month, calendar.monthrange(annee, closing_month)[1])


def _opening(fin: date, cloture: date) -> date:
    """Give the first day of a year: the last one of all is cut short, as its closing is."""
    if fin == date.max:
        mois = cloture.month % 12 + 1
        return date(date.max.year, mois, 1)
    return premier_jour(fin)


def _ends_month(jour: date) -> bool:
    return jour.day == calendar.monthrange(jour.year, jour.month)[1]
