"""Champ: one field of a resource, from the wire to what is kept and back.

A field knows how to read one JSON value (giving what is kept or raising `Faux`), what is kept when
it is absent, how it is written back, how it is described in JSON Schema, and how a constant of a
filter compares to it. Blank text and null are the same thing: '' is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from boucle.errors import Kind
from boucle.errors.demandes import ressource as r
from boucle.schema.acces import PROFIL_MAX

Reader = Callable[[Any], Any]


class Faux(Exception):
    """Say why one value is wrong; caught by the reader of records, never seen by a caller."""

    def __init__(self, kind: Kind, **slots: Any) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.slots = slots


@dataclass(frozen=True, slots=True)
class Usage:
    """What the dossier decides about the records it receives.

    seul: the one value a field must have for a record to be seen, in a view of the firm's records
    asked for one dossier. profil: of who sends them, there.
    """

    longueur_compte: int = 0
    seul: tuple[str, str] | None = None
    profil: int = PROFIL_MAX


def snake(nom: str) -> str:
    """Give the column's name of a wire name: `compteContrepartie` → `compte_contrepartie`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", nom).lower()


def shown(value: Any) -> str:
    """Write a value read on the wire so that a person recognises it, in 60 characters at most."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return "un objet" if isinstance(value, dict) else "un tableau"
    text = str(value) if len(str(value)) <= 60 else str(value)[:59] + "…"
    safe = text.encode("utf-8", "backslashreplace").decode()
    return f"« {safe} »" if isinstance(value, str) else safe


@dataclass(frozen=True, kw_only=True)
class Options:
    """What any field may say of itself.

    alias: other wire names accepted in what is sent. fige: cannot change once created.
    sur_demande: given back only when `select` names it. indexe: has an index of its own.
    complete: added by us to a published list that is cut or absent (kept in docs/ecarts.md).
    lecture_seule: computed or kept by the server; sent back unchanged by a client, it is ignored.
    """

    description: str = ""
    requis: bool = False
    alias: tuple[str, ...] = ()
    fige: bool = False
    sur_demande: bool = False
    indexe: bool = False
    complete: bool = False
    lecture_seule: bool = False
    colonne: str = ""


@dataclass(frozen=True, eq=False)
class Champ(Options):
    """One field: its wire name and its French label."""

    nom: str
    titre: str

    stockage: ClassVar[str] = "texte"
    attendu: ClassVar[str] = "un texte"

    @cached_property
    def column(self) -> str:
        """Name of the column that keeps it."""
        return self.colonne or snake(self.nom)

    @property
    def absent(self) -> Any:
        """What is kept when the field is not sent, or sent as null."""
        return ""

    def reader(self, usage: Usage) -> Reader:
        """Compile the reading of one JSON value."""
        raise TypeError(f"abstract field: {self.nom}")

    def constant(self, value: Any) -> Any:
        """Turn a constant of a filter into what is kept; ValueError when it cannot be."""
        raise ValueError(self.nom)

    def rendered(self, source: str) -> str:
        """Give the Python expression that turns what is kept into the JSON value."""
        return source

    def schema(self) -> dict[str, Any]:
        """Describe the JSON value that may be sent."""
        return {"type": "string"}

    def given(self) -> dict[str, Any]:
        """Describe the JSON value that is given back."""
        return {"type": "string"}

    def echantillon(self, *, given: bool) -> Any:
        """Give a value of it, for the published document: as sent, or as given back."""
        raise TypeError(f"abstract field: {self.nom}")

    def wrong_type(self, value: Any) -> Faux:
        """Say that the JSON type is not the expected one."""
        return Faux(r.TYPE_INATTENDU, attendu=self.attendu, lu=shown(value))


@dataclass(frozen=True, eq=False)
class Objet(Champ):
    """A group of fields written as one JSON object, kept in columns of their own."""

    champs: tuple[Champ, ...] = ()

    stockage: ClassVar[str] = "objet"
    attendu: ClassVar[str] = "un objet"

    def schema(self) -> dict[str, Any]:
        """Describe the object and its fields."""
        return {
            "type": ["object", "null"],
            "properties": {champ.nom: described(champ) for champ in self.champs},
            "additionalProperties": False,
        }

    def given(self) -> dict[str, Any]:
        """Describe the object as it is given back."""
        return {
            "type": "object",
            "properties": {champ.nom: described(champ, given=True) for champ in self.champs},
            "additionalProperties": False,
        }

    def echantillon(self, *, given: bool) -> Any:
        """Give an object of its fields."""
        return {champ.nom: champ.echantillon(given=given) for champ in self.champs}


def described(champ: Champ, *, given: bool = False) -> dict[str, Any]:
    """Describe a field in JSON Schema: its own schema, its label, its description, a value.

    given: as it is given back, rather than as it may be sent.
    """
    parts = [champ.titre, champ.description]
    if champ.complete:
        parts.append("Champ complété par Boucle.")
    text = " ".join(part.removesuffix(".") + "." for part in parts if part)
    return {
        **(champ.given() if given else champ.schema()),
        "description": text,
        "examples": [champ.echantillon(given=given)],
    }


def described_as(
    kind: str | list[str], description: str, exemple: Any, **more: Any
) -> dict[str, Any]:
    """Describe in JSON Schema a value that is no field: its types, what it is, one value."""
    return {"type": kind, "description": description, "examples": [exemple], **more}
