"""Reglages: the settings that tests begin from."""

from __future__ import annotations

from pathlib import Path

from boucle.config import Config

CADENCES = (
    "cadence_adresse",
    "cadence_cle",
    "cadence_personne",
    "cadence_imports",
    "cadence_echecs",
)


def make_config(folder: Path) -> Config:
    """Give settings without limits of rate, and with a lot for every import but of one line.

    A test asks as much as it likes, from one address; and its imports are short.
    """
    return Config(donnees=folder, lots_lignes_min=1, **dict.fromkeys(CADENCES, "0"))
