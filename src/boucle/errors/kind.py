"""Kind: one sort of fault, described once and for all, anomalie or refus alike.

A code is stable for ever: the wording may change, the code never does, and a retired code is
never given again. All French sentences about faults live in this room.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Gravite(StrEnum):
    """What a fault does to an import."""

    BLOQUANT = "bloquant"
    AVERTISSEMENT = "avertissement"
    INFORMATION = "information"


class Portee(StrEnum):
    """What a fault is about."""

    FICHIER = "fichier"
    ECRITURE = "ecriture"
    LIGNE = "ligne"
    CELLULE = "cellule"
    REQUETE = "requete"


class Niveau(StrEnum):
    """Which of the three verdicts of a FEC a fault belongs to; the levels are never mixed."""

    FORME = "forme"
    DROIT = "droit"
    COMPTABILITE = "comptabilite"


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe one sort of fault.

    code: `FIC-`, `LIG-`, `ECR-` (data) or `REQ-` (request) and three digits.
    message, remede: sentences with named slots `{slot}`, all filled by the caller.
    niveau, non_conforme: for a FEC, the level it speaks to, and whether one such fault makes the
    file non conforming at that level.
    statut: HTTP status of a refus. passager: the same try may succeed later.
    imposed: the published API's own wording, sent on the wire instead of `message`.
    remedes: what to do when the fault is in this column, where it is not what `remede` says.
    """

    code: str
    gravite: Gravite
    portee: Portee
    titre: str
    message: str
    remede: str
    source: str = ""
    niveau: Niveau | None = None
    non_conforme: bool = False
    statut: int = 400
    passager: bool = False
    imposed: str = ""
    remedes: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if len(self.titre) > 60:
            raise ValueError(f"title over 60 characters: {self.code}")

    @property
    def slots(self) -> frozenset[str]:
        """Name every slot of the sentences."""
        names: set[str] = set()
        for text in (self.message, self.remede, self.imposed, *self.remedes.values()):
            names |= {name for _, name, _, _ in string.Formatter().parse(text) if name}
        return frozenset(names)
