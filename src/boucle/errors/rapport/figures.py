"""Figures: the geometry of the two plots of the printed rapport, in whole SVG units.

Only numbers are computed here; the template draws them, so that every label is escaped by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boucle.errors.rapport.rapport import Rapport
from boucle.errors.rapport.vue import regles

JOURNAUX_MAX = 12
MOIS_MAX = 14
REGLES_MIN, REGLES_MAX = 3, 15
NOMBRE_MIN = 5
"""Under these, bars tell nothing that the counts do not."""
LARGEUR = 680
_GAUCHE = 150
_DROITE = 112
_HAUTEUR_RANG = 44
_DEMI = 17
_BARRE_X, _BARRE_MAX, _BARRE_RANG = 292, 320, 22


@dataclass(frozen=True, slots=True)
class Colonne:
    """Draw a journal's month: debit above the axis, credit below, the gap if there is one."""

    x: int
    largeur: int
    debit_h: int
    credit_h: int
    mois: str
    debit_centimes: int
    credit_centimes: int

    @property
    def ecart_centimes(self) -> int:
        """Debit less credit of the month."""
        return self.debit_centimes - self.credit_centimes


@dataclass(frozen=True, slots=True)
class Rang:
    """Draw one journal: its axis and its months, at its own scale."""

    axe_y: int
    code: str
    libelle: str
    ecart_centimes: int
    colonnes: list[Colonne]


@dataclass(frozen=True, slots=True)
class Balance:
    """Lay out debit and credit per month, one row per journal."""

    largeur: int
    hauteur: int
    gauche: int
    droite: int
    mois: list[tuple[int, str, str]]
    rangs: list[Rang]
    journaux_omis: int
    mois_omis: int


@dataclass(frozen=True, slots=True)
class Barre:
    """Draw one rule's count."""

    y: int
    x: int
    largeur: int
    code: str
    titre: str
    nombre: int
    ton: str


def plot_balance(faits: dict[str, Any]) -> Balance | None:
    """Lay out the balance per month and journal; None when the file gave no dated line."""
    journaux: list[dict[str, Any]] = faits.get("journaux") or []
    by_month: dict[str, int] = {}
    for journal in journaux:
        for solde in journal["mois"]:
            by_month[solde["mois"]] = by_month.get(solde["mois"], 0) + solde["lignes"]
    months = sorted(sorted(by_month, key=lambda mois: -by_month[mois])[:MOIS_MAX])
    if not months:
        return None
    busiest = sorted(journaux, key=lambda journal: -journal["lignes"])[:JOURNAUX_MAX]
    shown = [journal for journal in journaux if journal in busiest]
    step = (LARGEUR - _GAUCHE - _DROITE) // len(months)
    step = min(step, 64)
    places = {mois: _GAUCHE + rank * step for rank, mois in enumerate(months)}
    rows = [
        _row(journal, places, step, 30 + _HAUTEUR_RANG * rank + _HAUTEUR_RANG // 2)
        for rank, journal in enumerate(shown)
    ]
    return Balance(
        LARGEUR,
        30 + _HAUTEUR_RANG * len(rows) + 6,
        _GAUCHE,
        LARGEUR - _DROITE,
        _month_labels(places, step),
        rows,
        len(journaux) - len(shown),
        len(by_month) - len(months),
    )


def _month_labels(places: dict[str, int], step: int) -> list[tuple[int, str, str]]:
    labels, last = [], ""
    for mois, x in places.items():
        year = mois[:4]
        labels.append((x + step // 2, "" if year == last else year, mois[5:7]))
        last = year
    return labels


def _row(journal: dict[str, Any], places: dict[str, int], step: int, axis_y: int) -> Rang:
    soldes = [solde for solde in journal["mois"] if solde["mois"] in places]
    highest = max(
        (abs(solde[side]) for solde in soldes for side in ("debit_centimes", "credit_centimes")),
        default=0,
    )
    width = max(4, min(24, step * 6 // 10))
    columns = [
        Colonne(
            places[solde["mois"]] + (step - width) // 2,
            width,
            _scaled(solde["debit_centimes"], highest, _DEMI),
            _scaled(solde["credit_centimes"], highest, _DEMI),
            solde["mois"],
            solde["debit_centimes"],
            solde["credit_centimes"],
        )
        for solde in soldes
    ]
    gap = journal["debit_centimes"] - journal["credit_centimes"]
    return Rang(axis_y, journal["code"], journal["libelle"], gap, columns)


def plot_regles(rapport: Rapport) -> list[Barre]:
    """Lay out the anomalies by rule, the most frequent first; nothing where no count stands out."""
    ranked = sorted(regles(rapport, 0), key=lambda regle: (-regle.nombre, regle.kind.code))
    highest = max((regle.nombre for regle in ranked), default=0)
    if highest < NOMBRE_MIN or len(ranked) < REGLES_MIN:
        return []
    return [
        Barre(
            _BARRE_RANG * rank,
            _BARRE_X,
            max(2, _scaled(regle.nombre, highest, _BARRE_MAX)),
            regle.kind.code,
            regle.kind.titre,
            regle.nombre,
            regle.ton,
        )
        for rank, regle in enumerate(ranked[:REGLES_MAX])
    ]


def _scaled(value: int, highest: int, room: int) -> int:
    if not value or not highest:
        return 0
    return max(1, abs(value) * room // highest)
