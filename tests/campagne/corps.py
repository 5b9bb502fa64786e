"""Corps: a lot as the body of an importJson, in a random valid shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from boucle.formats.registre import JSON
from campagne.grille import chiffre
from campagne.lots import Ligne, Lot

ISO = "YYYY-MM-DDTHH:mm:ss.SSSZ"
FORMATS_DATE = (ISO, "AAAA-MM-JJ", "DD/MM/YYYY", "JJ/MM/AAAA", "YYYYMMDD")


@dataclass(eq=False)
class Element:
    """One element of `ecritures`; brut: its text, when it is not None."""

    champs: dict[str, Any] = field(default_factory=dict)
    ligne: int = -1
    brut: str | None = None


@dataclass
class CorpsJson:
    """A body being made. ecrit: how amounts are written: a number or a text."""

    lot: Lot
    format_date: str
    separateur: str
    texte: bool
    cle: str
    indent: int | None
    elements: list[Element] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    contexte: dict[str, Any] = field(default_factory=dict)
    apres: list[Callable[[bytes], bytes]] = field(default_factory=list)
    format: str = JSON
    nom: str = "corps.json"

    @classmethod
    def draw(cls, rng: Random, lot: Lot, forme: dict[str, Any]) -> CorpsJson:
        """Draw a shape; forme: texte, format_date or cle that a fault asks for."""
        texte = forme.get("texte", rng.random() < 1 / 2)
        found = cls(
            lot,
            forme.get("format_date") or rng.choice(FORMATS_DATE),
            rng.choice(",.") if texte else ".",
            texte,
            forme.get("cle") or rng.choice(("refPiece", "reference")),
            rng.choice((None, 1)),
        )
        found.options = {
            "separatorDecimal": found.separateur,
            "formatDate": found.format_date,
            "createNewJournaux": True,
            "multiPeriode": rng.random() < 1 / 2,
            "failOnUnbalanced": True,
        }
        found.contexte = {"from": "2024-01-01T00:00:00.000Z", "to": "2024-12-31T00:00:00.000Z"}
        deux, nul = rng.random() < 1 / 2, rng.random() < 1 / 2
        found.elements = [
            Element(found.champs(line, deux=deux, nul=nul), rank) for rank, line in enumerate(lot)
        ]
        return found

    def champs(self, line: Ligne, *, deux: bool, nul: bool) -> dict[str, Any]:
        """Write a line; deux: both sides are there, nul: the other one as null."""
        own, other = ("debit", "credit") if line.debit else ("credit", "debit")
        said: dict[str, Any] = {
            "date": self.jour(line.jour),
            "journal": line.journal,
            "compte": line.compte,
            "libelle": line.libelle,
            self.cle: line.num,
            own: {"amount": self.montant(line.debit + line.credit), "currency": "EUR"},
        }
        if deux:
            said[other] = None if nul else {"amount": 0}
        if line.tiers:
            said["tiers"] = line.tiers
        return said

    def jour(self, jour: date) -> str:
        """Write a day."""
        text = self.format_date
        for mark, value in (
            ("YYYY", f"{jour:%Y}"), ("AAAA", f"{jour:%Y}"), ("MM", f"{jour:%m}"),
            ("DD", f"{jour:%d}"), ("JJ", f"{jour:%d}"),
            ("THH:mm:ss.SSSZ", "T00:00:00.000Z"),
        ):  # fmt: skip
            text = text.replace(mark, value)
        return text

    def montant(self, centimes: int) -> Any:
        """Write an amount."""
        text = chiffre(centimes, self.separateur)
        return text if self.texte else Nombre(chiffre(centimes, "."))

    def ecriture(self, element: Element) -> list[Element]:
        """Give the elements of the écriture of one."""
        own = self.lot[element.ligne]
        return [
            other
            for other in self.elements
            if other.ligne >= 0
            and (self.lot[other.ligne].journal, self.lot[other.ligne].num) == (own.journal, own.num)
        ]

    def cote(self, element: Element) -> dict[str, Any]:
        """Give the side that bears the amount of a line."""
        nom = "debit" if self.lot[element.ligne].debit else "credit"
        side: dict[str, Any] = element.champs[nom]
        return side

    def octets(self) -> bytes:
        """Write the body."""
        data = {
            "codeIbs": "D1",
            "data": {"contexte": self.contexte, "options": self.options, "ecritures": "@@"},
        }
        lines = ",\n".join(
            dumps(element.champs, self.indent) if element.brut is None else element.brut
            for element in self.elements
        )
        octets = dumps(data, None).replace('"@@"', f"[{lines}]").encode("utf-8", "surrogatepass")
        for change in self.apres:
            octets = change(octets)
        return octets

    def parametres(self) -> dict[str, Any]:
        """The dossier knows nothing yet."""
        return {}

    def numeros(self, touchees: list[Element]) -> set[int]:
        """Give the ranks of these elements, and of the écritures that they belong to."""
        found = [*touchees, *(o for one in touchees if one.ligne >= 0 for o in self.ecriture(one))]
        return {n for n, element in enumerate(self.elements, 1) if element in found}


class Nombre(str):
    """A number of JSON, by its very digits."""


def dumps(value: Any, indent: int | None) -> str:
    """Write a value; a `Nombre` without quotes."""
    if isinstance(value, Nombre):
        return str(value)
    if isinstance(value, dict):
        mark = "\n " if indent else " "
        pairs = (f"{json.dumps(nom)}: {dumps(item, indent)}" for nom, item in value.items())
        return "{" + f",{mark}".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)
