"""Echange: what an import's parent process and its child say to each other, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from boucle.compta.bilan import Bilan
from boucle.compta.contexte import Contexte
from boucle.errors import Anomalie, Consequence, Rapport, kind_of
from boucle.formats.registre import FEC
from boucle.operations.travaux.plafonds import Plafonds
from boucle.store.livre.loader import Cible
from boucle.store.livre.lot_ecrit import LIGNES_MIN


class Travail(msgspec.Struct, frozen=True):
    """One file to read. cible None: a dry run, nothing is loaded.

    format: a name of `formats.registre`. parametres: what its reader needs beyond the file, as
    plain JSON values. egards: how far its process stands back behind the others of the machine.
    lot_lignes_min: lines above which the child leaves the lot as a file.
    """

    source: str
    contexte: Contexte
    cible: Cible | None
    format: str = FEC
    parametres: dict[str, Any] = msgspec.field(default_factory=dict)
    egards: int = 10
    plafonds: Plafonds = Plafonds()
    lot_lignes_min: int = LIGNES_MIN


class Remis(msgspec.Struct, frozen=True):
    """A document that came with the file, left in the child's folder under the name fichier."""

    adresse: str
    nom: str
    fichier: str


class Nomme(msgspec.Struct, frozen=True):
    """A document that lines name by an address; see `formats/lecture.py`."""

    adresse: str
    url: str
    ligne: int


class Constat(msgspec.Struct):
    """What reading one file taught."""

    bilan: Bilan
    anomalies: list[dict[str, Any]]
    comptes: dict[str, int]
    faits: dict[str, Any]
    lignes_ajoutees: int
    derniere_ligne: int
    joints: list[Remis] = msgspec.field(default_factory=list)
    adresses: list[Nomme] = msgspec.field(default_factory=list)

    @classmethod
    def of(cls, bilan: Bilan, rapport: Rapport, ajoutees: int, derniere: int) -> Constat:
        """Fold a bilan and a rapport into plain values."""
        return cls(
            bilan=bilan,
            anomalies=[_fold(anomalie) for anomalie in rapport.anomalies],
            comptes=rapport.comptes,
            faits=rapport.faits,
            lignes_ajoutees=ajoutees,
            derniere_ligne=derniere,
        )

    @property
    def rapport(self) -> Rapport:
        """Unfold the rapport."""
        return Rapport(
            anomalies=[_unfold(plain) for plain in self.anomalies],
            comptes=dict(self.comptes),
            faits=dict(self.faits),
        )


def _fold(anomalie: Anomalie) -> dict[str, Any]:
    return {
        "code": anomalie.kind.code,
        "ligne": anomalie.ligne,
        "colonne": anomalie.colonne,
        "champ": anomalie.champ,
        "lu": anomalie.lu,
        "corrige": anomalie.corrige,
        "lignes": anomalie.lignes,
        "consequences": [
            (found.kind.code, found.journal, found.num, found.code, found.jour)
            for found in anomalie.consequences
        ],
        "slots": {name: value for name, value in anomalie.slots.items() if type(value) is not date},
        "jours": {name: value for name, value in anomalie.slots.items() if type(value) is date},
    }


def _unfold(plain: dict[str, Any]) -> Anomalie:
    values = dict(plain)
    code, jours = values.pop("code"), values.pop("jours")
    values["slots"] |= {name: date.fromisoformat(jour) for name, jour in jours.items()}
    values["consequences"] = [
        Consequence(kind_of(kind), journal, num, objet, date.fromisoformat(jour) if jour else None)
        for kind, journal, num, objet, jour in values["consequences"]
    ]
    if values["lignes"] is not None:
        values["lignes"] = tuple(values["lignes"])
    return Anomalie(kind_of(code), **values)
