"""Corps: a body of importJson by slices: what is no JSON has its place; nothing is held whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from boucle.errors import Refus
from boucle.formats.saisie_json import colonnes, tranches
from boucle.formats.saisie_json.corps import FAUTES_ARRET
from boucle.values import day_of
from formats.petit_json import ANNEE, DEUX, corps, ligne, lire, octets, raison, rows

DATA: dict[str, Any] = {"contexte": ANNEE, "options": {}, "ecritures": DEUX}


def two(more: str = "") -> str:
    """Write the two lines of a small body."""
    return ", ".join(json.dumps(found) for found in DEUX) + more


def around(lignes: str) -> bytes:
    """Write a body around lines, on three lines."""
    return (
        f'{{"codeIbs": "D1",\n "data": {{"contexte": {json.dumps(ANNEE)}, "options": {{}},\n'
        f' "ecritures": [{lignes}]}}}}'
    ).encode()


ILLISIBLES: list[tuple[str, bytes, str]] = [
    ("cut", around(two())[:-3], "ligne 3, colonne"),
    ("trailing octets", around(two()) + b" x", "le document est fini"),
    ("two documents", around(two()) * 2, "le document est fini"),
    ("NaN", around(two().replace("120", "NaN", 1)), "NaN n'est pas un nombre JSON"),
    ("Infinity", around(two().replace("120", "-Infinity", 1)), "n'est pas un nombre JSON"),
    ("a number without end", around(two().replace("120", "9" * 41, 1)), "41 caractères"),
    ("a key twice", around(two().replace('"libelle"', '"journal"', 1)), "clé répétée « journal »"),
    ("data twice", around(two())[:-1] + b', "data": {}}', "clé répétée « data »"),
    ("a comma too many", around(two(",")), "ligne 3, colonne"),
    ("two commas", around(two().replace("}, {", "},, {")), "ligne 3, colonne"),
    ("a bare key", around(two()).replace(b'"contexte"', b"contexte"), "ligne 2, colonne 11"),
    ("a single quote", around(two()).replace(b'"AC"', b"'AC'"), "ligne 3, colonne"),
    ("too deep", around(two(', {"axeAnaA": ' + "[" * 40 + "]" * 40 + "}")), "plus de 32 niveaux"),
    ("deeper than a stack", around("[" * 200_000), "niveaux"),
    ("not UTF-8", around(two()).replace(b"Achat", b"Ach\xe9t"), "UTF-8"),
    ("UTF-16", around(two()).decode().encode("utf-16"), "UTF-8"),
    ("a line break in a text", around(two().replace("Achat", "Ach\nat", 1)), "ligne 3, colonne"),
    ("a lone surrogate", around(two().replace("Achat", "\\ud800", 1)), ""),
]


@pytest.mark.parametrize(
    "body, said", [row[1:] for row in ILLISIBLES], ids=[row[0] for row in ILLISIBLES]
)
def test_what_is_no_json_is_refused_with_its_place(tmp_path: Path, body: bytes, said: str) -> None:
    if said:
        assert said in raison(tmp_path, body)
        return
    envoi, _ = lire(tmp_path, body)
    assert [faute.champ for faute in envoi.fautes] == ["data.ecritures[0].libelle"]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    envoi, blocks = lire(tmp_path, b"\xef\xbb\xbf" + around(two()))
    assert (envoi.fautes, len(rows(blocks))) == ([], 2)


@pytest.mark.parametrize("order", ["ecritures contexte options", "options ecritures contexte"])
def test_the_order_of_the_keys_does_not_matter(tmp_path: Path, order: str) -> None:
    data = {**DATA, "options": {"formatDate": "DD/MM/YYYY"}}
    data["ecritures"] = [{**found, "date": "15/01/2024"} for found in DEUX]
    body = {"data": {nom: data[nom] for nom in order.split()}, "codeIbs": "D1"}
    envoi, blocks = lire(tmp_path, body)
    assert envoi.fautes == []
    assert [row["date"] for row in rows(blocks)] == [19737, 19737]


@pytest.mark.parametrize("indent", [None, 1, "\t"])
@pytest.mark.parametrize("bloc", [300, 1_000, 7_000])
def test_slices_of_any_size_give_the_same_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indent: Any, bloc: int
) -> None:
    texts = ["}, {", '"}, {"', "]}", "é}, {\\", "", "a}"]
    lines = [
        ligne(
            "607000",
            at,
            0,
            libelle=texts[at % 6],
            axeAnaA=[{"section": "S"}, {"section": "T", "montant": 0}][: at % 2],
        )
        for at in range(120)
    ]
    body = json.dumps(corps(lines), indent=indent).encode()
    whole = rows(lire(tmp_path, body)[1])
    monkeypatch.setattr(tranches.tranches, "__defaults__", (bloc,))
    monkeypatch.setattr(colonnes, "_PIECE_OCTETS", bloc // 3)
    if bloc > 2 * len(json.dumps(lines[0], indent=indent)):
        envoi, blocks = lire(tmp_path, body)
        assert len(blocks) > 1
        assert rows(blocks) == whole
        assert envoi.fautes == []
    else:
        assert "octets, ou sans fin" in raison(tmp_path, body)


def test_unknown_keys_are_refused_by_name_wherever_they_stand(tmp_path: Path) -> None:
    body = corps([{**DEUX[0], "libele": "x"}, {**DEUX[1], "fichier": {"url": "x"}}])
    body["data"] |= {"option": {}, "contexte": {**ANNEE, "fin": "x"}}
    body["data"]["options"] = {"sortLine": True}
    body["codeIBS2"] = 1
    envoi, _ = lire(tmp_path, body)
    assert {faute.champ for faute in envoi.fautes} == {
        "data.option",
        "data.contexte.fin",
        "data.options.sortLine",
        "codeIBS2",
        "data.ecritures[0].libele",
        "data.ecritures[1].fichier",
    }


def test_the_case_of_a_key_does_not_matter_anywhere(tmp_path: Path) -> None:
    body = octets(corps()).replace(b'"from"', b'"FROM"').replace(b'"options"', b'"OPTIONS"')
    body = body.replace(b'"ecritures"', b'"Ecritures"').replace(b'"amount"', b'"Amount"')
    envoi, blocks = lire(tmp_path, body)
    assert (envoi.fautes, [row["debit"] for row in rows(blocks)]) == ([], [12000, 0])


@pytest.mark.parametrize("compte", ["411 000", "707000.0", "4,11", "C411", "411-000"])
def test_an_account_spoiled_by_a_spreadsheet_is_refused(tmp_path: Path, compte: str) -> None:
    envoi, _ = lire(tmp_path, corps([ligne(compte, 1, 0), DEUX[1]]))
    assert [faute.champ for faute in envoi.fautes] == ["data.ecritures[0].compte"]


@pytest.mark.parametrize(
    "amount, kept",
    [
        ("1.000", None),
        ("1 000,00", None),
        ("12.50", 1250),
        ("1.5", 150),
        (1.000, 100),
        ("0.125", None),
        (1e3, 100000),
        (1.005, None),
        (120.00000000000001, 12000),
    ],
)
def test_an_amount_is_exact_or_refused(tmp_path: Path, amount: Any, kept: int | None) -> None:
    line = {**DEUX[0], "debit": {"amount": amount}}
    envoi, blocks = lire(tmp_path, corps([line, DEUX[1]]))
    assert [faute.champ for faute in envoi.fautes] == ([] if kept else ["data.ecritures[0].debit"])
    if kept:
        assert rows(blocks)[0]["debit"] == kept


def test_two_amounts_in_euros_say_the_same(tmp_path: Path) -> None:
    def line(other: Any) -> Any:
        return {**DEUX[0], "debit": {"amount": 100, "currency": "EUR", "currencyAmount": other}}

    envoi, _ = lire(tmp_path, corps([line(100), line(0), line("100.00"), line(None), line(120)]))
    assert [(f.index, f.kind.code) for f in envoi.fautes] == [(4, "REQ-290")]


@pytest.mark.parametrize(
    "written, day",
    [
        ("2024-01-31T23:00:00.000Z", "2024-01-31"),
        ("2024-02-01T00:00:00+01:00", "2024-02-01"),
        ("2024-02-01T00:00:00.000+0100", "2024-02-01"),
        ("2024-01-31T99:99:99.000Z", None),
        ("2024-01-31T23:00:00+99:00", None),
    ],
)
def test_the_day_of_an_instant_is_the_one_written(
    tmp_path: Path, written: str, day: str | None
) -> None:
    envoi, blocks = lire(tmp_path, corps([{**found, "date": written} for found in DEUX]))
    if day is None:
        assert [faute.champ for faute in envoi.fautes] == [
            "data.ecritures[0].date",
            "data.ecritures[1].date",
        ]
        return
    days = [day_of(row["date"]).isoformat() for row in rows(blocks)]
    assert days == [day, day]
    near = [one for block in blocks for one in block.minuits]
    assert near == ([(1, "date", written), (2, "date", written)] if "T23" in written else [])


def test_reading_stops_where_nobody_would_mend_what_is_told(tmp_path: Path) -> None:
    body = octets(corps([{"date": 1}] * 200_000))
    envoi, blocks = lire(tmp_path, body)
    assert len(envoi.fautes) == 1_000
    assert envoi.nombre_fautes >= FAUTES_ARRET
    assert sum(block.table.height for block in blocks) < 400_000


def test_lines_beyond_the_bound_are_told_to_use_a_deposit(tmp_path: Path) -> None:
    with pytest.raises(Refus) as caught:
        lire(tmp_path, corps(DEUX * 10), lignes_max=19)
    assert caught.value.kind.code == "REQ-292"
    assert "getFileUrlDeposit" in caught.value.remede


_GRAND = """
import resource, sys
from pathlib import Path
from boucle.compta.contexte import Contexte
from boucle.formats.saisie_json.lire import read
found = read(Path(sys.argv[1]), Contexte(), {}, on_lot=lambda f: None, on_detail=lambda f: None)
print(found.bilan.lignes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""


@pytest.mark.long
def test_a_body_of_200_mb_is_read_in_less_than_400_mib(tmp_path: Path) -> None:
    path = tmp_path / "grand.json"
    start, end = octets(corps([], createNewJournaux=True)).split(b"[]")
    with path.open("wb") as target:
        target.write(start + b"[")
        for at in range(250_000):
            ref = f"FAC-{at:06}"
            pair = [
                ligne("607000", at + 1, 0, reference=ref, commentaire="x" * 200),
                ligne("401000", 0, at + 1, reference=ref, tiers=f"F{at % 999}"),
            ]
            target.write((b", " if at else b"") + octets(pair)[1:-1])
        target.write(b"]" + end)
    assert path.stat().st_size > 190_000_000
    done = subprocess.run(
        [sys.executable, "-c", _GRAND, path], capture_output=True, text=True, check=True
    )
    lignes, memoire_mib = map(int, done.stdout.split())
    assert lignes == 500_000
    assert memoire_mib < 400, memoire_mib
