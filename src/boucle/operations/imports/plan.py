"""Plan: what an import will create, and the exercice it falls in, before anything is published."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from boucle.compta.bilan import Bilan, ExerciceLu, FicheLue
from boucle.compta.compte import type_tiers
from boucle.compta.contexte import Exercice, premier_jour
from boucle.errors import Anomalie
from boucle.errors.donnees.fic import EXERCICE_A_CREER
from boucle.errors.donnees.imp import EXERCICE_ABSENT
from boucle.errors.donnees.raisons import raison
from boucle.formats.fec.forme.nom import read_facts
from boucle.operations.ressources.apports import (
    ORDRE,
    Compte,
    Confrontation,
    Fiches,
    usual_compte,
)
from boucle.store.fiches.reglages import Reglages
from boucle.values import Perimetre

_DATE = "%d/%m/%Y"
_MOIS_MAX = 24


@dataclass(slots=True)
class Plan:
    """List the records to create, each marked with the import.

    fiches: rows by resource and by key, those of `exercices` apart; what is there already is left
    as it is. sorts: what becomes of the records of the file, in words.
    """

    fiches: Fiches = field(default_factory=dict)
    exercices: list[Exercice] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    sorts: dict[str, str] = field(default_factory=dict)

    @property
    def axes(self) -> set[str]:
        """Codes of the axes to create."""
        return set(self.fiches.get("axe", {}))

    @property
    def comptes(self) -> list[dict[str, Any]]:
        """Rows of the comptes to create."""
        return list(self.fiches.get("compte", {}).values())

    def creations(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Give the rows to create by resource, each after those that it names."""
        years = [
            {"code": year.code, "debut": year.debut, "fin": year.fin, "clos": False}
            for year in self.exercices
        ]
        return [
            (nom, years if nom == "exercice" else list(self.fiches.get(nom, {}).values()))
            for nom in ORDRE
        ]


def expected_exercice(nom_fichier: str, exercices: tuple[Exercice, ...]) -> Exercice | None:
    """Give the exercice that a FEC's name announces, when no known one overlaps it."""
    fin = read_facts(nom_fichier)[1]
    if fin is None:
        return None
    made = _year_to(fin)
    return None if any(_overlap(made, known) for known in exercices) else made


def _year_to(fin: date) -> Exercice:
    return Exercice(code=f"EXERCICE {fin.year}", debut=premier_jour(fin), fin=fin)


def make_plan(
    bilan: Bilan, exercices: tuple[Exercice, ...], expected: Exercice | None, reglages: Reglages
) -> Plan:
    """Plan the creations of an import; an anomalie names the exercice that is missing.

    The journaux, comptes, tiers and sections of the file are all listed: those that exist already
    are left as they are at publication.
    """
    ventiles = bilan.comptes_ventiles
    plan = Plan(
        {
            "journal": {
                code: {"code": code, "libelle": text or code}
                for code, text in bilan.journaux.items()
            },
            "compte": {
                numero: usual_compte(numero, text)
                | ({"analytique": True} if numero in ventiles else {})
                for numero, text in bilan.comptes.items()
            },
            "tiers": {
                code: _tiers(code, tiers.libelle, tiers.compte)
                for code, tiers in bilan.tiers.items()
            },
            "section": {
                found.code: {"code": found.code, "description": found.libelle, "axe": found.axe}
                for found in reversed(bilan.sections)
            },
        }
    )
    plan.exercices = _described(bilan, exercices) if reglages.creer_exercice else []
    plan.anomalies += [_to_create(year) for year in plan.exercices]
    lost = _months_outside(bilan, (*exercices, *plan.exercices))
    if not lost or bilan.date_min is None or bilan.date_max is None:
        return plan
    made = next((year for year in _candidates(bilan, expected) if _covers(year, lost)), None)
    known = (*exercices, *plan.exercices)
    overlap = made is not None and any(_overlap(made, year) for year in known)
    if made is not None and reglages.creer_exercice and not overlap:
        plan.exercices.append(made)
        plan.anomalies.append(_to_create(made))
    elif reglages.creer_exercice or not exercices:
        # Otherwise the reader has already named each line outside the exercices.
        plan.anomalies.append(_missing(bilan, made or expected))
    return plan


def confront(
    conn: Connection,
    perimetre: Perimetre,
    bilan: Bilan,
    plan: Plan,
    exercices: tuple[Exercice, ...],
    reglages: Reglages,
    import_id: int,
) -> None:
    """Add to a plan the fiches that the file describes, held against those of the dossier."""
    held = Confrontation(
        conn,
        perimetre,
        plan.fiches,
        import_id=import_id,
        longueur_compte=reglages.longueur_compte,
    )
    for lu in bilan.exercices:
        cle = f"{lu.debut.strftime(_DATE)} - {lu.fin.strftime(_DATE)}"
        if any((year.debut, year.fin) == (lu.debut, lu.fin) for year in exercices):
            held.comptes.setdefault("EXO", Compte()).memes += 1
        elif any((year.debut, year.fin) == (lu.debut, lu.fin) for year in plan.exercices):
            held.note_created(FicheLue("exercice", cle, lu.ligne, "EXO", {}))
        else:
            held.refuse("EXO", cle, lu.ligne, _why_not(lu, exercices, reglages))
    held.read(bilan.fiches)
    plan.anomalies += held.anomalies
    plan.sorts = held.sorts()


def _why_not(lu: ExerciceLu, exercices: tuple[Exercice, ...], reglages: Reglages) -> str:
    year = _year_of(lu)
    near = next((known for known in exercices if year and _overlap(year, known)), None)
    if near is not None:
        return raison("exercice_autre", exercice=near.code)
    return raison("exercice_jours" if reglages.creer_exercice else "exercice_reglage")


def _described(bilan: Bilan, exercices: tuple[Exercice, ...]) -> list[Exercice]:
    """Give the exercices that the file describes and that overlap no other one."""
    found: list[Exercice] = []
    codes = {year.code for year in exercices}
    for lu in bilan.exercices:
        year = _year_of(lu)
        if year is None or any(_overlap(year, known) for known in (*exercices, *found)):
            continue
        if year.code in codes:
            year = replace(year, code=f"{year.code}-{year.debut:%m%d}")
        codes.add(year.code)
        found.append(year)
    return found


def _year_of(lu: ExerciceLu) -> Exercice | None:
    """Give an exercice as a dossier has them; None when its days make none."""
    months = (lu.fin.year - lu.debut.year) * 12 + lu.fin.month - lu.debut.month
    if lu.fin < lu.debut or months >= _MOIS_MAX:
        return None
    return Exercice(f"EXERCICE {lu.fin.year}", lu.debut, lu.fin)


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


def _tiers(code: str, libelle: str, compte: str) -> dict[str, Any]:
    return {
        "code": code,
        "type": type_tiers(compte),
        "raison_sociale": libelle,
        "compte": compte,
    }
