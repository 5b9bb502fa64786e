"""Json: what a client sends, read strictly, in a request or in a file kept from one.

Decimal numbers are kept exact; NaN, Infinity, a key given twice, an endless number, an object of
too many keys and too deep a nesting are refused: a lenient reader would silently choose for the
sender, or be slow. Time grows as the body does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from boucle.bornes import BORNES
from boucle.errors import Refus
from boucle.errors.demandes.req import CHAMP_REPETE, CORPS_ILLISIBLE
from boucle.schema.champs.champ import shown

_NU = re.compile(r"[^\W\d]\w*")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > BORNES.cles_par_objet:
        raise ValueError(f"objet de {len(pairs)} clés, {BORNES.cles_par_objet} au plus sont lues")
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ValueError(f"clé répétée {shown(name)}")
            seen.add(name)
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} n'est pas un nombre JSON")


def _integer(text: str) -> int:
    _judge_number(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    _judge_number(text)
    return Decimal(text)


def _judge_number(text: str) -> None:
    if len(text) > BORNES.chiffres:
        raise ValueError(f"nombre de {len(text)} caractères, {BORNES.chiffres} au plus sont lus")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_decimal, parse_int=_integer
)


class Illisible(Exception):
    """Say why octets are no JSON. octet: where, from 0; raison: '' where the place says it all."""

    def __init__(self, raison: str, octet: int) -> None:
        super().__init__(raison)
        self.raison, self.octet = raison, octet


def read_json(body: bytes) -> Any:
    """Read a JSON body in UTF-8; refuses CORPS_ILLISIBLE."""
    try:
        value = _DECODER.decode(body.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        place = f"ligne {error.lineno}, colonne {error.colno}"
        bare = _bare(error)
        raise Refus(CORPS_ILLISIBLE, raison=f"{place}, {bare}" if bare else place) from error
    except UnicodeDecodeError as error:
        raise Refus(CORPS_ILLISIBLE, raison=f"octet {error.start + 1}, UTF-8") from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise Refus(CORPS_ILLISIBLE, raison=str(error)) from error
    _judge_depth(value)
    return value


def read_strict(octets: bytes, *, whole: bool = True) -> tuple[Any, int]:
    """Read the JSON value that octets begin with, as strictly; give how many octets it takes.

    whole: nothing follows these octets; else a value that reaches their end may be cut. Raises
    Illisible.
    """
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        if whole or error.start < len(octets) - 3:
            raise Illisible("octets qui ne sont pas de l'UTF-8", error.start) from error
        text = octets[: error.start].decode("utf-8")
    try:
        value, end = _DECODER.raw_decode(text)
        if end == len(text) and not whole:
            raise Illisible("valeur sans fin", 0)
        _judge_depth(value)
    except json.JSONDecodeError as error:
        raise Illisible(_bare(error), len(text[: error.pos].encode())) from error
    except RecursionError as error:
        raise Illisible(str(_too_deep().slots["raison"]), 0) from error
    except Refus as refus:
        raise Illisible(str(refus.slots["raison"]), 0) from refus
    except ValueError as error:
        raise Illisible(str(error), 0) from error
    return value, len(text[:end].encode())


def _bare(error: json.JSONDecodeError) -> str:
    """Say that a key has no quotes, when that is the fault."""
    found = _NU.match(error.doc, error.pos) if "property name" in error.msg else None
    return f"la clé {shown(found.group())} n'est pas entre guillemets doubles" if found else ""


def _judge_depth(value: Any) -> None:
    """Walk level by level; refuses what is nested deeper than the bound."""
    level = [value]
    for _ in range(BORNES.profondeur):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Refus:
    return Refus(CORPS_ILLISIBLE, raison=f"plus de {BORNES.profondeur} niveaux")


def folded(value: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a body by lower-case name, since the published pages vary.

    Refuses CHAMP_REPETE when two spellings of one name say two things.
    """
    found: dict[str, Any] = {}
    for name, given in value.items():
        key = name.lower()
        before = found.get(key)
        if before in (None, "") or given in (None, ""):
            found[key] = given if before in (None, "") else before
        elif before != given:
            raise Refus(CHAMP_REPETE, champ=shown(name), lu=shown(given), autre=shown(before))
    return found
