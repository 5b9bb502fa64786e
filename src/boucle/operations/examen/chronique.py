"""Chronique: who did what of an import, and when, as each change was written with itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from boucle.operations.acces.acteur import Acteur
from boucle.operations.examen.tete import Tete, open_tete
from boucle.store.base.engine import Store
from boucle.store.travaux import histoire


@dataclass(frozen=True, slots=True)
class Fait:
    """One change: its kind, as its event is named, who made it, and when.

    profil: None when nobody had to decide.
    """

    genre: str
    auteur: str
    profil: int | None
    detail: str
    le: datetime


@dataclass(frozen=True, slots=True)
class Chronique:
    """An import and what became of it, in order."""

    tete: Tete
    faits: Sequence[Fait]


def open_chronique(store: Store, acteur: Acteur, demande_id: str) -> Chronique:
    """Give the history of an import; refuses IMPORT_INCONNU."""
    with store.lecture(acteur.cabinet) as conn:
        tete = open_tete(conn, acteur, demande_id)
        rows = histoire.events(conn, tete.perimetre, tete.row["import_id"])
    return Chronique(tete, tuple(_fait(row) for row in rows))


def _fait(row: RowMapping) -> Fait:
    genre = histoire.genre_of({name: row[name] for name in ("de", "vers", "profil")})
    if not row["de"]:
        genre = "import.demande"
    elif genre == "import.en_cours" and row["de"] == "en_cours":
        genre = "import.repris"
    elif genre == "import.en_attente":
        genre = "import.remis"
    return Fait(genre, row["auteur"], row["profil"], row["detail"], row["le"])
