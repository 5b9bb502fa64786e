"""Lecture: what reading one file gives back, whatever its format."""

from __future__ import annotations

from typing import NamedTuple

from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.errors import Rapport


class Adresse(NamedTuple):
    """A document that lines name by an address of the network, to be fetched by who may.

    adresse: what lines say; url: as it was sent, with the signature that opens it, a secret.
    ligne: the first that names it.
    """

    adresse: str
    url: str
    ligne: int


class Lecture(NamedTuple):
    """What is wrong in a file, and what it adds up to.

    contexte: as the file itself bends it, None when it does not. adresses: documents to fetch.
    """

    rapport: Rapport
    bilan: Bilan
    contexte: Contexte | None = None
    adresses: tuple[Adresse, ...] = ()

    @property
    def lisible(self) -> bool:
        """False when nothing of the lines could be read: most rules were then not looked at."""
        return bool(self.bilan.lignes or not self.rapport.bloquant)
