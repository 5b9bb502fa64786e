"""Filtre: the filter language, read to a typed tree or refused with a position."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boucle.errors import Refus
from boucle.schema.champs.champ_lien import Lien
from boucle.schema.filtre import Comparaison, Dans, Et, Non, Ou, read_filtre
from schema.jouet import JOUET


def shape(node: Any) -> Any:
    """Write a tree so that a person reads it."""
    if isinstance(node, Comparaison):
        path = node.feuille.chemin + (f"/{node.partie}" if node.partie else "")
        return (path, node.op, node.valeur)
    if isinstance(node, Dans):
        return (node.feuille.chemin, "in", node.valeurs)
    if isinstance(node, Non):
        return ("!", shape(node.membre))
    return ("&&" if isinstance(node, Et) else "||", *(shape(part) for part in node.membres))


READ = [
    ('code=="a"', ("code", "==", "a")),
    ("code==='a'", ("code", "==", "a")),
    ("CODE !== 'a b'", ("code", "!=", "a b")),
    ("'a' == code", ("code", "==", "a")),
    ("18 <= age", ("age", ">=", 18)),
    ("age>=18 && age<65", ("&&", ("age", ">=", 18), ("age", "<", 65))),
    ("age==1||age==2&&type==1",
     ("||", ("age", "==", 1), ("&&", ("age", "==", 2), ("type", "==", 1)))),
    ("(age==1||age==2)&&type==1",
     ("&&", ("||", ("age", "==", 1), ("age", "==", 2)), ("type", "==", 1))),
    ("!(age==1)", ("!", ("age", "==", 1))),
    ("!!actif", ("actif", "==", True)),
    ("actif && !actif", ("&&", ("actif", "==", True), ("!", ("actif", "==", True)))),
    ("actif==false", ("actif", "==", False)),
    ("nom==null", ("nom", "==", None)),
    ("date>='2025-01-31'", ("date", ">=", date(2025, 1, 31))),
    ("date==2025-01-31", ("date", "==", date(2025, 1, 31))),
    ("date<'2025-01-31T10:00:00.000Z'", ("date", "<", date(2025, 1, 31))),
    ("type in [1, '2', null]", ("type", "in", (1, 2, None))),
    ("code in ('a')", ("code", "in", ("a",))),
    ("taux==5.5", ("taux", "==", 550)),
    ("code==12", ("code", "==", "12")),
    ("age=='12'", ("age", "==", 12)),
    (r"nom=='l\'eau \\ \"x\"'", ("nom", "==", "l'eau \\ \"x\"")),
    ("nom=='e\u0301'", ("nom", "==", "\u00e9")),
    ("adr.ville=='Nantes'", ("adr.ville", "==", "Nantes")),
    ("ancien=='x'", ("vieux", "==", "x")),
    ("compte=='401'", ("compte", "==", Lien("code", "401"))),
    ("compte.numero=='401'", ("compte/numero", "==", "401")),
    ("compte=='0d07ade2-c4fa-4892-90bd-2dbd50d1c6b7'",
     ("compte", "==", Lien("objectId", "0d07ade2-c4fa-4892-90bd-2dbd50d1c6b7"))),
    ("revisionId=='0x0000000000000010'", ("revisionId", "==", 16)),
    ("siren=='424 722 130'", ("siren", "==", "424722130")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ, ids=lambda value: str(value)[:30])
def test_what_is_written_is_understood(text: str, expected: Any) -> None:
    assert shape(read_filtre(JOUET, text)) == expected


REFUSED = [
    ("code=", 5, "REQ-152"), ("code", 5, "REQ-152"), ("code==", 7, "REQ-152"),
    ('code=="a', 7, "REQ-152"), ("(code=='a'", 11, "REQ-152"), ("code=='a')", 10, "REQ-152"),
    ("code=='a' code=='b'", 11, "REQ-152"), ("code=='a' & age==1", 11, "REQ-152"),
    ("=='a'", 1, "REQ-152"), ("code==age", 7, "REQ-152"), ("code in 'a'", 9, "REQ-152"),
    ("code in []", 10, "REQ-152"), ("age<null", 1, "REQ-152"), (r"code=='\n'", 7, "REQ-152"),
    ("code=='a\u0000'", 7, "REQ-152"), ("code=='\u202ea'", 7, "REQ-152"), ("é=='a'", 1, "REQ-152"),
    ("absent=='a'", 1, "REQ-153"), ("code=='a'&&absent==1", 12, "REQ-153"),
    ("notes=='a'", 1, "REQ-153"), ("cabinet_id==1", 1, "REQ-153"),
    ("age=='x'", 6, "REQ-154"), ("age==1.5", 6, "REQ-154"), ("date=='hier'", 7, "REQ-154"),
    ("date==2025-13-01", 7, "REQ-154"), ("actif==2", 8, "REQ-154"), ("code==true", 7, "REQ-154"),
    ("type in [1,'x']", 12, "REQ-154"), ("age==99999999999999999999", 6, "REQ-152"),
    ("code=='" + "a" * 257 + "'", 7, "REQ-155"), ("(" * 17 + "age==1" + ")" * 17, 17, "REQ-155"),
    ("||".join(["age==1"] * 51), 401, "REQ-155"),
    (f"age in [{','.join(['1'] * 201)}]", 410, "REQ-155"),
    ("code=='" + "a" * 2000 + "'", None, "REQ-155"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "position", "code"), REFUSED, ids=lambda value: str(value)[:24])
def test_what_is_wrong_is_shown(text: str, position: int | None, code: str) -> None:
    with pytest.raises(Refus) as caught:
        read_filtre(JOUET, text)
    assert caught.value.kind.code == code
    assert caught.value.details.get("position") == position
    if position is not None and code != "REQ-155":
        assert f"position {position}" in caught.value.message


@pytest.mark.parametrize("text", ["", "  ", "\t\n"])
def test_a_blank_filter_asks_nothing(text: str) -> None:
    assert read_filtre(JOUET, text) is None


def test_the_caps_are_reached_and_not_passed() -> None:
    assert isinstance(read_filtre(JOUET, "||".join(["age==1"] * 50)), Ou)
    assert read_filtre(JOUET, "(" * 15 + "age==1" + ")" * 15) is not None
    assert len(read_filtre(JOUET, f"age in [{','.join(['1'] * 200)}]").valeurs) == 200
    assert read_filtre(JOUET, "code=='" + "a" * 256 + "'") is not None
