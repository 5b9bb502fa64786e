"""Contexte: what the checks must know of the dossier that receives the file.

Plain values only, so that an import's child process or an offline run can hold one without a
database.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from boucle.errors import Kind
from boucle.errors.donnees import lig

REFUSER = "refuser"
COMPTE_ATTENTE = "compte_attente"


@dataclass(frozen=True, slots=True)
class Exercice:
    """A financial year of the dossier, both days included; clos: nothing more may be booked."""

    code: str
    debut: date
    fin: date
    clos: bool = False

    def holds(self, jour: date) -> bool:
        """True when the day belongs to this exercice."""
        return self.debut <= jour <= self.fin


@dataclass(frozen=True, slots=True)
class Contexte:
    """Hold what is known of the dossier; everything unknown has a neutral default.

    siren: '' when unknown. exercices: empty when unknown (offline). longueur_compte: 0 keeps the
    account numbers as sent. desequilibre: what the dossier does with an unbalanced écriture.
    regime: '' lets the reader guess. nom_fichier: '' takes the name of the path.
    sans_nom: the bytes came from a stream, whose name nobody knows. etablissements: code and SIRET
    of those of the dossier that have a code.
    """

    siren: str = ""
    exercices: tuple[Exercice, ...] = ()
    longueur_compte: int = 0
    desequilibre: str = REFUSER
    compte_attente: str = "47100000"
    creer_exercice: bool = False
    regime: str = ""
    nom_fichier: str = ""
    sans_nom: bool = False
    etablissements: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.desequilibre not in (REFUSER, COMPTE_ATTENTE):
            raise ValueError(f"unknown policy: {self.desequilibre}")


def premier_jour(fin: date) -> date:
    """Give the first day of the twelve months that end on this day: a month's end follows another.

    Twelve months to 28 February 2025 begin on 1 March 2024, whatever that year's February.
    """
    if fin.year == date.min.year:
        return date.min
    dernier = monthrange(fin.year - 1, fin.month)[1]
    a_la_fin = fin.day == monthrange(fin.year, fin.month)[1]
    eve = date(fin.year - 1, fin.month, dernier if a_la_fin else min(fin.day, dernier))
    return eve + timedelta(days=1)


def juge_jour(
    jour: date, contexte: Contexte, cloture: date | None = None
) -> tuple[Kind, dict[str, Any]] | None:
    """Tell what a day of an écriture breaks, and what its sentence is filled with; None if nothing.

    The exercices of the dossier are asked; where none is known, the twelve months to cloture, the
    closing that the file's name tells.
    """
    if contexte.exercices:
        holding = [exercice for exercice in contexte.exercices if exercice.holds(jour)]
        if not holding:
            return None if contexte.creer_exercice else (lig.HORS_EXERCICE, {})
        closed = all(exercice.clos for exercice in holding)
        return (lig.EXERCICE_CLOS, {"exercice": holding[0].code}) if closed else None
    if cloture is None:
        return None
    debut = premier_jour(cloture)
    if jour > cloture:
        return lig.DATE_APRES_CLOTURE, {"fin": cloture}
    return (lig.DATE_AVANT_OUVERTURE, {"debut": debut}) if jour < debut else None
