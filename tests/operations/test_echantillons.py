"""Echantillons: each real file met in the wild gives an import or a rapport one can act on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from boucle.errors import kind_of
from boucle.operations.imports import imports

from .conftest import Scene

DOSSIER = Path(__file__).parents[2] / "../shared/data/fec/samples"
FICHIERS = sorted(path for path in DOSSIER.glob("*/*") if path.is_file())
NOMS = {".txt", ".csv"}
BONS = {"sample_tab.txt", "fec_2024_pseudonymised.txt", "0000000001FEC20220831.txt", "FEC.csv"}

if not FICHIERS:
    pytest.skip("the sample files are not here", allow_module_level=True)


@pytest.fixture(params=["sqlite"])
def dialecte(request: pytest.FixtureRequest) -> str:
    """One database is enough here: what differs is the file."""
    return str(request.param)


@pytest.mark.parametrize("path", FICHIERS, ids=lambda path: path.name)
def test_a_real_file_is_imported_or_explained(scene: Scene, path: Path) -> None:
    scene.set_reglages(creer_exercice=True)
    nom = path.name if path.suffix.lower() in NOMS else f"{path.stem}.txt"
    told = scene.run(path.read_bytes(), nom=nom)
    rapport = json.loads(imports.rapport(scene.store, scene.acteur, told["id"]))
    assert told["etat"] in ("a_valider", "en_erreur")
    assert told["etat"] == "a_valider" or path.name not in BONS
    assert rapport["bloquant"] is (told["etat"] == "en_erreur")
    for anomalie in rapport["anomalies"]:
        assert kind_of(anomalie["code"]).remede
        assert "{" not in anomalie["message"]
    if told["etat"] == "en_erreur":
        assert told["erreur"]["message"]
    assert scene.violations() == []
