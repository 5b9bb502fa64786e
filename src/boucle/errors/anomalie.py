"""Anomalie: something wrong in the data; collected, never raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from boucle.errors.francais import euros, jour
from boucle.errors.kind import Kind

_FORMES: Mapping[str, Callable[[Any], str]] = {
    "euros": euros,
    "jour": jour,
    "suite": lambda journal: f"du journal {journal}" if journal else "du fichier",
    "contenu": lambda lu: f"contient « {lu} »" if lu else "est vide",
}
"""How a sentence writes a fact: `{ecart:euros}` for centimes, `{debut:jour}` for a day."""


LU_MAX = 200


def clip(texte: str) -> str:
    """Shorten what a rapport quotes of a cell."""
    return texte if len(texte) <= LU_MAX else texte[: LU_MAX - 1] + "…"


@dataclass(frozen=True, slots=True)
class Consequence:
    """State what an anomalie entails elsewhere: a kind, and where.

    journal, num: of an écriture; code: of a compte or of a lettrage; jour: of a day.
    """

    kind: Kind
    journal: str = ""
    num: str = ""
    code: str = ""
    jour: date | None = None

    @property
    def texte(self) -> str:
        """The kind's code and where, as the wire has it: `ECR-001 VE 12`, `ECR-006 2024-01-31`."""
        return " ".join(filter(None, (self.kind.code, self._ou(date.isoformat))))

    @property
    def phrase(self) -> str:
        """The same for a person: `écriture déséquilibrée (VE 12)`."""
        titre, where = self.kind.titre, self._ou(jour)
        return f"{titre[:1].lower()}{titre[1:]}" + (f" ({where})" if where else "")

    def _ou(self, write: Callable[[date], str]) -> str:
        day = write(self.jour) if self.jour else ""
        return " ".join(filter(None, (self.journal, self.num, self.code, day)))


@dataclass(slots=True)
class Anomalie:
    """State one fault of a file: its kind, its place, what was read.

    ligne: physical line of the file, the header being line 1; None for the whole file.
    colonne: wire name of the column; champ: its position in the line, from 1.
    lu: the raw text. corrige: the value it surely stands for, where that can be known.
    lignes: first and last line of the écriture, for an écriture.
    consequences: what it causes elsewhere, attached here instead of being listed beside it.
    slots: what the sentences are filled with, as facts: centimes, days, numbers, texts read.
    """

    kind: Kind
    ligne: int | None = None
    colonne: str | None = None
    champ: int | None = None
    lu: str | None = None
    corrige: str | None = None
    lignes: tuple[int, int] | None = None
    consequences: list[Consequence] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence for the accountant."""
        return self.kind.message.format(**self._filled())

    @property
    def remede(self) -> str:
        """What to do about it."""
        remede = self.kind.remedes.get(self.colonne or "", self.kind.remede)
        return remede.format(**self._filled())

    def _filled(self) -> dict[str, _Fait]:
        facts = {
            "ligne": self.ligne,
            "colonne": self.colonne,
            "champ": self.champ,
            "lu": self.lu,
            "corrige": self.corrige,
            **self.slots,
        }
        return {name: _Fait(value) for name, value in facts.items()}


class _Fait:
    """A fact that a sentence writes in its own form."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __format__(self, forme: str) -> str:
        return _FORMES[forme](self._value) if forme in _FORMES else format(self._value, forme)
