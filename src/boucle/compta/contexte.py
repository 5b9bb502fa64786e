"""Contexte: what the checks must know of the dossier that receives the file.

Plain values only, so that an import's child process or an offline run can hold one without a
database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

REFUSER = "refuser"
COMPTE_ATTENTE = "compte_attente"


def premier_jour(cloture: date) -> date:
    """Give the first day of a year of twelve months that ends on this day."""
    try:
        eve = cloture.replace(year=cloture.year - 1)
    except ValueError:
        eve = cloture.replace(year=cloture.year - 1, day=28)
    return eve + timedelta(days=1)


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
