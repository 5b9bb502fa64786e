"""Modele: what the columns and the marks of a model must be, to make écritures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.json import decode

from boucle.compta.jour import compile_format
from boucle.errors.demandes import ressource as r
from boucle.formats.perso.modele import missing
from boucle.schema.resource import Violation


def makes_ecritures(valeurs: Mapping[str, Any]) -> Iterable[Violation]:
    """Ask for columns that make an écriture, and for a date format that names a day."""
    colonnes = decode(valeurs["colonnes"])
    for attendu in missing(colonnes):
        slots = {"lu": f"{len(colonnes)} colonnes", "attendu": attendu}
        yield "colonnes", r.FORME_INVALIDE, slots
    if compile_format(valeurs["format_date"]) is None:
        slots = {"lu": valeurs["format_date"], "attendu": "un format comme JJ/MM/AAAA"}
        yield "formatDate", r.FORME_INVALIDE, slots
    if valeurs["separateur"] == valeurs["decimale"]:
        slots = {"lu": valeurs["decimale"], "attendu": "autre chose que le séparateur de colonnes"}
        yield "decimale", r.FORME_INVALIDE, slots
