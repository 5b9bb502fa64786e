"""Rendu: from rows of a database to the JSON of the wire, one compiled function per selection.

A page of a thousand records passes here, so nothing may be decided per row: the declaration is
turned once into the text of a Python expression (built from declared names only, never from a
request), compiled, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from boucle.schema import registre
from boucle.schema.champs.champ import Champ, Objet
from boucle.schema.champs.champ_lien import Reference
from boucle.schema.resource import OBJECT_ID, REVISION_ID, Resource
from boucle.values import EPOCH

Rows = Iterable[Sequence[Any]]
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rendu:
    """Turn rows into JSON values.

    sources: what each place of a row must hold: a column of the record, or `<reference
    column>><column of the target>`. make: rows of these places → the list of objects.
    """

    sources: tuple[str, ...]
    make: Callable[[Rows], list[dict[str, Any]]]

    def encode(self, rows: Rows) -> bytes:
        """Write rows as a JSON array."""
        return _ENCODER.encode(self.make(rows))

    def one(self, values: dict[str, Any]) -> dict[str, Any]:
        """Make one object from its values by source."""
        return self.make([tuple(values[source] for source in self.sources)])[0]


def encode(value: Any) -> bytes:
    """Write any JSON value as the wire shows it."""
    return _ENCODER.encode(value)


@lru_cache(maxsize=2048)
def rendu(resource: Resource, selection: tuple[str, ...] = ()) -> Rendu:
    """Compile the rendering of a resource; a selection names top fields of the wire."""
    sources: dict[str, str] = {}

    def place(source: str) -> str:
        return sources.setdefault(source, f"v{len(sources)}")

    # The identity comes first, then the computed label, then the declared order.
    place("object_id")
    parts = [
        (champ.nom, _expression(champ, "", place))
        for champ in (OBJECT_ID, REVISION_ID)
        if not selection or champ.nom in selection
    ]
    if resource.decrit and (not selection or "description" in selection):
        label = f"[{place(resource.champ_cle.column)}]" if resource.nommee else "['']"
        parts.append(("description", label))
    for champ in resource.champs:
        if champ.nom in selection if selection else not champ.sur_demande:
            parts.append((champ.nom, _expression(champ, "", place)))
    body = ", ".join(f"{nom!r}: {text}" for nom, text in parts)
    targets = ", ".join(sources.values())
    text = f"lambda rows: [{{{body}}} for ({targets},) in rows]"
    names = {"jour": _jour, "instant": _instant, "nombre": _nombre, "Raw": msgspec.Raw}
    make = eval(compile(text, f"<rendu {resource.nom}>", "eval"), names)  # noqa: S307
    return Rendu(tuple(sources), make)


def _expression(champ: Champ, prefix: str, place: Callable[[str], str]) -> str:
    column = prefix + champ.column
    if isinstance(champ, Objet):
        inner = ", ".join(
            f"{part.nom!r}: {_expression(part, f'{column}_', place)}" for part in champ.champs
        )
        return f"{{{inner}}}"
    if isinstance(champ, Reference):
        key = registre.find(champ.cible).champ_cle.column
        if champ.forme == "objectId":
            return place(f"{column}>object_id")
        code = f"({place(f'{column}>{key}')} or '')"
        if champ.forme == "code":
            return code
        return f"{{'objectId': {place(f'{column}>object_id')}, 'description': [{code}]}}"
    return champ.rendered(place(column))


def _jour(value: Any) -> date | None:
    return EPOCH + timedelta(days=value) if isinstance(value, int) else value


def _instant(value: Any) -> datetime | None:
    return _ZERO + timedelta(microseconds=value) if isinstance(value, int) else value


def _nombre(value: int | None, decimales: int) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-decimales)
