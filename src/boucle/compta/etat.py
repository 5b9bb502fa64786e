"""Etat: the states of an import and the only moves allowed between them.

The wire codes below 25 are published (10 waiting, 20 in progress); those from 25 upward are seen
in the console and are ours, since the published page does not name them (docs/ecarts.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Etat(StrEnum):
    """Where an import stands."""

    EN_ATTENTE = "en_attente"
    ATTENTE_URL = "attente_url"
    EN_COURS = "en_cours"
    A_VALIDER = "a_valider"
    VALIDE = "valide"
    REJETE = "rejete"
    EN_ERREUR = "en_erreur"


@dataclass(frozen=True, slots=True)
class Signe:
    """How a state shows: history code, published status 1 to 4, label for people."""

    code: int
    statut: int
    libelle: str


SIGNES: dict[Etat, Signe] = {
    Etat.EN_ATTENTE: Signe(10, 1, "En attente"),
    Etat.ATTENTE_URL: Signe(15, 1, "En attente d'une nouvelle URL"),
    Etat.EN_COURS: Signe(20, 2, "En cours"),
    Etat.A_VALIDER: Signe(25, 3, "En attente de validation"),
    Etat.VALIDE: Signe(30, 3, "Terminé avec succès"),
    Etat.REJETE: Signe(40, 3, "Rejeté"),
    Etat.EN_ERREUR: Signe(50, 4, "Terminé avec erreur"),
}

DEPART = ""
"""What the first event of an import comes from."""

MOVES: frozenset[tuple[str, Etat]] = frozenset(
    {
        (DEPART, Etat.EN_ATTENTE),
        (Etat.EN_ATTENTE, Etat.EN_COURS),
        # Another worker takes over when a lease ran out.
        (Etat.EN_COURS, Etat.EN_COURS),
        (Etat.EN_COURS, Etat.EN_ATTENTE),
        (Etat.EN_COURS, Etat.ATTENTE_URL),
        (Etat.EN_COURS, Etat.A_VALIDER),
        (Etat.EN_COURS, Etat.VALIDE),
        (Etat.EN_COURS, Etat.EN_ERREUR),
        (Etat.ATTENTE_URL, Etat.EN_ATTENTE),
        (Etat.ATTENTE_URL, Etat.EN_ERREUR),
        (Etat.A_VALIDER, Etat.VALIDE),
        (Etat.A_VALIDER, Etat.REJETE),
    }
)

VISIBLES = frozenset({Etat.A_VALIDER, Etat.VALIDE})
"""States in which the lines of an import can be seen; only VALIDE counts in the books."""

FINALS = frozenset({Etat.VALIDE, Etat.REJETE, Etat.EN_ERREUR})
