"""ImportTra: a file of fixed columns goes the whole way, as the published pages ask and answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.test_import_http import GUID, LOOP, Maison, maison
from boucle.api.document.openapi import document
from boucle.operations.controle.invariants import check_all
from boucle.operations.controle.verifier import verifier
from boucle.store.base.engine import Store
from boucle.store.livre.ventilations import ligne_detail, ventilation
from formats.petit_tra import ACHAT, FICHES, entete, fichier, ligne
from formats.test_tra import ANALYTIQUE

__all__ = ["maison"]


def ask(maison: Maison, folder: Path, content: bytes, **more: str) -> dict[str, Any]:
    uri = maison.deposit(folder, content, "ecritures.tra")
    body = {"codeIbs": "D1", "URI": uri, "URL": "", **more}
    told: dict[str, Any] = maison.raw("POST", f"{LOOP}/importTRA", json=body).json()
    return told


def run(maison: Maison, folder: Path, content: bytes) -> tuple[str, dict[str, Any]]:
    """Deposit, ask and work; give the id and the status."""
    demande = ask(maison, folder, content)["accountingImportRequestId"]
    assert GUID.fullmatch(demande)
    maison.work()
    return demande, maison.client.follow(demande)


def test_the_whole_way(maison: Maison, tmp_path: Path) -> None:
    demande, told = run(maison, tmp_path, fichier(*FICHES, *ACHAT))
    assert (told["status"], told["etat"], told["format"], told["lignes"]) == (
        3,
        "a_valider",
        "TRA",
        3,
    )
    lignes = maison.client.call("GET", f"/v1/imports/{demande}/lignes")
    assert [
        (row["ligne"], row["compte"], row["compteLib"], row["tiersLib"], row["debitCentimes"])
        for row in lignes
    ] == [
        (7, "60640000", "Fournitures", "", 10000),
        (8, "44566000", "TVA déductible", "", 2000),
        (9, "40100000", "Fournisseurs", "Dupont SA", 0),
    ]
    maison.client.valider(demande)
    nom, exported = maison.client.export_fec("D1", "2024")
    assert (
        exported.decode()
        .splitlines()[3]
        .startswith(
            "ACH\tAchats\t1\t20240115\t40100000\tFournisseurs\tDUPONT\tDupont SA\tFA1\t20240115\t"
        )
    )
    path = tmp_path / nom
    path.write_bytes(exported)
    rapport = verifier([path])
    assert {a.kind.code for a in rapport.anomalies if a.kind.gravite != "information"} == set()


def test_what_lines_bear_is_kept(maison: Maison, tmp_path: Path, store: Store) -> None:
    for axe in ("A1", "A2"):
        maison.client.call(
            "POST", f"{LOOP}/axe", params={"codeDossier": "D1"}, json=[{"code": axe}]
        )
    demande, told = run(maison, tmp_path, fichier(*FICHES, *ANALYTIQUE))
    assert told["etat"] == "a_valider", told
    maison.client.valider(demande)
    with store.lecture(None) as conn:
        c = ventilation.c
        parts = conn.execute(select(ventilation).order_by(c.n, c.axe, c.rang)).mappings().all()
        details = conn.execute(select(ligne_detail).where(ligne_detail.c.n == 12)).mappings().one()
    assert [(part["n"], part["axe"], part["section"], part["debit"]) for part in parts] == [
        (7, "A1", "NORD", 6000),
        (7, "A1", "SUD", 4000),
        (7, "A2", "BOIS", 10000),
        (11, "A1", "NORD", 2000),
    ]
    assert (details["mode_paiement"], details["nature"]) == ("VIR", "FF")
    assert [violation for result in check_all(store) for violation in result.violations] == []


def test_an_axe_that_the_dossier_lacks_is_refused_by_name(maison: Maison, tmp_path: Path) -> None:
    _, told = run(maison, tmp_path, fichier(*FICHES, *ANALYTIQUE))
    assert (told["status"], told["etat"]) == (4, "en_erreur")
    assert "A1" in str(told["erreur"])


def test_a_file_with_one_fault_leaves_nothing(maison: Maison, tmp_path: Path) -> None:
    demande, told = run(maison, tmp_path, fichier(*ACHAT, ligne(sens="Z")))
    assert (told["status"], told["etat"]) == (4, "en_erreur")
    rapport = maison.raw("GET", f"/v1/imports/{demande}/rapport").json()
    (found,) = [a for a in rapport["anomalies"] if a["code"] == "TRA-028"]
    assert (found["ligne"], found["colonne"], found["lu"]) == (5, "SENS (130)", "Z")
    assert maison.client.call("GET", f"{LOOP}/journal", params={"codeDossier": "D1"}) == []


def test_a_date_outside_the_exercices_is_refused_as_elsewhere(
    maison: Maison, tmp_path: Path
) -> None:
    content = fichier(*(line.replace("15012024", "15012031") for line in ACHAT))
    demande, told = run(maison, tmp_path, content)
    assert told["etat"] == "en_erreur"
    rapport = maison.raw("GET", f"/v1/imports/{demande}/rapport").json()
    assert {a["code"] for a in rapport["anomalies"]} == {"LIG-053"}


def test_a_header_alone_is_refused_with_a_reason(maison: Maison, tmp_path: Path) -> None:
    _, told = run(maison, tmp_path, entete().encode() + b"\r\n")
    assert (told["status"], told["etat"]) == (4, "en_erreur")


@pytest.mark.parametrize(
    "body, message",
    [
        ({"codeIbs": ""}, "Le codeIbs n'est pas spécifié."),
        ({"codeIbs": "D1"}, "Le chemin d'accès URI ou l'URL du fichier n'est pas spécifié."),
        (
            {"codeIbs": "D1", "URI": "a", "URL": "https://b.example/c"},
            "Ambiguité sur le chemin d'accès, seul un des deux champs doit être renseigné.",
        ),
        ({"codeIbs": "D9", "URI": "a"}, "Le dossier D9 n'existe pas sur le domaine."),
        (
            {"codeIbs": "D1", "URI": "a", "SIRET": "07955542100028"},
            "Le numéro SIRET est invalide : il doit comporter 14 chiffres et respecter "
            "l'algorithme "
            "de Luhn",
        ),
    ],
)
def test_the_published_refusals_are_those_of_a_fec(
    maison: Maison, body: dict[str, str], message: str
) -> None:
    told = maison.raw("POST", f"{LOOP}/importTRA", json=body).json()
    assert (told["message"], told["error"]["message"]) == (message, message)


def test_the_contract_asks_for_what_a_fec_asks() -> None:
    paths = document()["paths"]
    body, fec = (
        paths[f"{LOOP}/{nom}"]["post"]["requestBody"]["content"]
        for nom in ("importTRA", "importFEC")
    )
    assert {kind: media["schema"] for kind, media in body.items()} == {
        kind: media["schema"] for kind, media in fec.items()
    }
