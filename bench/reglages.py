"""Reglages: what a run of the bench was asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NOMS = (
    "import_sqlite",
    "import_postgresql",
    "import_json",
    "pendant",
    "voies",
    "foule",
    "decision",
    "lot",
    "api",
    "verifier",
)
"""The measures, in the order of the table."""


@dataclass(frozen=True)
class Reglages:
    """How long, how often, where. taille 10 adds the files of ten times the lines."""

    lignes: int
    taille: int
    tours: int
    sortie: Path
    travail: Path
    """Folder of the bases of this run, removed at its end."""

    @property
    def fichiers(self) -> Path:
        """Folder of the files made once for all runs."""
        return self.sortie / "fichiers"
