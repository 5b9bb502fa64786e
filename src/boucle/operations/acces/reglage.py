"""Reglage: what an administrator sets about a person, and what it may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.schema.acces import PROFIL_MAX
from boucle.values import bad_character, shown

NOM_MAX = 100
_EMAIL_MAX = 254


@dataclass(frozen=True, slots=True)
class Reglage:
    """What an administrator sets about a person.

    codes: dossiers opened, or None for all. baisses: profiles that are lower, by code of dossier.
    """

    nom: str
    profil: int
    codes: frozenset[str] | None = None
    baisses: Mapping[str, int] = field(default_factory=dict)


def fold_email(email: str) -> str:
    """Give an address as it is kept and looked for."""
    return email.strip().casefold()


def checked_email(email: str) -> str:
    """Give an address as it is kept; refuses PARAMETRE_INVALIDE."""
    email = fold_email(email)
    name, at, host = email.rpartition("@")
    right = bool(name and at and host) and len(email) <= _EMAIL_MAX and " " not in email
    demand(
        "adresse", shown(email), right and bad_character(email) is None, "une adresse électronique"
    )
    return email


def check_reglage(reglage: Reglage) -> None:
    """Refuse PARAMETRE_INVALIDE for a name or a profile that cannot be."""
    demand_text("nom", reglage.nom.strip(), NOM_MAX)
    right = 0 <= reglage.profil <= PROFIL_MAX
    demand("profil", reglage.profil, right, f"un entier de 0 à {PROFIL_MAX}")
    for code, profil in reglage.baisses.items():
        lower = 0 <= profil <= reglage.profil
        demand(
            f"profil du dossier {shown(code)}",
            profil,
            lower,
            f"un entier de 0 à {reglage.profil} : un dossier abaisse le profil",
        )


def demand_text(parametre: str, text: str, longueur_max: int) -> None:
    """Refuse PARAMETRE_INVALIDE for a text that is empty, too long or unreadable."""
    right = 0 < len(text) <= longueur_max and bad_character(text) is None
    demand(parametre, shown(text), right, f"de 1 à {longueur_max} signes")


def demand(parametre: str, lu: object, right: bool, attendu: str) -> None:
    """Refuse PARAMETRE_INVALIDE with what was read and what is expected, unless it is right."""
    if not right:
        raise Refus(PARAMETRE_INVALIDE, parametre=parametre, lu=lu, attendu=attendu)
