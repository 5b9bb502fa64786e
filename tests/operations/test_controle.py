"""Controle: a file of any format is checked as an import would read it, and nothing is kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from click.testing import CliRunner, Result

from boucle.cli import app
from boucle.errors import Refus
from boucle.errors.exemples.exemple import NOM, Exemple, build
from boucle.errors.rapport import rendu_json
from boucle.formats.reconnaissance import recognise
from boucle.formats.registre import FEC, JSON, TRA
from boucle.operations.controle.controle import controler
from boucle.operations.controle.modele import read_modele
from boucle.operations.controle.verifier import exit_code
from formats.petit_json import corps, octets
from formats.petit_tra import ACHAT, FICHES, fichier
from formats.petit_xlsx import Feuille, classeur
from formats.test_perso_forme import ACHAT as LIGNES
from formats.test_perso_forme import ENTETE
from operations.test_verifier import SCHEMA

MODELE: dict[str, Any] = {
    "separateur": ";",
    "colonnes": [
        {"champ": "date", "entete": "Date"},
        {"champ": "journal", "defaut": "OD"},
        {"champ": "piece", "entete": "Piece"},
        {"champ": "compte", "entete": "Compte"},
        {"champ": "libelle", "entete": "Libelle"},
        {"champ": "debit", "entete": "Debit"},
        {"champ": "credit", "entete": "Credit"},
    ],
}
CSV = (ENTETE + LIGNES).encode()
TRA_OCTETS = fichier(*FICHES, *ACHAT)
JSON_OCTETS = octets(corps())
FEC_OCTETS = build(Exemple())


def put(folder: Path, nom: str, content: bytes) -> Path:
    path = folder / nom
    path.write_bytes(content)
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["verifier", *map(str, args)])


@pytest.mark.parametrize(
    "nom, content, claims",
    [
        (NOM, FEC_OCTETS, [FEC]), ("export.txt", FEC_OCTETS, [FEC]), ("a.tra", TRA_OCTETS, [TRA]),
        ("a.txt", gzip.compress(TRA_OCTETS), [TRA]), ("a.json", JSON_OCTETS, [JSON]),
        (NOM, TRA_OCTETS, [FEC, TRA]), ("a.csv", CSV, []), ("a.txt", b"", []),
        ("a.json", b"\xef\xbb\xbf" + JSON_OCTETS, [JSON]), ("a.zip", b"PK\x03\x04x", []),
        ("a.txt", JSON_OCTETS.decode().encode("utf-16"), [JSON]),
        ("a.xml", b"<comptabilite>", [FEC]),
    ],
)  # fmt: skip
def test_a_format_is_known_by_its_mark(
    tmp_path: Path, nom: str, content: bytes, claims: list[str]
) -> None:
    assert recognise(put(tmp_path, nom, content), nom) == claims


@pytest.mark.parametrize(
    "nom, content, modele, format_, nature, lignes, debit",
    [
        ("a.tra", TRA_OCTETS, None, "TRA", "TRA", 3, 12_000),
        ("a.json", JSON_OCTETS, None, "JSON", "JSON", 2, 12_000),
        ("a.csv", CSV, MODELE, "Personnalisé", "CSV", 2, 10_000),
        ("a.xlsx", classeur(Feuille("A", [line.split(";") for line in CSV.decode().split("\r\n")])),
         MODELE, "Personnalisé", "XLSX", 2, 10_000),
    ],
)  # fmt: skip
def test_each_format_is_read_and_told(
    tmp_path: Path, nom: str, content: bytes, modele: Any, format_: str, nature: str,
    lignes: int, debit: int,
) -> None:  # fmt: skip
    said = None if modele is None else read_modele(json.dumps(modele))
    rapport = controler(put(tmp_path, nom, content), modele=said)
    faits = rapport.faits
    assert (faits["format"], faits["apercu"]["nature"], faits["lignes"]) == (
        format_, nature, lignes,
    )  # fmt: skip
    assert (faits["debit_centimes"], faits["credit_centimes"]) == (debit, debit)
    assert (faits["nom_fichier"], faits["taille_octets"]) == (nom, len(content))
    assert (len(faits["sha256"]), exit_code(rapport)) == (64, 0)
    jsonschema_rs.validate(SCHEMA, json.loads(rendu_json.render(rapport)))


def test_two_formats_that_claim_a_file_are_both_named(tmp_path: Path) -> None:
    path = put(tmp_path, NOM, TRA_OCTETS)
    (found,) = [a for a in controler(path).anomalies if a.kind.code == "FIC-090"]
    assert "comme FEC et TRA ; il est lu comme FEC" in found.message
    (found,) = [a for a in controler(path, comme="tra").anomalies if a.kind.code == "FIC-090"]
    assert "lu comme TRA" in found.message
    assert "FIC-090" not in controler(put(tmp_path, "a.tra", TRA_OCTETS)).comptes


def test_a_model_and_another_format_are_both_named(tmp_path: Path) -> None:
    rapport = controler(put(tmp_path, NOM, CSV), modele=read_modele(json.dumps(MODELE)))
    (found,) = [a for a in rapport.anomalies if a.kind.code == "FIC-090"]
    assert "comme FEC et Personnalisé ; il est lu comme Personnalisé" in found.message
    assert rapport.faits["lignes"] == 2


def test_what_was_tried_is_told_of_a_file_that_no_format_claims(tmp_path: Path) -> None:
    rapport = controler(put(tmp_path, "caisse.csv", CSV))
    (found,) = [a for a in rapport.anomalies if a.kind.code == "FIC-091"]
    assert "ni l'en-tête *** d'un TRA" in found.message
    assert "le modèle" in found.remede
    assert "FIC-091" not in controler(put(tmp_path, "export.txt", CSV)).comptes


@pytest.mark.parametrize(
    "text, said",
    [("[1", "ne peut pas être lu"), ('{"colonnes": []}', "colonnes"), ("1", "ne peut pas être lu"),
     ('{"colonnes": [{"champ": "date", "position": 1}]}', "colonnes"), ('{"x": 1}', "x")],
)  # fmt: skip
def test_a_model_that_says_nothing_is_refused(text: str, said: str) -> None:
    with pytest.raises(Refus) as refus:
        read_modele(text)
    assert refus.value.kind.code == "REQ-309"
    assert said in refus.value.message


def test_the_command_reads_a_model_in_yaml_or_json(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", CSV)
    for nom, text in (("m.yaml", msgspec.yaml.encode(MODELE)), ("m.json", json.dumps(MODELE))):
        content = text if isinstance(text, bytes) else text.encode()
        done = run(path, "--modele", put(tmp_path, nom, content))
        assert done.exit_code == 0
        assert "2 lignes · 1 écriture" in done.stdout
        assert "Ce que j'ai lu" in done.stdout
        assert "Forme" not in done.stdout
    spoiled = put(tmp_path, "b.csv", CSV.replace(b"100,00", b"1OO,00"))
    done = run(spoiled, "-m", tmp_path / "m.json")
    assert (done.exit_code, "LIG-071" in done.stdout) == (1, True)
    assert run(path, "-m", put(tmp_path, "faux.json", b"{")).exit_code == 2


def test_the_command_reads_a_tra_and_a_json(tmp_path: Path) -> None:
    for nom, content in (("a.tra", TRA_OCTETS), ("a.json", JSON_OCTETS)):
        done = run(put(tmp_path, nom, content))
        assert (done.exit_code, "Ce que j'ai lu" in done.stdout) == (0, True)
        page = run(tmp_path / nom, "-f", "html").stdout
        assert "Importable" in page
        assert "trois niveaux" not in page
    bad = put(tmp_path, "b.tra", TRA_OCTETS.replace(b"100,00", b"1x0,00"))
    done = run(bad)
    assert (done.exit_code, "TRA-029" in done.stdout) == (1, True)


def test_a_format_may_be_asked_for(tmp_path: Path) -> None:
    path = put(tmp_path, NOM, TRA_OCTETS)
    assert "TRA" in run(path, "--comme", "tra").stdout
    assert run(path, "--comme", "fec").exit_code != 0
