"""Reglages: the settings that tests begin from."""

from __future__ import annotations

from pathlib import Path

from boucle.config import Config

CADENCES = ("cadence_adresse", "cadence_cle", "cadence_imports", "cadence_echecs")


def make_config(folder: Path) -> Config:
    """Give settings without limits of rate: a test asks as much as it likes, from one address."""
    return Config(donnees=folder, **dict.fromkeys(CADENCES, "0"))
