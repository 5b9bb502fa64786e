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
    VALIDATION_DEMANDEE = "validation_demandee"
    REJET_DEMANDE = "rejet_demande"
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
    Etat.VALIDATION_DEMANDEE: Signe(26, 3, "Validation demandée"),
    Etat.REJET_DEMANDE: Signe(27, 3, "Rejet demandé"),
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
        # Asked in the console: carried out a moment later, or taken back.
        (Etat.A_VALIDER, Etat.VALIDATION_DEMANDEE),
        (Etat.A_VALIDER, Etat.REJET_DEMANDE),
        (Etat.VALIDATION_DEMANDEE, Etat.VALIDE),
        (Etat.REJET_DEMANDE, Etat.REJETE),
        (Etat.VALIDATION_DEMANDEE, Etat.A_VALIDER),
        (Etat.REJET_DEMANDE, Etat.A_VALIDER),
    }
)

DEMANDES = {
    Etat.VALIDE: Etat.VALIDATION_DEMANDEE,
    Etat.REJETE: Etat.REJET_DEMANDE,
}
"""The state of an import of which this was asked, and not carried out yet."""

VISIBLES = frozenset({Etat.A_VALIDER, Etat.VALIDE, *DEMANDES.values()})
"""States in which the lines of an import can be seen; only VALIDE counts in the books."""

FINALS = frozenset({Etat.VALIDE, Etat.REJETE, Etat.EN_ERREUR})
