"""Saisie: what a person typed in the filters of a list, read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from boucle.compta.jour import read_iso
from boucle.compta.montant import read_ecrit
from boucle.errors import Refus
from boucle.errors.demandes.req import PARAMETRE_INVALIDE
from boucle.values import bad_character, shown

TEXTE_MAX = 200
_ENTIER_MAX = 2**62


def texte(query: Mapping[str, str], nom: str) -> str:
    """Read a text, trimmed; refuses PARAMETRE_INVALIDE."""
    said = query.get(nom, "").strip()
    if len(said) > TEXTE_MAX or bad_character(said) is not None:
        raise _bad(nom, said, f"un texte lisible, de {TEXTE_MAX} signes au plus")
    return said


def choix(query: Mapping[str, str], nom: str, parmi: tuple[str, ...]) -> str:
    """Read one of these values, or nothing; refuses PARAMETRE_INVALIDE."""
    said = query.get(nom, "")
    if said and said not in parmi:
        raise _bad(nom, said, ", ".join(parmi))
    return said


def jour(query: Mapping[str, str], nom: str) -> date | None:
    """Read a day as a browser sends it, or nothing; refuses PARAMETRE_INVALIDE."""
    said = query.get(nom, "")
    found = read_iso(said)
    if said and found is None:
        raise _bad(nom, said, "une date comme 2026-01-31")
    return found


def entier(query: Mapping[str, str], nom: str) -> int:
    """Read a number that is not negative, 0 for nothing; refuses PARAMETRE_INVALIDE."""
    said = query.get(nom, "") or "0"
    if not (said.isascii() and said.isdigit() and int(said[:20]) < _ENTIER_MAX):
        raise _bad(nom, said, "un nombre entier")
    return int(said[:20])


def centimes(query: Mapping[str, str], nom: str) -> int | None:
    """Read an amount as people write one: `1 206,06`, `1206.06`, `1206`; None for nothing.

    Refuses PARAMETRE_INVALIDE.
    """
    said = query.get(nom, "")
    packed = "".join(said.split()).replace("−", "-")
    if not packed:
        return None
    value = read_ecrit(packed)
    if not isinstance(value, int):
        raise _bad(nom, said, "un montant comme 1 206,06")
    return value


def _bad(nom: str, lu: str, attendu: str) -> Refus:
    return Refus(PARAMETRE_INVALIDE, parametre=nom, lu=shown(lu), attendu=attendu)
