"""Nombre: fields that hold a whole number, one of a list, a decimal number or a truth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from boucle.compta.montant import count_nombre, decimal_of
from boucle.errors.demandes import ressource as r
from boucle.schema.champs.champ import Champ, Faux, Reader, Usage, shown

_ENTIER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NOMBRE_MOTIF = r"^-?[0-9]{1,13}([.,][0-9]{1,6})?$|^$"
# The largest integer that every JSON reader keeps exactly.
ENTIER_MAX = 2**53 - 1


@dataclass(frozen=True, eq=False)
class Entier(Champ):
    """A whole number between two bounds; digits in a text are accepted too."""

    minimum: int = -ENTIER_MAX
    maximum: int = ENTIER_MAX
    defaut: int | None = None

    stockage: ClassVar[str] = "entier"
    attendu: ClassVar[str] = "un nombre entier"

    @property
    def absent(self) -> Any:
        """The declared default, usually none."""
        return self.defaut

    def reader(self, usage: Usage) -> Reader:
        """Compile: type, then bounds."""
        low, high, absent = self.minimum, self.maximum, self.defaut

        def read(value: Any) -> int | None:
            if value is None or value == "":
                return absent
            if type(value) is str and _ENTIER.fullmatch(value):
                value = int(value)
            if type(value) is not int:
                raise self.wrong_type(value)
            if not low <= value <= high:
                raise Faux(r.HORS_BORNES, lu=shown(value), minimum=low, maximum=high)
            return int(value)

        return read

    def constant(self, value: Any) -> Any:
        """Take a whole number, or its digits."""
        if isinstance(value, str) and _ENTIER.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**63 - 1:
            raise ValueError(self.nom)
        return value

    def schema(self) -> dict[str, Any]:
        """Describe a whole number, or its digits."""
        number: dict[str, Any] = {
            "type": "integer",
            "minimum": self.minimum,
            "maximum": self.maximum,
        }
        digits = {"type": "string", "pattern": "^-?[0-9]{1,18}$|^$"}
        return {"anyOf": [number, digits, {"type": "null"}]}

    def given(self) -> dict[str, Any]:
        """Describe the whole number given back."""
        return {"type": "integer" if self.defaut is not None else ["integer", "null"]}

    def echantillon(self, *, given: bool) -> Any:
        """Give the default, or the smallest number from 1."""
        return self.defaut if self.defaut is not None else min(max(1, self.minimum), self.maximum)


@dataclass(frozen=True, eq=False)
class Enum(Entier):
    """One of the numbers of a published list; `valeurs` gives each its French label."""

    valeurs: Mapping[int, str] = field(default_factory=dict)

    attendu: ClassVar[str] = "un numéro de la liste"

    def reader(self, usage: Usage) -> Reader:
        """Compile: a whole number of the list."""
        valeurs, absent = self.valeurs, self.defaut
        admises = ", ".join(f"{code} ({label})" for code, label in valeurs.items())

        def read(value: Any) -> int | None:
            if value is None or value == "":
                return absent
            if type(value) is str and _ENTIER.fullmatch(value):
                value = int(value)
            if type(value) is not int:
                raise self.wrong_type(value)
            if value not in valeurs:
                raise Faux(r.HORS_LISTE, lu=shown(value), admises=admises)
            return int(value)

        return read

    def schema(self) -> dict[str, Any]:
        """Describe the list of numbers, each in digits too: of one type each, for generators."""
        digits = [*map(str, self.valeurs), *([] if self.requis else [""])]
        told: list[dict[str, Any]] = [
            {"type": "integer", "enum": [*self.valeurs]},
            {"type": "string", "enum": digits},
        ]
        return {"anyOf": told if self.requis else [*told, {"type": "null"}]}

    def echantillon(self, *, given: bool) -> Any:
        """Give the default, or the first of the list."""
        return self.defaut if self.defaut is not None else next(iter(self.valeurs))


@dataclass(frozen=True, eq=False)
class Nombre(Champ):
    """A decimal number, kept as an integer count of its last decimal."""

    decimales: int = 2
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(10**9)
    defaut: Decimal | None = None

    stockage: ClassVar[str] = "entier"
    attendu: ClassVar[str] = "un nombre"

    @property
    def absent(self) -> Any:
        """The declared default, usually none."""
        return None if self.defaut is None else self._kept(self.defaut)

    def _kept(self, number: Decimal) -> int:
        return int(number.scaleb(self.decimales))

    def reader(self, usage: Usage) -> Reader:
        """Compile: type, bounds, then number of decimals."""

        def read(value: Any) -> int | None:
            if value is None or value == "":
                return self.absent  # type: ignore[no-any-return]
            number = decimal_of(value)
            if number is None:
                raise self.wrong_type(value)
            if not self.minimum <= number <= self.maximum:
                raise Faux(
                    r.HORS_BORNES, lu=shown(value), minimum=self.minimum, maximum=self.maximum
                )
            kept = count_nombre(number, self.decimales)
            if not isinstance(kept, int):
                raise Faux(
                    r.FORME_INVALIDE, lu=shown(value), attendu=f"{self.decimales} décimales au plus"
                )
            return kept

        return read

    def constant(self, value: Any) -> Any:
        """Take a number; a constant finer than what is kept equals nothing kept."""
        number = decimal_of(value)
        if number is None or abs(number) > 10**15 or number != round(number, self.decimales):
            raise ValueError(self.nom)
        return self._kept(number)

    def rendered(self, source: str) -> str:
        """Write the number back with its decimals."""
        return f"nombre({source}, {self.decimales})"

    def schema(self) -> dict[str, Any]:
        """Describe a number."""
        number = {"type": "number", "minimum": int(self.minimum), "maximum": int(self.maximum)}
        return {"anyOf": [number, {"type": "string", "pattern": _NOMBRE_MOTIF}, {"type": "null"}]}

    def given(self) -> dict[str, Any]:
        """Describe the number given back."""
        return {"type": ["number", "null"]}

    def echantillon(self, *, given: bool) -> Any:
        """Give a whole number between the bounds."""
        return int(min(max(Decimal(100), self.minimum), self.maximum))


@dataclass(frozen=True, eq=False)
class Booleen(Champ):
    """A truth."""

    defaut: bool = False

    stockage: ClassVar[str] = "booleen"
    attendu: ClassVar[str] = "true ou false"

    @property
    def absent(self) -> Any:
        """The declared default."""
        return self.defaut

    def reader(self, usage: Usage) -> Reader:
        """Compile: true, false or null."""
        absent = self.defaut

        def read(value: Any) -> bool:
            if value is True or value is False:
                return bool(value)
            if value is None:
                return absent
            raise self.wrong_type(value)

        return read

    def constant(self, value: Any) -> Any:
        """Take true or false, or 1 and 0."""
        if isinstance(value, bool) or (isinstance(value, int) and value in (0, 1)):
            return bool(value)
        raise ValueError(self.nom)

    def rendered(self, source: str) -> str:
        """One database gives 0 and 1, the other false and true."""
        return f"{source} == 1"

    def schema(self) -> dict[str, Any]:
        """Describe a truth."""
        return {"type": ["boolean", "null"]}

    def given(self) -> dict[str, Any]:
        """Describe the truth given back."""
        return {"type": "boolean"}

    def echantillon(self, *, given: bool) -> Any:
        """Give the default."""
        return self.defaut
