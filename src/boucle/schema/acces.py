"""Acces: who may read, write and remove the records of a resource, as its declaration says.

Profiles go from 0 to 5. What decides what enters the books, what goes for good and what the whole
firm shares is for profile 3 and above: the profile that judges an import (published console).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PROFIL_MAX = 5
PROFIL_CABINET = 3


@dataclass(frozen=True)
class Acces:
    """Give the lowest profile of each act, and whose the records are.

    champs: fields that ask for more than the record does, wherever their value would change.
    dossier: of records kept at the firm's level, the field that says which dossier each belongs
    to: its code, or a reference to a record that belongs to one itself; par: the resource whose
    objectId that field holds, where it is no reference.
    commun: of records kept at the firm's level, that they belong to no dossier: any Advanced key
    reads them, and only one opened to all the dossiers writes them.
    """

    lire: int
    ecrire: int
    supprimer: int = PROFIL_CABINET
    champs: Mapping[str, int] = field(default_factory=dict)
    dossier: str = ""
    par: str = ""
    commun: bool = False

    def __post_init__(self) -> None:
        profils = (self.lire, self.ecrire, self.supprimer, *self.champs.values())
        if not all(0 <= profil <= PROFIL_MAX for profil in profils):
            raise ValueError(f"profile out of bounds: {profils}")
        if self.supprimer < PROFIL_CABINET:
            raise ValueError("what is removed is gone: profile 3 at least")
