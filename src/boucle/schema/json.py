"""Json: what a client sends, read strictly, in a request or in a file kept from one.

Decimal numbers are kept exact; NaN, Infinity, a key given twice, an endless number and too deep a
nesting are refused: a lenient reader would silently choose for the sender.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from boucle.errors import Refus
from boucle.errors.req import CORPS_ILLISIBLE
from boucle.schema.champ import shown

PROFONDEUR_MAX = 32
_NOMBRE_MAX = 40


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for rank, name in enumerate(names) if name in names[:rank])
        raise ValueError(f"clé répétée {shown(twice)}")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} n'est pas un nombre JSON")


def _integer(text: str) -> int:
    if len(text) > _NOMBRE_MAX:
        raise ValueError(f"nombre de {len(text)} chiffres")
    return int(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_float=Decimal, parse_int=_integer
)


def read_json(body: bytes) -> Any:
    """Read a JSON body in UTF-8; refuses CORPS_ILLISIBLE."""
    try:
        value = _DECODER.decode(body.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        place = f"ligne {error.lineno}, colonne {error.colno}"
        raise Refus(CORPS_ILLISIBLE, raison=place) from error
    except UnicodeDecodeError as error:
        raise Refus(CORPS_ILLISIBLE, raison=f"octet {error.start + 1}, UTF-8") from error
    except RecursionError as error:
        raise Refus(CORPS_ILLISIBLE, raison=f"plus de {PROFONDEUR_MAX} niveaux") from error
    except ValueError as error:
        raise Refus(CORPS_ILLISIBLE, raison=str(error)) from error
    return value
