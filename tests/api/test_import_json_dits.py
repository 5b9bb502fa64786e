"""ImportJson: what its rapport says of what was read, of what options did, and of its bounds."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

from api.test_import_http import LOOP, Maison, maison
from api.test_import_json_fichier import OUVERT, anomalies, ended
from boucle.bornes import BORNES
from formats.petit_json import DEUX, corps, ligne

__all__ = ["maison"]


def apercu(maison: Maison, told: dict[str, Any]) -> dict[str, Any]:
    rapport: dict[str, Any] = maison.client.call("GET", f"/v1/imports/{told['id']}/rapport")
    found: dict[str, Any] = rapport["faits"]["apercu"]
    return found


def test_the_rapport_says_what_was_read(maison: Maison) -> None:
    lines = [{**found, "refPiece": "P1", "axeAnaNUL": None} for found in DEUX]
    lines[1]["reference"] = "R1"
    told = ended(maison, corps(lines, **OUVERT))
    found = apercu(maison, told)
    assert found["nature"] == "JSON"
    assert [(one["titre"], one["champ"], one["par"]) for one in found["colonnes"]] == [
        (nom, nom, "nom du champ")
        for nom in (
            "compte", "credit", "date", "debit", "journal", "libelle", "refPiece", "reference",
            "axeAnaNUL",
        )
    ]  # fmt: skip
    assert [row["cellules"][:4] for row in found["premieres"]] == [
        ["607000", "0,00", "2024-01-15", "120,00"],
        ["401000", "120,00", "2024-01-15", "0,00"],
    ]
    assert (found["lignes"], found["ecritures"], found["cle_ecriture"]) == (2, 1, "PieceRef")
    assert (found["debit_centimes"], found["credit_centimes"]) == (12000, 12000)


def test_an_instant_that_is_tomorrow_in_paris_is_told_with_both_days(maison: Maison) -> None:
    lines = [{**found, "date": "2024-01-31T23:00:00.000Z"} for found in DEUX]
    told = ended(maison, corps(lines, **OUVERT))
    assert told["premierMouvement"] == "2024-01-31"
    said = [one for one in anomalies(maison, told) if one["code"] == "LIG-067"]
    assert [one["ligne"] for one in said] == [1, 2]
    assert "2024-01-31" in said[0]["message"]
    assert "2024-02-01" in said[0]["message"]


def test_what_an_option_did_or_did_not_is_told(maison: Maison) -> None:
    options = {"sortLines": True, "newFolio": True, **OUVERT}
    options["comptesRules"] = [{"prefixe": "607", "compte": "606400"}]
    lines = [DEUX[0], DEUX[1], *DEUX]
    told = ended(maison, corps(lines, **options))
    said = [(one["code"], one["lu"]) for one in anomalies(maison, told)]
    assert {("LIG-068", "607000"), ("IMP-021", "sortLines"), ("IMP-021", "newFolio")} <= set(said)
    moved = next(one for one in anomalies(maison, told) if one["code"] == "LIG-068")
    assert moved["message"].startswith("2 lignes du compte 607000")
    assert moved["corrige"] == "606400"


def test_an_amount_under_another_name_is_no_zero(maison: Maison) -> None:
    """The books held 0,00 for the case `j8c` of the audit, with no word of it."""
    lines = [{**DEUX[0], "debit": {"Amount": 100}}, {**DEUX[1], "credit": {"montant": 100}}]
    told = maison.raw("POST", f"{LOOP}/importJson", json=corps(lines, **OUVERT)).json()["error"]
    assert [one["champ"] for one in told["erreurs"]] == ["data.ecritures[1].credit"]
    assert "« montant »" in told["message"]


def test_a_body_beyond_the_bound_is_told_to_use_a_deposit_before_it_is_sent(
    maison: Maison,
) -> None:
    where = urlsplit(maison.url)
    heads = {
        **maison.headers, "Host": where.netloc, "Content-Type": "application/json",
        "Content-Length": str(BORNES.envoi_octets + 1), "Connection": "close",
    }  # fmt: skip
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as line:
        sent = "".join(f"{nom}: {value}\r\n" for nom, value in heads.items())
        line.sendall(f"POST {LOOP}/importJson HTTP/1.1\r\n{sent}\r\n{{".encode())
        answer = b""
        while block := line.recv(1 << 16):
            answer += block
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"REQ-292" in answer
    assert b"getFileUrlDeposit" in answer


def test_a_large_body_goes_by_slices_from_the_disk(maison: Maison) -> None:
    lines = [
        found
        for at in range(12_000)
        for found in (
            ligne("607000", at + 0.5, 0, reference=f"F{at}"),
            ligne("401000", 0, at + 0.5, reference=f"F{at}"),
        )
    ]
    told = ended(maison, corps(lines, **OUVERT))
    assert (told["etat"], told["lignes"], told["ecritures"]) == ("a_valider", 24_000, 12_000)
    assert told["debitCentimes"] == sum(100 * at + 50 for at in range(12_000))
