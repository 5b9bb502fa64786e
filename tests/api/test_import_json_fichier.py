"""ImportJson from a file, and the documents that its lines name."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from api.test_import_http import LOOP, Maison, file_server, maison
from boucle.store.travaux.imports import import_comptable
from formats.petit_json import DEUX, corps, ligne

__all__ = ["maison"]
PDF = b"%PDF-1.7\n" + bytes(91)
OUVERT = {"createNewJournaux": True, "createNewComptes": True}


def ask(maison: Maison, body: Any) -> dict[str, Any]:
    told: dict[str, Any] = maison.raw("POST", f"{LOOP}/importJson", json=body).json()
    return told


def ended(maison: Maison, body: Any) -> dict[str, Any]:
    """Ask for an import, run it, and give how it ended."""
    told = ask(maison, body)
    maison.work()
    found: dict[str, Any] = maison.client.call(
        "GET",
        f"{LOOP}/getImportStatus",
        params={"accountingImportRequestId": told["accountingImportRequestId"]},
    )
    return found


def by_uri(maison: Maison, folder: Path, body: Any, nom: str = "envoi.json") -> dict[str, Any]:
    octets = body if isinstance(body, bytes) else json.dumps(body).encode()
    uri = maison.deposit(folder, octets, nom)
    return ended(maison, {"codeIbs": "D1", "URI": uri})


def anomalies(maison: Maison, told: dict[str, Any]) -> list[dict[str, Any]]:
    rapport: dict[str, Any] = maison.client.call("GET", f"/v1/imports/{told['id']}/rapport")
    found: list[dict[str, Any]] = rapport["anomalies"]
    return found


def test_a_deposited_body_goes_the_way_of_a_sent_one(maison: Maison, tmp_path: Path) -> None:
    told = by_uri(maison, tmp_path, corps(**OUVERT))
    assert (told["etat"], told["lignes"], told["nomFichier"]) == ("a_valider", 2, "envoi.json")
    zipped = gzip.compress(json.dumps(corps([*DEUX, *DEUX], **OUVERT)).encode())
    assert by_uri(maison, tmp_path, zipped, "envoi.json.gz")["lignes"] == 4


def test_a_body_at_a_url_is_fetched(maison: Maison, tmp_path: Path) -> None:
    (tmp_path / "envoi.json").write_text(json.dumps(corps(**OUVERT)), "utf-8")
    with file_server(tmp_path) as source:
        told = ended(maison, {"codeIbs": "D1", "URL": f"{source}/envoi.json?sig=CANARI"})
    assert (told["etat"], told["lignes"]) == ("a_valider", 2)


def test_the_options_of_a_file_are_obeyed(maison: Maison, tmp_path: Path) -> None:
    told = by_uri(maison, tmp_path, corps(createNewComptes=False, createNewJournaux=True))
    assert told["etat"] == "en_erreur"
    assert {one["code"] for one in anomalies(maison, told)} >= {"LIG-063"}
    gap = [ligne("607000", 100, 0), ligne("401000", 0, 120)]
    told = by_uri(maison, tmp_path, corps(gap, failOnUnbalanced=False, **OUVERT))
    assert (told["etat"], told["lignesAjoutees"]) == ("a_valider", 1)


def test_the_faults_of_a_file_are_in_its_rapport_line_by_line(
    maison: Maison, tmp_path: Path
) -> None:
    bad = [ligne("411 000", 1, 0), ligne("401000", 0, 1, SIRET="12345678900010", libele="x")]
    told = by_uri(maison, tmp_path, corps(bad, **OUVERT))
    assert told["etat"] == "en_erreur"
    found = [
        (one["ligne"], one["colonne"])
        for one in anomalies(maison, told)
        if one["code"] == "LIG-066"
    ]
    assert sorted(found) == [(1, "compte"), (2, "SIRET"), (2, "libele")]
    said = [one["message"] for one in anomalies(maison, told)]
    assert any("respecter l'algorithme de Luhn sur l'écriture numéro 2" in text for text in said)


@pytest.mark.parametrize(
    "body, said",
    [
        (b'{"codeIbs": "D1", "data": {', "ligne 1, colonne 28"),
        ({**corps(**OUVERT), "codeIbs": "D2"}, "celui de la demande « D1 »"),
        ({"data": {}}, "Le contexte est obligatoire sans l'option multiPeriode"),
        ({"URI": "a/b"}, "Le champ data n'est pas un objet."),
    ],
    ids=["cut", "another dossier", "nothing", "a file that names a file"],
)
def test_what_is_no_such_body_says_why(
    maison: Maison, tmp_path: Path, body: Any, said: str
) -> None:
    told = by_uri(maison, tmp_path, body)
    assert told["etat"] == "en_erreur"
    assert any(said in one["message"] for one in anomalies(maison, told))


def test_lines_and_a_file_at_once_are_refused(maison: Maison) -> None:
    told = ask(maison, {**corps(), "URI": "x/y.json"})["error"]
    assert told["code"] == "REQ-293"
    assert ask(maison, {"codeIbs": "D1", "URI": "a", "URL": "https://b.example/c"})["error"][
        "message"
    ].startswith("Ambiguité sur le chemin d'accès")


def test_documents_are_fetched_and_read_through_their_lines(maison: Maison, tmp_path: Path) -> None:
    (tmp_path / "a b.pdf").write_bytes(PDF)
    (tmp_path / "note.txt").write_bytes(b"rien")
    with file_server(tmp_path) as source:
        bodies = [
            ligne("607000", 120, 0, fichier={"uri": f"{source}/a%20b.pdf?sig=CANARI"}),
            ligne("401000", 0, 120, fichier={"uri": f"{source}/note.txt"}),
        ]
        told = ended(maison, corps(bodies, **OUVERT))
    assert told["etat"] == "a_valider"
    lost = [one for one in anomalies(maison, told) if one["code"] == "LIG-069"]
    assert [(one["ligne"], one["lu"]) for one in lost] == [(2, f"{source}/note.txt")]
    assert "ni un PDF, ni un JPEG, ni un PNG" in lost[0]["message"]
    maison.client.valider(told["id"])
    asked = {"codeDossier": "D1", "filter": f'accountingImportRequestId == "{told["id"]}"'}
    found = maison.client.call("GET", f"{LOOP}/EcritureComptable", params=asked)
    fichiers = [row["fichier"] for row in found]
    assert [fichier["uri"] for fichier in fichiers] == [
        f"{source}/a%20b.pdf",
        f"{source}/note.txt",
    ]
    assert fichiers[1]["objectId"] is None
    answer = maison.raw("GET", f"/v1/dossiers/D1/documents/{fichiers[0]['objectId']}")
    assert answer.content == PDF
    assert "CANARI" not in json.dumps(found)


def test_a_document_that_is_not_there_is_said_by_name_after_its_tries(
    maison: Maison, tmp_path: Path
) -> None:
    with file_server(tmp_path) as source:
        bodies = [ligne("607000", 120, 0, fichier={"uri": f"{source}/perdu.pdf"}), DEUX[1]]
        told = ended(maison, corps(bodies, **OUVERT))
        assert told["etat"] == "en_attente"
        with maison.atelier.store.transaction(None) as conn:
            conn.execute(
                update(import_comptable).values(essais=2, prochain_essai=import_comptable.c.cree_le)
            )
        maison.work()
    told = maison.client.call("GET", f"/v1/imports/{told['id']}")
    assert told["etat"] == "a_valider"
    lost = [one for one in anomalies(maison, told) if one["code"] == "LIG-069"]
    assert [one["lu"] for one in lost] == [f"{source}/perdu.pdf"]
