"""Lien: fields that point to other records, and fields that hold a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Literal, NamedTuple

import msgspec

from boucle.errors.demandes import ressource as r
from boucle.schema.champs.champ import Champ, Faux, Reader, Usage, described, shown, snake
from boucle.schema.champs.cibles import DECLAREES
from boucle.schema.champs.controle import GABARIT, UUID

_LISTE_MAX = 100
_PUBLIEES = ("objectId", "description")


class Lien(NamedTuple):
    """A reference as read, before it is looked up: by objectId or by code."""

    par: Literal["objectId", "code"]
    valeur: str


@dataclass(frozen=True, eq=False)
class Reference(Champ):
    """A pointer to a record of another resource, or of the same one.

    Read as `{"objectId": …}`, as `{"code": …}` (or the name of the target's key), as
    `{"description": [code]}` when neither says anything, as the code or as the objectId alone;
    written back by `forme`: as the published object with its description, or as the code, or as
    the objectId.
    """

    cible: str = ""
    forme: Literal["objet", "code", "objectId"] = "objet"

    stockage: ClassVar[str] = "reference"
    attendu: ClassVar[str] = "une référence (objet avec objectId, ou code)"

    @cached_property
    def column(self) -> str:
        """Name of the column that keeps the id of the target."""
        return self.colonne or snake(self.nom) + "_id"

    @property
    def absent(self) -> Any:
        """No target."""
        return None

    def reader(self, usage: Usage) -> Reader:
        """Compile: find out which of objectId and code is given."""
        cle = DECLAREES[self.cible].champ_cle
        read_code: Callable[[Any], Any] = cle.reader(usage)
        names = ("code", cle.nom)

        def read_text(value: str) -> Lien | None:
            # A sample's own variable, never filled, stands for no record (published answer).
            if not value or GABARIT.fullmatch(value):
                return None
            object_id = UUID.read(value)
            return Lien("objectId", object_id) if object_id else Lien("code", read_code(value))

        def read(value: Any) -> Lien | None:
            if value is None:
                return None
            if isinstance(value, str):
                return read_text(value)
            if not isinstance(value, dict):
                raise self.wrong_type(value)
            for name in ("objectId", *names):
                found = value.get(name)
                if found is not None and not isinstance(found, str):
                    raise self.wrong_type(found)
                if found:
                    return read_text(found)
            for name in value:
                if name not in (*_PUBLIEES, *names):
                    accepted = ", ".join(dict.fromkeys((*_PUBLIEES, *names)))
                    raise Faux(
                        r.CHAMP_INCONNU,
                        champ=f"{self.nom}.{shown(name)}",
                        ressource=self.cible,
                        acceptes=accepted,
                    )
            return read_text(self._described(value.get("description")))

        return read

    def _described(self, value: Any) -> str:
        """Give the code that a description shows, as we give it back: alone, or in a list."""
        several = value if isinstance(value, list) else [value]
        for text in several:
            if text is not None and not isinstance(text, str):
                raise self.wrong_type(value)
        found = [text for text in several if text]
        if len(found) > 1:
            raise Faux(r.FORME_INVALIDE, lu=shown(value), attendu="une seule description")
        return found[0] if found else ""

    def constant(self, value: Any) -> Any:
        """Take an objectId or a code."""
        if not isinstance(value, str):
            raise ValueError(self.nom)
        object_id = UUID.read(value)
        if object_id:
            return Lien("objectId", object_id)
        return Lien("code", DECLAREES[self.cible].champ_cle.constant(value))

    def schema(self) -> dict[str, Any]:
        """Describe every accepted form of a reference."""
        if self.forme != "objet":
            return {"type": ["string", "null"]}
        return {
            "anyOf": [
                {"$ref": "#/components/schemas/Reference"},
                {"type": "string"},
                {"type": "null"},
            ]
        }

    def given(self) -> dict[str, Any]:
        """Describe the reference given back, by its form."""
        if self.forme == "objet":
            return {"$ref": "#/components/schemas/Reference"}
        return {"type": "string" if self.forme == "code" else ["string", "null"]}

    def echantillon(self, *, given: bool) -> Any:
        """Give a reference by code, or the object that is given back."""
        if self.forme == "objectId":
            return UUID.exemple
        code = DECLAREES[self.cible].champ_cle.echantillon(given=given)
        if self.forme == "objet" and given:
            return {"objectId": UUID.exemple, "description": [code]}
        return code


class FauxListe(Faux):
    """Several faults of one value, each with its place in it."""

    def __init__(self, faults: list[tuple[str, Faux]]) -> None:
        super().__init__(r.FORME_INVALIDE)
        self.faults = faults


@dataclass(frozen=True, eq=False)
class Liste(Champ):
    """A short list, kept as one JSON text: of texts, or of objects when `champs` is given."""

    champs: tuple[Champ, ...] = ()
    element: Champ | None = None
    longueur_max: int = _LISTE_MAX

    stockage: ClassVar[str] = "json"
    attendu: ClassVar[str] = "un tableau"

    @property
    def absent(self) -> Any:
        """An empty list."""
        return "[]"

    def reader(self, usage: Usage) -> Reader:
        """Compile: type, length, then every item and every field of it."""
        fields = {champ.nom: champ.reader(usage) for champ in self.champs}
        one = self.element.reader(usage) if self.element else None

        def read(value: Any) -> str:
            if value is None:
                return "[]"
            if not isinstance(value, list):
                raise self.wrong_type(value)
            if len(value) > self.longueur_max:
                attendu = f"{self.longueur_max} éléments au plus"
                raise Faux(r.FORME_INVALIDE, lu=f"{len(value)} éléments", attendu=attendu)
            kept: list[Any] = []
            faults: list[tuple[str, Faux]] = []
            for rank, item in enumerate(value):
                if one is not None:
                    found = _collect(faults, f"[{rank}]", one, item)
                    kept.append(found)
                else:
                    kept.append(self._read_object(item, fields, rank, faults))
            if faults:
                raise FauxListe(faults)
            return msgspec.json.encode(kept).decode()

        return read

    def _read_object(
        self, item: Any, fields: dict[str, Reader], rank: int, faults: list[tuple[str, Faux]]
    ) -> dict[str, Any]:
        kept: dict[str, Any] = {champ.nom: champ.absent for champ in self.champs}
        if not isinstance(item, dict):
            faults.append((f"[{rank}]", Faux(r.TYPE_INATTENDU, attendu="un objet", lu=shown(item))))
            return kept
        for name, value in item.items():
            place = f"[{rank}].{name}"
            if name not in fields:
                unknown = Faux(r.CHAMP_INCONNU, ressource=self.titre, acceptes=", ".join(fields))
                faults.append((place, unknown))
                continue
            kept[name] = _collect(faults, place, fields[name], value)
        for champ in self.champs:
            if champ.requis and kept[champ.nom] in ("", None):
                faults.append((f"[{rank}].{champ.nom}", Faux(r.CHAMP_OBLIGATOIRE)))
        return {name: _plain(value) for name, value in kept.items()}

    def rendered(self, source: str) -> str:
        """Write the JSON text as it is kept."""
        return f"Raw({source}.encode())"

    def schema(self) -> dict[str, Any]:
        """Describe the list and its items."""
        item: dict[str, Any] = {"type": "string"}
        if self.element is not None:
            item = self.element.schema()
        elif self.champs:
            item = {
                "type": "object",
                "properties": {champ.nom: described(champ) for champ in self.champs},
                "required": [champ.nom for champ in self.champs if champ.requis],
                "additionalProperties": False,
            }
            if not item["required"]:
                del item["required"]
        return {"type": ["array", "null"], "items": item, "maxItems": self.longueur_max}

    def given(self) -> dict[str, Any]:
        """Describe the list given back and its items."""
        item: dict[str, Any] = {"type": "string"}
        if self.element is not None:
            item = self.element.given()
        elif self.champs:
            properties = {champ.nom: described(champ, given=True) for champ in self.champs}
            item = {"type": "object", "properties": properties, "additionalProperties": False}
        return {"type": "array", "items": item}

    def echantillon(self, *, given: bool) -> Any:
        """Give a list of one item."""
        if self.element is not None:
            return [self.element.echantillon(given=given)]
        if not self.champs:
            return ["texte"]
        return [{champ.nom: champ.echantillon(given=given) for champ in self.champs}]


def _collect(faults: list[tuple[str, Faux]], place: str, read: Reader, value: Any) -> Any:
    try:
        return read(value)
    except Faux as faux:
        faults.append((place, faux))
        return value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
