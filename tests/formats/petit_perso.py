"""PetitPerso: a small file and its model, read in process: lines, anomalies, what was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from boucle.compta.contexte import COMPTE_ATTENTE, Contexte
from boucle.errors import Anomalie, Gravite
from boucle.formats.lecture import Lecture
from boucle.formats.perso.lire import read


def by_title(*titres: str, **given: Any) -> dict[str, Any]:
    """Build a model of columns found by their titles, `champ=Titre`; `champ:X` is a default."""
    colonnes: list[dict[str, Any]] = []
    for titre in titres:
        champ, mark, reste = titre.partition("=")
        if mark:
            colonnes.append({"champ": champ, "entete": reste})
        else:
            champ, _, reste = titre.partition(":")
            colonnes.append({"champ": champ, "defaut": reste})
    return modele(colonnes=colonnes, **given)


def modele(*champs: str, **given: Any) -> dict[str, Any]:
    """Build a model of columns in this order, the second one first when nothing else is said."""
    colonnes = given.pop("colonnes", None) or [
        {"champ": champ, "position": place} for place, champ in enumerate(champs, 1)
    ]
    return {
        "separateur": ";",
        "decimale": ",",
        "formatDate": "JJ/MM/AAAA",
        "encodage": "auto",
        "ignorerDebut": 1,
        "ignorerFin": 0,
        "colonnes": colonnes,
        **given,
    }


SIMPLE = modele("date", "journal", "compte", "debit", "credit", "libelle")


class Lu:
    """One file read."""

    def __init__(
        self, folder: Path, content: str | bytes, modele: dict[str, Any], nom: str = "fichier.csv"
    ) -> None:
        path = folder / nom
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.lots: list[pl.DataFrame] = []
        self.details: list[pl.DataFrame] = []
        contexte = Contexte(desequilibre=COMPTE_ATTENTE)
        self.lecture: Lecture = read(
            path,
            contexte,
            {"modele": modele},
            on_lot=self.lots.append,
            on_detail=self.details.append,
        )

    @property
    def lignes(self) -> list[tuple[Any, ...]]:
        return [
            row for lot in self.lots for row in lot.select("n", "compte", "debit", "credit").rows()
        ]

    @property
    def apercu(self) -> dict[str, Any]:
        """What was read, as the rapport bears it."""
        found: dict[str, Any] = self.lecture.rapport.faits["apercu"]
        return found

    @property
    def codes(self) -> set[str]:
        return set(self.lecture.rapport.comptes)

    @property
    def bloquant(self) -> bool:
        return self.lecture.rapport.bloquant

    def of(self, code: str) -> list[Anomalie]:
        """Give the anomalies of a kind."""
        return [found for found in self.lecture.rapport.anomalies if found.kind.code == code]

    def places(self, code: str) -> list[tuple[int | None, int | None]]:
        """Give line and column of each anomalie of a kind."""
        return [(found.ligne, found.champ) for found in self.of(code)]

    def column(self, nom: str) -> list[Any]:
        """Give a column of the lot."""
        return [value for lot in self.lots for value in lot[nom].to_list()]

    @property
    def dites(self) -> list[tuple[str, int | None, str | None]]:
        return [
            (found.kind.code, found.ligne, found.lu)
            for found in self.lecture.rapport.anomalies
            if found.kind.gravite is not Gravite.INFORMATION
        ]
