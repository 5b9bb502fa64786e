"""Detection: the model of a file that someone sends, found and told, nothing kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boucle.errors import Refus
from boucle.errors.donnees.sortie import TABLEAU_ABSENT
from boucle.formats.detection.detecter import detect


def detecter(source: Path) -> dict[str, Any]:
    """Give a model, the reason of each choice, what is doubtful and what is missing.

    Refuses TABLEAU_ABSENT.
    """
    found = detect(source)
    if found.modele is None:
        raise Refus(TABLEAU_ABSENT)
    return {
        "modele": found.modele,
        "raisons": [raison._asdict() for raison in found.raisons],
        "doutes": found.doutes,
        "manque": found.manque,
        "obstacles": found.obstacles,
    }
