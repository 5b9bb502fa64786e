"""Colonnes: what is read by columns is what the reader of one line reads, fault for fault."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from boucle.errors import Refus
from boucle.formats.saisie_json import lecteur
from boucle.formats.saisie_json.tranches import Malforme
from formats.petit_json import corps, ligne, lire, montant, octets, rows

TEXTES = [
    "",
    " ",
    "Achat",
    " bordé ",
    "Évreux",
    "e\u0301te\u0301",
    "a\tb",
    "x" * 300,
    "œuvre …",
    "\u202e",
    "ligne\nautre",
    12,
    10**20,
    10**45,
    True,
    None,
    ["a"],
    {"a": 1},
    '"',
    "\\",
    'é\\"',
]
MONTANTS = [
    0,
    1,
    120,
    120.5,
    0.1,
    -3,
    4530.38,
    0.30000000000000004,
    1.005,
    1e3,
    12345678901234,
    "120",
    "120.50",
    "1.000",
    "1,5",
    "x",
    "",
    None,
    True,
    [],
    {},
    99999999999.99,
]
JOURS = [
    "2024-01-15T00:00:00.000Z",
    "2024-01-15",
    "15/01/2024",
    "",
    None,
    20240115,
    "2024-02-30",
    "2024-01-31T23:00:00.000Z",
    "2024-01-31T00:00:00+01:00",
    "2024-01-15T99:00:00Z",
]
DIVERS: dict[str, list[Any]] = {
    "compte": ["607000", 607000, "411 000", "707000.0", "a", "", None],
    "tiers": TEXTES,
    "libelle": TEXTES,
    "reference": TEXTES,
    "commentaire": TEXTES,
    "codePointage": ["77DC9A4A-3390-485b-b134-2913384a5563", "x", "", None],
    "modePaiement": [1, 5, "5", 99, "x", None, "", 2.0],
    "type": [1, 2, 5, None],
    "SIRET": ["", "73282932000074", "123", None, 73282932000074],
    "date": JOURS,
    "dateEcheance": JOURS,
    "dateJustif": JOURS,
    "debCutOff": JOURS,
    "finCutOff": JOURS,
    "journal": ["AC", "VE", "", None],
    "fichier": [
        {"uri": "https://a.example/f.pdf?sig=1"},
        None,
        {},
        {"url": "x"},
        "https://a.example/b",
    ],
    "axeAnaA": [
        [{"section": "S"}],
        [],
        None,
        [{"section": "S", "montant": 1}, {"section": "T"}],
        3,
    ],
    "inconnu": [1, "x"],
    "Date": JOURS,
    "LIBELLE": TEXTES,
}
COTES = {
    "amount": MONTANTS,
    "currency": ["EUR", "USD", "", None, "eur", 3],
    "currencyAmount": MONTANTS,
    "currencyRate": ["1.0", "1", 1, 1.2, None, "x", {}],
}


def spoiled(rng: random.Random) -> dict[str, Any]:
    """Make one line, with one thing that is odd about it, or none."""
    side = montant(rng.randint(1, 10**6) / 100)
    found = ligne("607000", 0, 0, libelle=f"Achat {rng.randint(0, 99)}")
    found["debit"] = side
    if rng.random() < 0.5:
        nom = rng.choice(list(DIVERS))
        found[nom] = rng.choice(DIVERS[nom])
    elif rng.random() < 0.6:
        key = rng.choice(list(COTES))
        found[rng.choice(["debit", "credit"])] = {**side, key: rng.choice(COTES[key])}
    elif rng.random() < 0.3:
        found[rng.choice(["debit", "credit"])] = rng.choice([None, {}, 3, {"Amount": 3}])
    if rng.random() < 0.3:
        found.pop(rng.choice(list(found)))
    return found


def outcome(folder: Path, body: Any) -> Any:
    """Give all that reading a body tells."""
    try:
        envoi, blocks = lire(folder, body)
    except Refus as refus:
        return refus.kind.code, refus.message
    told = [(f.index, f.champ, f.kind.code, f.slots) for f in envoi.fautes]
    lignes = rows(blocks)
    parts = [part for block in blocks for part in block.ventilees]
    minuits = [one for block in blocks for one in block.minuits]
    return told, lignes, parts, minuits, envoi.sirens


def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every line read one by one."""

    def refuse(*_: object) -> Any:
        raise Malforme

    monkeypatch.setattr(lecteur.Colonnes, "read", refuse)


@pytest.mark.parametrize("graine", range(60))
def test_columns_say_what_lines_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graine: int
) -> None:
    rng = random.Random(graine)
    body = octets(corps([spoiled(rng) for _ in range(rng.choice([2, 40, 200]))]))
    found = outcome(tmp_path, body)
    by_hand(monkeypatch)
    assert found == outcome(tmp_path, body)


def test_plain_lines_are_not_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> Any:
        raise AssertionError

    monkeypatch.setattr(lecteur, "read_ligne", never)
    lines = [
        ligne("607000", at, 0, tiers=None, reference=f"É{at}", dateEcheance=None, fichier=None)
        for at in range(50)
    ]
    lines += [{**lines[0], "compte": 607000, "debit": {"amount": "12.50"}, "credit": None}]
    envoi, blocks = lire(tmp_path, corps(lines))
    assert envoi.fautes == []
    assert sum(block.table.height for block in blocks) == 51
    assert rows(blocks)[-1]["debit"] == 1250


def test_a_key_that_comes_twice_is_refused_with_its_place(tmp_path: Path) -> None:
    first = json.dumps(ligne("607000", 1, 0))
    twice = first[:-1] + ', "libelle": "Autre"}'
    body = octets(corps([])).replace(b"[]", f"[{first},\n {twice}, {first}]".encode())
    told = outcome(tmp_path, body)
    assert told[0] == "REQ-020"
    assert "clé répétée « libelle »" in told[1]
    assert "ligne 2, colonne 2" in told[1]


def test_a_key_written_with_escapes_is_the_same_key(tmp_path: Path) -> None:
    body = octets(corps()).replace(b'"libelle"', b'"lib\\u0065lle"')
    envoi, blocks = lire(tmp_path, body)
    assert (envoi.fautes, rows(blocks)[0]["libelle"]) == ([], "Achat")


def test_two_spellings_of_a_key_in_one_line_are_a_fault(tmp_path: Path) -> None:
    envoi, _ = lire(tmp_path, corps([ligne("6", 1, 0, Libelle="x"), ligne("6", 0, 1)]))
    assert [(f.champ, f.kind.code) for f in envoi.fautes] == [
        ("data.ecritures[0].Libelle", "REQ-027")
    ]


def test_a_body_in_pascal_case_is_read_by_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lecteur, "read_ligne", None)
    lines = [
        {nom[:1].upper() + nom[1:]: value for nom, value in found.items()}
        for found in (ligne("607000", 120, 0), ligne("401000", 0, 120))
    ]
    for found in lines:
        for cote in ("Debit", "Credit"):
            found[cote] = {"Amount": found[cote]["amount"]}
    envoi, blocks = lire(tmp_path, corps(lines))
    assert envoi.fautes == []
    assert [row["debit"] for row in rows(blocks)] == [12000, 0]
