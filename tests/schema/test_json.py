"""Json: what a body may hold, at its bounds and one past them."""

from __future__ import annotations

import pytest

from boucle.bornes import BORNES
from boucle.errors import Refus
from boucle.schema.champs.champs import Usage
from boucle.schema.fiche import lecteur
from boucle.schema.json import read_json
from schema.jouet import JOUET


def _object(keys: int) -> bytes:
    return b"{" + b",".join(b'"%d":1' % at for at in range(keys)) + b"}"


@pytest.mark.parametrize(
    "body",
    [
        _object(BORNES.cles_par_objet),
        b"[" * BORNES.profondeur + b"]" * BORNES.profondeur,
        b"9" * BORNES.chiffres,
        b"0." + b"9" * (BORNES.chiffres - 2),
        b'{"a":{"a":[]}}',
    ],
    ids=["keys", "depth", "digits", "decimals", "a key of an inner object"],
)
def test_what_the_bounds_admit(body: bytes) -> None:
    read_json(body)


@pytest.mark.parametrize(
    ("body", "raison"),
    [
        (_object(1_001), "objet de 1001 clés, 1000 au plus sont lues"),
        (b"[" * 33 + b"]" * 33, "plus de 32 niveaux"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "plus de 32 niveaux"),
        (b"[" * 100_000 + b"]" * 100_000, "plus de 32 niveaux"),
        (b"9" * 41, "nombre de 41 caractères, 40 au plus sont lus"),
        (b"0." + b"9" * 39, "nombre de 41 caractères, 40 au plus sont lus"),
        (b'{"a":1,"b":2,"b":3,"a":4}', "clé répétée « b »"),
    ],
)
def test_what_they_refuse(body: bytes, raison: str) -> None:
    with pytest.raises(Refus) as caught:
        read_json(body)
    assert caught.value.kind.code == "REQ-020"
    assert raison in caught.value.message


def test_the_faults_of_a_record_are_told_up_to_a_bound_then_counted() -> None:
    faulty = {f"x{n}": 1 for n in range(300)}
    _, fautes = lecteur(JOUET, Usage(8)).read_new([{"code": "A", **faulty}])
    assert [faute.champ for faute in fautes[:100]] == [f"x{n}" for n in range(100)]
    assert [faute.message for faute in fautes[100:]] == [
        "200 autres fautes de cet élément ne sont pas dites."
    ]


def test_past_so_many_faults_each_record_is_told_its_first_one() -> None:
    faulty = {f"x{n}": 1 for n in range(100)}
    _, fautes = lecteur(JOUET, Usage(8)).read_new([{"code": "A", **faulty}] * 12)
    assert [sum(faute.index == at for faute in fautes) for at in range(12)] == [100] * 10 + [2, 2]
