"""Fiche: what is sent, field by field; one line a value, sound or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from boucle.schema.champs.champs import Usage
from boucle.schema.fiche import lecteur
from schema.jouet import JOUET

SOUND: list[tuple[str, Any, str, Any]] = [
    ("nom", "e\u0301t\u00e9", "nom", "été"), ("nom", None, "nom", ""), ("nom", "", "nom", ""),
    ("code", "é-1", "code", "é-1"), ("siren", "424 722 130", "siren", "424722130"),
    ("siren", "", "siren", ""), ("siret", "35600000049837", "siret", "35600000049837"),
    ("iban", "FR14 2004 1010 0505 0001 3M02 606", "iban", "FR1420041010050500013M02606"),
    ("bic", "bnpafrpp", "bic", "BNPAFRPP"), ("email", "a.b+c@x-y.fr", "email", "a.b+c@x-y.fr"),
    ("numero", "401", "numero", "40100000"), ("numero", "4010000000", "numero", "40100000"),
    ("numero", "401abc", "numero", "401ABC00"), ("sens", "D", "sens", "D"),
    ("age", 0, "age", 0), ("age", "150", "age", 150), ("age", None, "age", None),
    ("type", 2, "type", 2), ("type", "1", "type", 1), ("taux", 5, "taux", 500),
    ("taux", "5,25", "taux", 525), ("actif", False, "actif", False),
    ("actif", None, "actif", True), ("date", "2025-01-31", "date", date(2025, 1, 31)),
    ("date", "2024-02-29T00:00:00.000Z", "date", date(2024, 2, 29)),
    ("compte", None, "compte_id", None), ("compte", {"objectId": None, "description": [""]},
                                         "compte_id", None),
    ("compte", "401", "compte_id", ("code", "40100000")),
    ("compte", {"code": "401"}, "compte_id", ("code", "40100000")),
    ("compte", {"numero": "401"}, "compte_id", ("code", "40100000")),
    ("adr", {"ville": "Nantes"}, "adr_ville", "Nantes"), ("adr", None, "adr_ville", ""),
    ("notes", [{"texte": "a"}], "notes", '[{"texte":"a"}]'), ("notes", None, "notes", "[]"),
    ("ancien", "x", "vieux", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("nom", "value", "column", "kept"), SOUND, ids=str)
def test_a_sound_value_is_kept(nom: str, value: Any, column: str, kept: Any) -> None:
    fiches, fautes = lecteur(JOUET, Usage(8)).read_new([{"code": "J", nom: value}])
    assert fautes == []
    assert fiches[0].valeurs[column] == kept


FAULTY: list[tuple[str, Any, str, str]] = [
    ("code", " a", "code", "REQ-114"), ("code", "a ", "code", "REQ-114"),
    ("code", "１２", "code", "REQ-114"), ("code", "а", "code", "REQ-114"),
    ("code", "a\u200bb", "code", "REQ-114"), ("code", "", "code", "REQ-101"),
    ("code", None, "code", "REQ-101"), ("nom", 3, "nom", "REQ-103"),
    ("nom", "a\u0000", "nom", "REQ-105"), ("nom", "a\ud800", "nom", "REQ-105"),
    ("nom", "a\n", "nom", "REQ-105"), ("nom", "a" * 21, "nom", "REQ-104"),
    ("siren", "424722131", "siren", "REQ-109"), ("siren", "²²²²²²²²²", "siren", "REQ-109"),
    ("siret", "42472213000078", "siret", "REQ-110"),
    ("iban", "FR1420041010050500013M02607", "iban", "REQ-111"),
    ("iban", "FR14", "iban", "REQ-111"), ("iban", "ZZ1420041010050500013M026", "iban", "REQ-111"),
    ("bic", "BNPA", "bic", "REQ-112"), ("email", "a@b", "email", "REQ-113"),
    ("email", "a b@c.fr", "email", "REQ-113"), ("email", "a@-b.fr", "email", "REQ-113"),
    ("numero", "40100001234", "numero", "REQ-115"), ("numero", "A401", "numero", "REQ-114"),
    ("numero", "٤٠١", "numero", "REQ-114"), ("sens", "X", "sens", "REQ-107"),
    ("age", -1, "age", "REQ-106"), ("age", 151, "age", "REQ-106"), ("age", True, "age", "REQ-103"),
    ("age", "1e9", "age", "REQ-103"), ("age", 10**400, "age", "REQ-106"),
    ("type", 3, "type", "REQ-107"), ("taux", "5.123", "taux", "REQ-116"),
    ("taux", "1e9999999", "taux", "REQ-103"), ("taux", 101, "taux", "REQ-106"),
    ("actif", "true", "actif", "REQ-103"), ("actif", 1, "actif", "REQ-103"),
    ("date", "31/01/2025", "date", "REQ-108"), ("date", "2025-02-29", "date", "REQ-108"),
    ("date", "1899-12-31", "date", "REQ-108"), ("date", "9999-12-31", "date", "REQ-108"),
    ("date", 20250131, "date", "REQ-103"), ("compte", 401, "compte", "REQ-103"),
    ("compte", {"objectId": 3}, "compte", "REQ-103"), ("adr", [], "adr", "REQ-103"),
    ("adr", {"rue": "x"}, "adr.rue", "REQ-100"), ("adr", {"ville": 1}, "adr.ville", "REQ-103"),
    ("notes", {}, "notes", "REQ-103"), ("notes", [1], "notes[0]", "REQ-103"),
    ("notes", [{"texte": "trop long"}], "notes[0].texte", "REQ-104"),
    ("notes", [{}], "notes[0].texte", "REQ-101"), ("notes", [{"x": 1}], "notes[0].x", "REQ-100"),
    ("inconnu", 1, "inconnu", "REQ-100"), ("objectId", "x", "objectId", "REQ-102"),
    ("revisionId", "0x1", "revisionId", "REQ-102"),
]  # fmt: skip


@pytest.mark.parametrize(("nom", "value", "champ", "code"), FAULTY, ids=ascii)
def test_a_faulty_value_is_named(nom: str, value: Any, champ: str, code: str) -> None:
    fiches, fautes = lecteur(JOUET, Usage(8)).read_new([{"code": "J", nom: value}])
    assert fiches == []
    assert (champ, code) in [(faute.champ, faute.kind.code) for faute in fautes]
    assert all(faute.message and faute.remede for faute in fautes)


def test_a_fault_is_written_for_a_person() -> None:
    _, fautes = lecteur(JOUET, Usage()).read_new([{"code": "J", "siren": "123"}])
    assert fautes[0].message == (
        "Le champ siren vaut « 123 » : un SIREN comporte 9 chiffres et respecte l'algorithme de "
        "Luhn."
    )
    assert fautes[0].remede == "Corrigez le SIREN, ou laissez le champ vide."


def test_a_change_holds_what_is_sent_and_nothing_else() -> None:
    sent = {"objectId": "A", "revisionId": "0x0000000000024281", "nom": "x", "description": ["J"]}
    fiches, fautes = lecteur(JOUET, Usage()).read_changes([sent])
    assert fautes == []
    assert (fiches[0].valeurs, fiches[0].object_id, fiches[0].revision) == (
        {"nom": "x"},
        "a",
        0x24281,
    )
