"""The books out over HTTP: each format, its name, what it loses, and back in by an import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.test_import_http import LOOP, Maison, maison
from boucle.formats.sortie.delimite import MODELE
from operations.conftest import ACHAT, fec, ligne

__all__ = ["maison"]
LIVRE = "/v1/dossiers/D1/ecritures"
VENTE = (
    ligne("2", "411000", "12,00", "0,00", tiers="C1", tiers_lib="Dupré", libelle="=1+1"),
    ligne("2", "707000", "0,00", "12,00", libelle="'-«;»"),
)
ANNEE = {"exercice": "2024"}
TOUT = ANNEE | {"pertes": "acceptees"}


def book(maison: Maison, folder: Path) -> None:
    uri = maison.deposit(folder, fec(*ACHAT, *VENTE))
    demande = maison.client.import_fec("D1", uri)
    maison.work()
    maison.client.valider(demande)


def finish(maison: Maison, demande: str) -> None:
    maison.work()
    assert maison.client.follow(demande)["etat"] == "a_valider"
    maison.client.valider(demande)


def cells(maison: Maison, **choix: str) -> list[list[str]]:
    """Give what the CSV says of the chosen lines, without what names the import."""
    text = maison.raw("GET", f"{LIVRE}.csv", params=choix).content.decode("utf-8-sig")
    return [line.split(";")[:10] for line in text.split("\r\n")]


def test_each_format_is_a_named_file(maison: Maison, tmp_path: Path) -> None:
    book(maison, tmp_path)
    names = {
        "fec": "732829320FEC20241231.txt",
        "tra": "D1-2024.tra",
        "json": "D1-2024.json",
        "csv": "D1-2024.csv",
        "xlsx": "D1-2024.xlsx",
    }
    for forme, nom in names.items():
        answer = maison.raw("GET", f"{LIVRE}.{forme}", params=TOUT)
        assert answer.status_code == 200, answer.text
        shown = nom if forme != "fec" else answer.headers["content-disposition"][-25:-1]
        assert f'filename="{shown}"' in answer.headers["content-disposition"]
        assert "content-length" not in answer.headers
    standard = maison.raw("GET", f"{LIVRE}.tra", params=TOUT | {"longueur": "STD"}).content
    assert max(len(line) for line in standard.split(b"\r\n") if line[:3] != b"***") == 222


def test_what_would_be_lost_is_refused_then_accepted(maison: Maison, tmp_path: Path) -> None:
    book(maison, tmp_path)
    refused = maison.raw("GET", f"{LIVRE}.json", params=ANNEE)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "REQ-311")
    lost = [
        {
            "champ": "dateValidation",
            "sort": "perdu",
            "nombre": 5,
            "unite": "lignes",
            "ligne": 2,
            "lu": "2024-01-31",
        }
    ]
    assert refused.json()["error"]["pertes"] == lost
    counted = maison.raw("GET", f"{LIVRE}/pertes", params=ANNEE | {"format": "json"})
    assert counted.json() == {"format": "json", "pertes": lost}
    given = maison.raw("GET", f"{LIVRE}.json", params=TOUT)
    assert given.headers["x-boucle-pertes"] == "dateValidation=5"
    whole = maison.raw("GET", f"{LIVRE}.csv", params=ANNEE)
    assert (whole.status_code, "x-boucle-pertes" in whole.headers) == (200, False)


def test_the_json_is_sent_back_unchanged(maison: Maison, tmp_path: Path) -> None:
    book(maison, tmp_path)
    body = maison.raw("GET", f"{LIVRE}.json", params=TOUT).content
    before = cells(maison, **ANNEE)
    headers = maison.headers | {"Content-Type": "application/json"}
    told: Any = maison.raw("POST", f"{LOOP}/importJson", content=body, headers=headers).json()
    demande = told["accountingImportRequestId"]
    finish(maison, demande)
    assert cells(maison, **{"import": demande}) == before


def test_the_csv_is_read_back_by_its_published_model(maison: Maison, tmp_path: Path) -> None:
    book(maison, tmp_path)
    before = cells(maison, **ANNEE)
    content = maison.raw("GET", f"{LIVRE}.csv", params=ANNEE).content
    assert b";'=1+1;" in content
    made = maison.raw(
        "POST", f"{LOOP}/modeleImport", params={"codeDossier": "D1"}, json=[MODELE]
    ).json()
    assert made["errors"] == []
    body = {"codeIbs": "D1", "URI": maison.deposit(tmp_path, content, "livre.csv"), "URL": ""}
    told = maison.raw("POST", f"{LOOP}/importPerso", json=body | {"MODELE": "BOUCLE"}).json()
    demande = told["accountingImportRequestId"]
    finish(maison, demande)
    assert cells(maison, **{"import": demande}) == before


@pytest.mark.parametrize(
    "chemin, params, statut, code",
    [
        (".csv", {}, 400, "REQ-314"),
        (".csv", {"exercice": "2024"}, 409, "REQ-310"),
        (".csv", {"exercice": "1999"}, 404, "REQ-257"),
        (".csv", {"exercice": "2024", "pertes": "oui"}, 400, "REQ-024"),
        (".tra", {"exercice": "2024", "longueur": "XL"}, 400, "REQ-024"),
        (".csv", {"exercice": "2024", "longueur": "STD"}, 400, "REQ-025"),
        (".ods", {"exercice": "2024"}, 404, "REQ-015"),
        ("/pertes", {"exercice": "2024", "format": "ods"}, 400, "REQ-024"),
        ("/pertes", {"exercice": "2024"}, 400, "REQ-023"),
    ],
)
def test_what_may_not_be_asked_is_refused(
    maison: Maison, chemin: str, params: dict[str, str], statut: int, code: str
) -> None:
    answer = maison.raw("GET", LIVRE + chemin, params=params)
    assert (answer.status_code, answer.json()["error"]["code"]) == (statut, code)
