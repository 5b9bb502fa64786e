"""ImportPerso: a file and a model of the dossier, as the published pages ask and answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.test_import_http import GUID, LOOP, Maison, maison
from boucle.operations.controle.verifier import verifier
from formats.test_perso import PUBLIE, PUBLIEES

__all__ = ["maison"]
SAMPLE = PUBLIE.replace("2021", "2024")


def make_modele(maison: Maison, **given: Any) -> Any:
    colonnes = [{"champ": champ, "position": place} for place, champ in enumerate(PUBLIEES, 2)]
    kept = [item for item in colonnes if item["champ"] not in ("sens", "montant")]
    sent = {
        "code": "IMPORTPERSO",
        "separateur": "tab",
        "decimale": ".",
        "colonnes": kept,
        **given,
    }
    answer = maison.raw("POST", f"{LOOP}/modeleImport", params={"codeDossier": "D1"}, json=[sent])
    return answer.json()


def ask(maison: Maison, folder: Path, content: str, **more: str) -> dict[str, Any]:
    uri = maison.deposit(folder, content.encode(), "caisse.csv")
    body = {"codeIbs": "D1", "URI": uri, "URL": "", **more}
    told: dict[str, Any] = maison.raw("POST", f"{LOOP}/importPerso", json=body).json()
    return told


@pytest.mark.parametrize("nom", ["MODELE", "modele"])
def test_the_published_sample_goes_into_the_books(maison: Maison, tmp_path: Path, nom: str) -> None:
    make_modele(maison)
    told = ask(maison, tmp_path, SAMPLE, **{nom: "IMPORTPERSO"})
    demande = told["accountingImportRequestId"]
    assert GUID.fullmatch(demande)
    maison.work()
    found = maison.client.follow(demande)
    assert (found["etat"], found["format"], found["lignes"]) == ("a_valider", "Personnalisé", 3)
    maison.client.valider(demande)
    nom, exported = maison.client.export_fec("D1", "2024")
    assert (
        exported.decode()
        .splitlines()[1]
        .startswith(
            "ACH\tACH\t10017\t20240101\t40100000\t40100000\tOCEGID\tOCEGID\t10017\t20240101\t"
        )
    )
    path = tmp_path / nom
    path.write_bytes(exported)
    rapport = verifier([path])
    assert {a.kind.code for a in rapport.anomalies if a.kind.gravite != "information"} == set()


def test_an_unbalanced_piece_is_closed_and_shown(maison: Maison, tmp_path: Path) -> None:
    make_modele(maison)
    content = SAMPLE.replace("\t201.01\t", "\t200.00\t", 1)
    told = ask(maison, tmp_path, content, MODELE="IMPORTPERSO")
    maison.work()
    demande = told["accountingImportRequestId"]
    assert maison.client.follow(demande)["lignesAjoutees"] == 1
    added = maison.client.call("GET", f"/v1/imports/{demande}/lignes")[-1]
    assert (added["compte"], added["debitCentimes"]) == ("47100000", 101)


@pytest.mark.parametrize("more, code", [({}, "REQ-260"), ({"MODELE": "NUL"}, "REQ-261")])
def test_a_model_is_asked_for_and_must_be_known(
    maison: Maison, tmp_path: Path, more: dict[str, str], code: str
) -> None:
    told = ask(maison, tmp_path, SAMPLE, **more)
    assert told["error"]["code"] == code
    assert "mod" in told["message"]


def test_a_model_that_makes_no_ecriture_is_refused_by_name(maison: Maison) -> None:
    told = make_modele(maison, colonnes=[{"champ": "date", "position": 1}], formatDate="MM/AAAA")
    assert {fault["field"] for fault in told["errors"]} == {"colonnes", "formatDate"}
    assert len(told["errors"]) == 4


REFERENCES = (
    "date;journal;piece;reference;compte;debit;credit\n"
    "15/01/2024;VE;{a};F1;41100000;120.00;\n"
    "15/01/2024;VE;{b};F2;41100000;60.00;\n"
    "15/01/2024;VE;{a};F1;70700000;;120.00\n"
    "15/01/2024;VE;{b};F2;70700000;;60.00\n"
)


@pytest.mark.parametrize(
    "a, b, nums, said",
    [
        ("", "", ["F1", "F2", "F1", "F2"], ["reference (4)"]),
        ("1", "2", ["1", "2", "1", "2"], []),
        ("1", "", ["1", "F2", "1", "F2"], ["piece (2), reference (2)"]),
    ],
    ids=["references", "numbers", "both"],
)
def test_a_reference_gathers_where_the_model_gives_no_piece(
    maison: Maison, tmp_path: Path, a: str, b: str, nums: list[str], said: list[str]
) -> None:
    champs = ("date", "journal", "piece", "reference", "compte", "debit", "credit")
    colonnes = [{"champ": champ, "entete": champ} for champ in champs]
    make_modele(maison, separateur=";", colonnes=colonnes)
    told = ask(maison, tmp_path, REFERENCES.format(a=a, b=b), MODELE="IMPORTPERSO")
    maison.work()
    demande = told["accountingImportRequestId"]
    found = maison.client.follow(demande)
    assert (found["etat"], found["ecritures"], found["lignesAjoutees"]) == ("a_valider", 2, 0)
    rapport: Any = maison.client.call("GET", f"/v1/imports/{demande}/rapport")
    spoken = [a["message"] for a in rapport["anomalies"] if a["code"] == "FIC-062"]
    assert [any(part in text for part in said) for text in spoken] == [True] * len(said)
    maison.client.valider(demande)
    exported = maison.client.export_fec("D1", "2024")[1].decode().split("\r\n")[1:-1]
    # The reference of the piece is the reference that was sent, before the number.
    assert [tuple(row.split("\t")[at] for at in (2, 8)) for row in exported] == list(
        zip(nums, ["F1", "F2", "F1", "F2"], strict=True)
    )


def test_an_unknown_model_is_told_those_of_the_dossier(maison: Maison, tmp_path: Path) -> None:
    told = ask(maison, tmp_path, SAMPLE, MODELE="NUL")
    assert told["error"]["remede"].startswith("Modèles du dossier : aucun.")
    make_modele(maison)
    make_modele(maison, code="CAISSE")
    told = ask(maison, tmp_path, SAMPLE, MODELE="NUL")
    assert told["error"]["remede"].startswith("Modèles du dossier : CAISSE, IMPORTPERSO.")


# The published page: its model, its file, and the entries that it prints.
EXERCICE_PUBLIE = {"code": "2021", "dateDebut": "2021-01-01", "dateFin": "2021-12-31"}
FICHIER_PUBLIE = (
    "Indice Ligne;Pièce;Journal;Date;Compte;Tiers;Débit;Crédit;Sens;Montant;Libellé;Référence\r\n"
    "1;10017;ACH;01/01/2021;40100000;OCEGID;0;1206.06;C;1206.06;écriture;REF01\r\n"
    "2;10017;ACH;01/01/2021;61500000;;1005.05;;D;1005.05;achat;REF02\r\n"
    "3;10017;ACH;01/01/2021;44566000;;201.01;;D;201.01;tva;REF03\r\n"
)
IMPRIME = [
    ("2021-01-01", "10017", "40100000", "OCEGID", "REF01", "écriture", 0, 120606),
    ("2021-01-01", "10017", "61500000", "", "REF02", "achat", 100505, 0),
    ("2021-01-01", "10017", "44566000", "", "REF03", "tva", 20101, 0),
]


def test_the_published_page_word_for_word(maison: Maison, tmp_path: Path) -> None:
    """Its model has both notations and the reference; what it prints is what is booked."""
    champs = {
        "piece": "Pièce", "journal": "Journal", "date": "Date", "compte": "Compte",
        "tiers": "Tiers", "debit": "Débit", "credit": "Crédit", "sens": "Sens",
        "montant": "Montant", "libelle": "Libellé", "reference": "Référence",
    }  # fmt: skip
    made = make_modele(
        maison,
        code="EcritureImport",
        separateur=";",
        colonnes=[{"champ": champ, "entete": titre} for champ, titre in champs.items()],
    )
    assert made["errors"] == []
    year = {"params": {"codeDossier": "D1"}, "json": [EXERCICE_PUBLIE]}
    assert maison.raw("POST", f"{LOOP}/exercice", **year).json()["errors"] == []
    uri = maison.deposit(tmp_path, FICHIER_PUBLIE.encode(), "Importpersonnalisee.csv")
    body = {"codeIbs": "D1", "URI": uri, "URL": "", "modele": "EcritureImport"}
    answer = maison.raw("POST", f"{LOOP}/importPerso", json=body)
    assert (answer.status_code, list(answer.json())) == (200, ["accountingImportRequestId"])
    demande = answer.json()["accountingImportRequestId"]
    maison.work()
    found = maison.client.follow(demande)
    assert (found["etat"], found["lignes"], found["ecritures"]) == ("a_valider", 3, 1)
    lignes = maison.client.call("GET", f"/v1/imports/{demande}/lignes")
    noms = ("date", "ecritureNum", "compte", "tiers", "reference", "libelle")
    cotes = ("debitCentimes", "creditCentimes")
    assert [tuple(ligne[nom] for nom in (*noms, *cotes)) for ligne in lignes] == IMPRIME
    rapport: Any = maison.client.call("GET", f"/v1/imports/{demande}/rapport")
    assert [a["code"] for a in rapport["anomalies"] if a["gravite"] != "information"] == []
