"""DeuxLecteurs: one file read by the exact reader and by the fast one, which must say the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie
from boucle.formats.fec import read
from boucle.formats.lecture import Lecture
from oracle_fec.lire import read_exact

CHAMPS = ("code", "ligne", "colonne", "champ", "lu", "corrige", "lignes", "consequences", "slots")


def read_both(path: Path, contexte: Contexte | None = None, block_octets: int = 2048) -> Lecture:
    """Read with both, compare everything, give one."""
    contexte = contexte or Contexte()
    exact = read_exact(path, contexte)
    fast = read(path, contexte, block_octets=block_octets)
    assert exact.bilan == fast.bilan
    assert list(exact.rapport.flat(*CHAMPS)) == list(fast.rapport.flat(*CHAMPS))
    assert exact.rapport.comptes == fast.rapport.comptes
    assert exact.rapport.faits == fast.rapport.faits
    return exact


def told(lecture: Lecture, *codes: str) -> list[Anomalie]:
    """Give the anomalies of some codes."""
    return [a for a in lecture.rapport.anomalies if a.kind.code in codes]


def entailed(anomalie: Anomalie) -> list[str]:
    """Give what an anomaly entails, each as its code and where."""
    return [consequence.texte for consequence in anomalie.consequences]


def places(lecture: Lecture) -> list[tuple[Any, ...]]:
    """Give code, line and column of every anomaly."""
    return list(lecture.rapport.flat("code", "ligne", "colonne"))
