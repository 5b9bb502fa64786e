"""Anomalie: something wrong in the data; collected, never raised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from boucle.errors.francais import euros, jour
from boucle.errors.kind import Kind

_JOURS = frozenset((
    "debut", "fin", "date", "date_min", "date_max", "precedente", "ecriture_date", "cloture"
))
_MONTANTS = frozenset(("ecart", "debit", "credit", "solde", "montant", "total"))
_CENTIMES = re.compile(r"-?[0-9]+,[0-9]{2}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(slots=True)
class Anomalie:
    """State one fault of a file: its kind, its place, what was read.

    ligne: physical line of the file, the header being line 1; None for the whole file.
    colonne: wire name of the column; champ: its position in the line, from 1.
    lu: the raw text. corrige: the value it surely stands for, where that can be known.
    lignes: first and last line of the écriture, for an écriture.
    cause: what it causes elsewhere, attached here instead of being listed beside it.
    """

    kind: Kind
    ligne: int | None = None
    colonne: str | None = None
    champ: int | None = None
    lu: str | None = None
    corrige: str | None = None
    lignes: tuple[int, int] | None = None
    consequences: list[str] = field(default_factory=list)
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

    def _filled(self) -> dict[str, Any]:
        return {
            "ligne": self.ligne,
            "colonne": self.colonne,
            "champ": self.champ,
            "lu": self.lu,
            "corrige": self.corrige,
            **{name: self._said(name, value) for name, value in self.slots.items()},
        }

    def _said(self, name: str, value: Any) -> Any:
        """Write the days, amounts and sequences of a sentence as people do; slots are plain."""
        # The bounds of a gap in écriture numbers may look like days and are none.
        if name in _JOURS and self.colonne != "EcritureNum" and _ISO.fullmatch(str(value)):
            return jour(value)
        if name in _MONTANTS and _CENTIMES.fullmatch(str(value)):
            return euros(int(str(value).replace(",", "")))
        if name == "suite":
            return f"du journal {value}" if value else "du fichier"
        return value
