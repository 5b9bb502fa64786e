"""Plan: what an import will create, and the exercice it falls in, before anything is published."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Exercice
from boucle.errors import Anomalie
from boucle.errors.donnees.fic import EXERCICE_A_CREER
from boucle.errors.donnees.imp import EXERCICE_ABSENT
from boucle.store.fiches.reglages import Reglages

_CLOTURE = re.compile(r"FEC(20[0-9]{2})([01][0-9])([0-3][0-9])", re.IGNORECASE | re.ASCII)
_DATE = "%d/%m/%Y"
# Usage of the plan comptable général: roots of collective and of matched accounts, and what kind
# of tiers stands behind a collective one.
_COLLECTIFS = ("401", "411", "421")
_LETTRABLES = ("40", "41", "42", "43", "44", "45", "46", "47")
_TYPES_TIERS = {"411": 0, "401": 1, "421": 2}


@dataclass(slots=True)
class Plan:
    """List the records to create, each marked with the import; exercice None: it exists."""

    journaux: list[dict[str, Any]] = field(default_factory=list)
    comptes: list[dict[str, Any]] = field(default_factory=list)
    tiers: list[dict[str, Any]] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    exercice: Exercice | None = None
    anomalies: list[Anomalie] = field(default_factory=list)


def expected_exercice(nom_fichier: str, exercices: tuple[Exercice, ...]) -> Exercice | None:
    """Give the exercice that a FEC's name announces, when no known one overlaps it."""
    found = _CLOTURE.search(nom_fichier)
    if found is None:
        return None
    try:
        fin = date(*map(int, found.groups()))
    except ValueError:
        return None
    made = _year_to(fin)
    return None if any(_overlap(made, known) for known in exercices) else made


def _year_to(fin: date) -> Exercice:
    following = fin + timedelta(days=1)
    try:
        debut = following.replace(year=following.year - 1)
    except ValueError:
        debut = following.replace(year=following.year - 1, day=28)
    return Exercice(code=f"EXERCICE {fin.year}", debut=debut, fin=fin)


def make_plan(
    bilan: Bilan, exercices: tuple[Exercice, ...], expected: Exercice | None, reglages: Reglages
) -> Plan:
    """Plan the creations of an import; an anomalie names the exercice that is missing.

    The journaux, comptes, tiers and sections of the file are all listed: those that exist already
    are left as they are at publication.
    """
    ventiles = bilan.comptes_ventiles
    plan = Plan(
        journaux=[{"code": code, "libelle": text or code} for code, text in bilan.journaux.items()],
        comptes=[
            _compte(numero, text) | ({"analytique": True} if numero in ventiles else {})
            for numero, text in bilan.comptes.items()
        ],
        tiers=[_tiers(code, tiers.libelle, tiers.compte) for code, tiers in bilan.tiers.items()],
        sections=[
            {"code": found.code, "description": found.libelle, "axe": found.axe}
            for found in bilan.sections
        ],
    )
    lost = _months_outside(bilan, exercices)
    if not lost or bilan.date_min is None or bilan.date_max is None:
        return plan
    made = next((year for year in _candidates(bilan, expected) if _covers(year, lost)), None)
    overlap = made is not None and any(_overlap(made, year) for year in exercices)
    if made is not None and reglages.creer_exercice and not overlap:
        plan.exercice = made
        plan.anomalies.append(_to_create(made))
    elif reglages.creer_exercice or not exercices:
        # Otherwise the reader has already named each line outside the exercices.
        plan.anomalies.append(_missing(bilan, made or expected))
    return plan


def _months_outside(bilan: Bilan, exercices: tuple[Exercice, ...]) -> list[date]:
    """List the first days of the months of the file that no exercice touches."""
    months = {date.fromisoformat(f"{solde.mois}-01") for solde in bilan.soldes}
    return sorted(
        month
        for month in months
        if not any(year.debut <= _month_end(month) and month <= year.fin for year in exercices)
    )


def _month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _candidates(bilan: Bilan, expected: Exercice | None) -> list[Exercice]:
    """Give the exercice the file's name announces, then the calendar year of its dates."""
    assert bilan.date_min is not None
    assert bilan.date_max is not None
    found = [expected] if expected is not None else []
    if bilan.date_min.year == bilan.date_max.year:
        found.append(_year_to(date(bilan.date_min.year, 12, 31)))
    return found


def _covers(year: Exercice, months: list[date]) -> bool:
    return all(year.debut <= _month_end(month) and month <= year.fin for month in months)


def _overlap(one: Exercice, other: Exercice) -> bool:
    return one.debut <= other.fin and other.debut <= one.fin


def _to_create(year: Exercice) -> Anomalie:
    slots = {"debut": year.debut.strftime(_DATE), "fin": year.fin.strftime(_DATE)}
    return Anomalie(EXERCICE_A_CREER, slots=slots)


def _missing(bilan: Bilan, expected: Exercice | None) -> Anomalie:
    assert bilan.date_min is not None
    assert bilan.date_max is not None
    debut = expected.debut if expected else bilan.date_min
    fin = expected.fin if expected else bilan.date_max
    return Anomalie(
        EXERCICE_ABSENT,
        slots={
            "debut": bilan.date_min.strftime(_DATE),
            "fin": bilan.date_max.strftime(_DATE),
            "exercice": f"du {debut.strftime(_DATE)} au {fin.strftime(_DATE)}",
        },
    )


def _compte(numero: str, libelle: str) -> dict[str, Any]:
    classe = int(numero[0]) if numero[:1] in tuple("123456789") else 0
    return {
        "numero": numero,
        "libelle": libelle or numero,
        **({"type": classe} if classe else {}),
        "collectif": numero[:3] in _COLLECTIFS,
        "lettrable": numero[:2] in _LETTRABLES,
        "pointable": numero[:3] == "512",
    }


def _tiers(code: str, libelle: str, compte: str) -> dict[str, Any]:
    return {
        "code": code,
        "type": _TYPES_TIERS.get(compte[:3], 4),
        "raison_sociale": libelle,
        "compte": compte,
    }
