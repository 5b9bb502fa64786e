"""PetitTra: small TRA files written by columns, and what is read of one.

Positions are those of the vendor's notice, written here on their own so that a zone misplaced in
the reader shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from boucle.compta.contexte import Contexte
from boucle.formats.lecture import Lecture
from boucle.formats.tra.lire import read
from boucle.values import day_of, format_centimes

PLACES = {
    "journal": 1,
    "date": 4,
    "nature": 12,
    "compte": 14,
    "type": 31,
    "code": 32,
    "ref": 49,
    "libelle": 84,
    "mode": 119,
    "echeance": 122,
    "sens": 130,
    "ecriture": 151,
    "numero": 152,
    "devise": 160,
    "taux": 163,
    "codage": 173,
    "etab": 216,
    "axe": 219,
    "refext": 223,
    "refpointage": 430,
    "datepointage": 447,
    "datelet": 998,
    "lettrage": 1014,
    "etatlet": 1021,
    "cutdeb": 1178,
    "cutfin": 1186,
    "validele": 1400,
    "regime": 387,
    "tva": 390,
    "unite": 345,
    "reflibre": 351,
}
A_DROITE = {"montant": (131, 20), "montant2": (176, 20), "qte": (305, 20)}
ENTETE = "***S5CLIJRL{format}   0101190001011900011" + " " * 108 + "001"


def entete(longueur: str = "STD") -> str:
    """Write a header of 147 columns."""
    return ENTETE.format(format=longueur).ljust(147)


def ligne(largeur: int = 222, **zones: str) -> str:
    """Write one movement of the purchases of 2024; a zone given replaces the usual one."""
    cells = {
        "journal": "ACH",
        "date": "15012024",
        "nature": "FF",
        "compte": "60640000",
        "ref": "FA1",
        "libelle": "Fournitures",
        "echeance": "01011900",
        "sens": "D",
        "montant": "100,00",
        "ecriture": "N",
        "numero": "1",
        "codage": "E--",
        "etab": "001",
        **zones,
    }
    text = [" "] * largeur
    for nom, value in cells.items():
        if nom in A_DROITE:
            debut, longueur = A_DROITE[nom]
            debut += longueur - len(value)
        else:
            debut = PLACES[nom]
        text[debut - 1 : debut - 1 + len(value)] = value
    return "".join(text)


PLACES_FICHES = {
    "EXO": {"code": 7, "debut": 10, "fin": 18, "etat": 26, "libelle": 32},
    "SSA": {"code": 7, "libelle": 24, "axe": 59, "sous_plan": 62},
    "SPA": {"code": 7, "sous_plan": 10, "libelle": 13},
    "ETB": {"code": 7, "libelle": 10, "ville": 159, "siret": 247},
    "MDP": {"code": 7, "libelle": 10},
    "MDR": {"code": 7, "libelle": 10},
    "REG": {"code": 7, "libelle": 10},
    "DEV": {"code": 7, "libelle": 10, "iso": 77},
    "TVA": {"code": 7, "libelle": 10, "taux": 48, "deductible": 68, "collecte": 85},
    "CGN": {
        "code": 7, "libelle": 24, "nature": 59, "lettrable": 62, "pointable": 63, "ventilable": 64,
        "tva": 293, "ferme": 349,
    },
    "CAE": {
        "code": 7, "libelle": 24, "nature": 59, "lettrable": 62, "collectif": 63, "ville": 381,
        "pays": 463, "siret": 598, "ferme": 1041,
    },
    "JAL": {"code": 7, "libelle": 10, "nature": 45, "compte": 54, "ferme": 495},
    "RIB": {"tiers": 7, "principal": 30, "bic": 119, "iban": 160},
    "SAT": {"code": 7, "libelle": 24, "axe": 59, "ferme": 252},
    "BQC": {"code": 7, "compte": 24, "libelle": 41, "iban": 998},
}  # fmt: skip


def fiche(sorte: str, /, **zones: str) -> str:
    """Write one record."""
    text = [" "] * 1100
    text[:6] = f"***{sorte}"
    for nom, value in zones.items():
        debut = PLACES_FICHES[sorte][nom]
        text[debut - 1 : debut - 1 + len(value)] = value
    return "".join(text).rstrip()


ACHAT = (
    ligne(),
    ligne(compte="44566000", montant="20,00"),
    ligne(
        compte="40100000",
        type="X",
        code="DUPONT",
        sens="C",
        montant="120,00",
        mode="VIR",
        echeance="15022024",
    ),
)
FICHES = (
    "***JALACHAchats".ljust(60),
    "***CGN60640000".ljust(23) + "Fournitures".ljust(35) + "CHA",
    "***CGN44566000".ljust(23) + "TVA déductible".ljust(35) + "DIV",
    "***CGN40100000".ljust(23) + "Fournisseurs".ljust(35) + "COF",
    "***CAEDUPONT".ljust(23) + "Dupont SA".ljust(35) + "FOUX40100000",
)


def fichier(
    *lignes: str, longueur: str = "STD", encodage: str = "cp1252", fin: str = "\r\n"
) -> bytes:
    """Write a file: its header, then these lines."""
    return "".join(line + fin for line in (entete(longueur), *lignes)).encode(encodage)


def document(nom: str, **zones: str) -> str:
    """Write the line of a document of the purchase."""
    given = {"compte": "40100000", "code": "DUPONT", "type": "G", "ref": "FA1", **zones}
    blanks = {
        "echeance": " ",
        "sens": " ",
        "montant": " ",
        "ecriture": " ",
        "numero": " ",
        "codage": " ",
        "etab": " ",
    }
    return ligne(338, **given, libelle=nom, **blanks)


class Lu:
    """One file read."""

    def __init__(
        self,
        folder: Path,
        content: bytes,
        contexte: Contexte | None = None,
        *,
        nom: str = "ecritures.tra",
        **given: Any,
    ) -> None:
        path = folder / nom
        path.write_bytes(content)
        self.lots: list[pl.DataFrame] = []
        self.ventilations: list[pl.DataFrame] = []
        self.details: list[pl.DataFrame] = []
        self.lecture: Lecture = read(
            path,
            contexte or Contexte(),
            {},
            on_lot=self.lots.append,
            on_ventilation=self.ventilations.append,
            on_detail=self.details.append,
            **given,
        )
        self.rapport, self.bilan = self.lecture.rapport, self.lecture.bilan

    @property
    def dites(self) -> list[tuple[str, int | None, str | None]]:
        """What was found, but for information."""
        return [
            (found.kind.code, found.ligne, found.lu)
            for found in self.rapport.anomalies
            if found.kind.gravite != "information"
        ]

    @property
    def codes(self) -> set[tuple[str, int | None]]:
        """Code and line of everything that was found."""
        return {(found.kind.code, found.ligne) for found in self.rapport.anomalies}

    def all(self, frames: list[pl.DataFrame]) -> list[dict[str, Any]]:
        """Give the rows of several frames."""
        return [row for frame in frames for row in frame.iter_rows(named=True)]

    @property
    def notation(self) -> list[str]:
        """Write the écritures as an accountant reads them, one header line per piece."""
        said: list[str] = []
        before: tuple[Any, ...] = ()
        for row in self.all(self.lots):
            jour = day_of(row["date"])
            head = (jour, row["journal"], row["num"], row["piece_ref"])
            if head != before:
                said.append(f"{jour} {row['journal']} {row['num']} {row['piece_ref']}")
                before = head
            compte = " ".join(filter(None, (row["compte"], row["tiers"])))
            side, amount = ("D", row["debit"]) if row["debit"] else ("C", row["credit"])
            said.append(f"  {compte:<20} {side} {format_centimes(amount)}")
        return said

    def whole(self) -> tuple[Any, ...]:
        """Everything that a reading gives, to be compared with another."""
        rapport = self.rapport
        fields = (
            "code",
            "ligne",
            "lignes",
            "colonne",
            "champ",
            "lu",
            "corrige",
            "message",
            "remede",
            "consequences",
        )
        return (
            rapport.comptes,
            list(rapport.flat(*fields)),
            self.bilan.to_json(),
            self.all(self.lots),
            self.all(self.ventilations),
            self.all(self.details),
        )
