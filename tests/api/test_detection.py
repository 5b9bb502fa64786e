"""The model of a file over HTTP, and by the command: as `POST /modeleImport` takes it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from api.test_import_http import LOOP, Maison, maison
from boucle.cli import app

__all__ = ["maison"]
MODELES = Path(__file__).parents[1] / "formats/modeles"


def test_a_file_is_sent_its_model_kept_and_used(maison: Maison, tmp_path: Path) -> None:
    content = (MODELES / "lettre.csv").read_bytes().replace(b"2025", b"2024")
    headers = maison.headers | {"Content-Type": "application/octet-stream"}
    found = maison.raw("POST", "/v1/modeles/detecter", content=content, headers=headers).json()
    assert (found["manque"], found["obstacles"], found["doutes"]) == ([], [], [])
    assert {"quoi": "tiers", "choix": "4", "raison": "titre « Auxiliaire »", "doute": False} in (
        found["raisons"]
    )
    kept = maison.raw(
        "POST", f"{LOOP}/modeleImport", params={"codeDossier": "D1"}, json=[found["modele"]]
    )
    assert kept.json()["errors"] == []
    uri = maison.deposit(tmp_path, content, "ventes.csv")
    body = {"codeIbs": "D1", "URI": uri, "URL": "", "MODELE": "DETECTE"}
    told = maison.raw("POST", f"{LOOP}/importPerso", json=body).json()
    maison.work()
    assert maison.client.follow(told["accountingImportRequestId"])["lignes"] == 2


def test_what_is_no_table_is_refused(maison: Maison) -> None:
    headers = maison.headers | {"Content-Type": "application/octet-stream"}
    answer = maison.raw("POST", "/v1/modeles/detecter", content=b"bonjour\n", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "REQ-315")


def test_the_command_says_why_and_what_is_missing(tmp_path: Path) -> None:
    target = tmp_path / "modele.json"
    source = MODELES / "banque_releve.csv"
    done = CliRunner().invoke(app, ["modele", "detecter", str(source), "--sortie", str(target)])
    assert done.exit_code == 0, done.output
    assert "! compte : rien ne le montre" in done.output
    assert "  libelle 3 : titre « Libellé »" in done.output
    assert '"separateur": ";"' in target.read_text("utf-8")
