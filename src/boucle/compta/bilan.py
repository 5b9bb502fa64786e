"""Bilan: what one file adds up to: totals, codes and labels met, balances by month, gaps."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

DESEQUILIBRES_MAX = 10_000

Jour = date

CLE_NUM = "EcritureNum"
CLE_PIECE = "PieceRef"
CLE_REFERENCE = "reference"
CLE_JOUR = "journal+date"


class Solde(NamedTuple):
    """Sum of the lines of a compte in a journal over a month (`AAAA-MM`), in centimes."""

    compte: str
    journal: str
    mois: str
    debit: int
    credit: int
    lignes: int


class Variante(NamedTuple):
    """A label that differs from the first one met for the same code; variante counts from 1."""

    genre: str
    code: str
    variante: int
    libelle: str


class Tiers(NamedTuple):
    """First label of a tiers and the compte it was first met on."""

    libelle: str
    compte: str


class Section(NamedTuple):
    """A section met in a file under an axe; ligne: the first line that names it."""

    axe: str
    code: str
    libelle: str
    ligne: int


class FicheLue(NamedTuple):
    """A fiche that a file describes: to be created if the dossier lacks it, compared otherwise.

    ressource: name of its declaration; cle: its natural key; ligne, enregistrement: where the file
    describes it. valeurs: by column, references by the code of their target.
    """

    ressource: str
    cle: str
    ligne: int
    enregistrement: str
    valeurs: dict[str, Any]


class ExerciceLu(NamedTuple):
    """An exercice that a file describes, both days included."""

    code: str
    debut: Jour
    fin: Jour
    ligne: int


@dataclass(slots=True)
class Desequilibre:
    """An écriture whose debit and credit differ, with what a balancing line needs.

    ecart_centimes: debit less credit. The texts and dates are those of its first line.
    """

    journal: str
    num: str
    date: Jour | None
    piece_ref: str
    libelle: str
    valid_date: Jour | None
    ecart_centimes: int
    premiere_ligne: int
    derniere_ligne: int


@dataclass(slots=True)
class Bilan:
    """Add up one file; every list is in a fixed order, so that two readings can be compared.

    comptes: keyed by the normalised number. soldes: sorted. desequilibres: in file order, at
    most `DESEQUILIBRES_MAX`; desequilibres_total counts all of them. comptes_ventiles: comptes
    whose lines bear a breakdown, with the first such line. fiches, exercices: as the file describes
    them, none for a file that has no such record.
    """

    lignes: int = 0
    ecritures: int = 0
    debit: int = 0
    credit: int = 0
    date_min: date | None = None
    date_max: date | None = None
    cle_ecriture: str = CLE_NUM
    regime: str = ""
    colonnes_extra: list[str] = field(default_factory=list)
    journaux: dict[str, str] = field(default_factory=dict)
    comptes: dict[str, str] = field(default_factory=dict)
    tiers: dict[str, Tiers] = field(default_factory=dict)
    libelles: list[Variante] = field(default_factory=list)
    soldes: list[Solde] = field(default_factory=list)
    desequilibres: list[Desequilibre] = field(default_factory=list)
    desequilibres_total: int = 0
    sections: list[Section] = field(default_factory=list)
    comptes_ventiles: dict[str, int] = field(default_factory=dict)
    fiches: list[FicheLue] = field(default_factory=list)
    exercices: list[ExerciceLu] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values: dates as `AAAA-MM-JJ`, tuples as lists."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
