"""A bare file gives its model: a wrong column fails, a doubtful one is said."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from boucle.formats.detection.detecter import detect
from boucle.formats.perso.modele import CHAMPS
from formats.petit_perso import Lu
from house.source import ROOT

MODELES = sorted((Path(__file__).parent / "modeles").glob("*.csv"))
ECHANTILLONS = Path(os.environ.get("BOUCLE_ECHANTILLONS", ROOT.parent / "shared/data"))
SAMPLE = ECHANTILLONS / "fec/samples/MyUnisoft__api-partenaires/Modele_import_csv.csv"
REGLAGES = ("separateur", "decimale", "formatDate", "ignorerDebut", "ignorerFin")
DEFAUTS = {"journal": "BQ", "compte": "51200000"}


def test_thirty_shapes_are_there() -> None:
    assert len(MODELES) >= 30


@pytest.mark.parametrize("source", MODELES, ids=lambda path: path.stem)
def test_a_file_gives_its_model(source: Path) -> None:
    wanted = json.loads(source.with_suffix(".json").read_text("utf-8"))
    found = detect(source)
    assert found.modele is not None
    told: dict[str, Any] = {nom: found.modele[nom] for nom in REGLAGES}
    told["colonnes"] = {item["champ"]: item["position"] for item in found.modele["colonnes"]}
    assert told | {"doutes": found.doutes, "manque": sorted(found.manque)} == wanted
    chosen = {raison.quoi for raison in found.raisons}
    assert set(told["colonnes"]) <= chosen, "each column has its reason"
    assert set(told["colonnes"]) <= CHAMPS.keys()


@pytest.mark.parametrize("source", MODELES, ids=lambda path: path.stem)
def test_the_model_reads_the_file(source: Path, tmp_path: Path) -> None:
    found = detect(source)
    assert found.modele is not None
    colonnes = found.modele["colonnes"] + [
        {"champ": champ, "defaut": DEFAUTS[champ]} for champ in found.manque
    ]
    modele = found.modele | {"colonnes": colonnes}
    lu = Lu(tmp_path, source.read_bytes(), modele)
    lines = source.read_bytes().decode(_charset(source)).strip("\n").split("\n")
    first, last = modele["ignorerDebut"] + 1, len(lines) - modele["ignorerFin"]
    read = {n for lot in lu.lots for n in lot["n"].to_list() if n <= len(lines)}
    assert read == set(range(first, last + 1))


def _charset(source: Path) -> str:
    return {"windows": "cp1252", "msdos": "cp850", "utf16": "utf-16"}.get(source.stem, "utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b";;;\n;;;\n",
        b"%PDF-1.7\n\x00\x01",
        b"un texte\nsans colonnes\n",
        b'"a;b\n"c;',
    ],
)
def test_what_is_no_table_has_no_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fichier"
    path.write_bytes(content)
    assert detect(path).modele is None


@pytest.mark.skipif(not SAMPLE.exists(), reason="the shared samples are not here")
def test_the_published_sample_is_read_with_no_hand_edit(tmp_path: Path) -> None:
    found = detect(SAMPLE)
    assert found.modele is not None
    assert (found.manque, found.obstacles, found.doutes) == (
        [],
        [],
        ["decimale", "ignorerFin"],
    )
    lu = Lu(tmp_path, SAMPLE.read_bytes(), found.modele)
    assert not lu.lecture.rapport.bloquant, lu.lecture.rapport.comptes
    assert (lu.lecture.bilan.lignes, lu.lecture.bilan.debit) == (2, 1_800_000)
