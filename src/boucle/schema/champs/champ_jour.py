"""Jour: fields that hold a day, or an instant of the server's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from boucle.compta.jour import read_iso
from boucle.errors.demandes import ressource as r
from boucle.schema.champs.champ import Champ, Faux, Reader, Usage, shown


@dataclass(frozen=True, eq=False)
class Jour(Champ):
    """A day: AAAA-MM-JJ; the time of an ISO instant is accepted and left out."""

    stockage: ClassVar[str] = "jour"
    attendu: ClassVar[str] = "une date AAAA-MM-JJ"

    @property
    def absent(self) -> Any:
        """No day."""
        return None

    def reader(self, usage: Usage) -> Reader:
        """Compile: an ISO date of our centuries."""

        def read(value: Any) -> date | None:
            if value is None or value == "":
                return None
            if type(value) is not str:
                raise self.wrong_type(value)
            day = read_iso(value)
            if day is None:
                raise Faux(r.DATE_INVALIDE, lu=shown(value))
            return day

        return read

    def constant(self, value: Any) -> Any:
        """Take an ISO date."""
        day = read_iso(value) if isinstance(value, str) else None
        if day is None:
            raise ValueError(self.nom)
        return day

    def rendered(self, source: str) -> str:
        """Write AAAA-MM-JJ."""
        return f"jour({source})"

    def schema(self) -> dict[str, Any]:
        """Describe a day."""
        motif = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?$" + ("" if self.requis else "|^$")
        return {"type": "string" if self.requis else ["string", "null"], "pattern": motif}

    def given(self) -> dict[str, Any]:
        """Describe the day given back."""
        return {"type": ["string", "null"], "format": "date"}

    def echantillon(self, *, given: bool) -> Any:
        """Give a day."""
        return "2026-01-15"


@dataclass(frozen=True, eq=False)
class Instant(Champ):
    """An instant kept by the server, in UTC; never sent by a client."""

    lecture_seule: bool = field(default=True, kw_only=True)

    stockage: ClassVar[str] = "instant"
    attendu: ClassVar[str] = "un instant"

    @property
    def absent(self) -> Any:
        """No instant."""
        return None

    def rendered(self, source: str) -> str:
        """Write the ISO instant."""
        return f"instant({source})"

    def schema(self) -> dict[str, Any]:
        """Describe an instant."""
        return self.given()

    def given(self) -> dict[str, Any]:
        """Describe the instant given back."""
        return {"type": ["string", "null"], "format": "date-time"}

    def echantillon(self, *, given: bool) -> Any:
        """Give an instant."""
        return "2026-01-15T09:30:00Z"
