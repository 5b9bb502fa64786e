"""Usages: what the books name cannot be removed, and the refusal says who uses it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from boucle.compta.etat import Etat
from boucle.operations.acteur import Acteur
from boucle.operations.balai import sweep
from boucle.operations.ressources import Envoi, list_records, write
from boucle.schema import registre

from .conftest import ACHAT, Scene, fec, scene

__all__ = ["scene"]


def remove(scene: Scene, nom: str, filtre: str) -> Any:
    """Ask that the one record of this filter be removed; give its faults."""
    resource, acteur = registre.find(nom), Acteur(
        scene.perimetre.cabinet_id, "essai", "Essai", 5, "advanced", "ESSAI", None
    )
    (record,) = json.loads(
        list_records(scene.store, acteur, resource, "D1", {"filter": filtre}).corps
    )
    items = [{name: record[name] for name in ("objectId", "revisionId")}]
    envoi = Envoi("DELETE", "D1", items, json.dumps(items).encode())
    return json.loads(write(scene.store, acteur, resource, envoi))["errors"]


@pytest.mark.parametrize(
    ("nom", "filtre"),
    [("compte", "numero=='606400'"), ("journal", "code=='AC'"), ("tiers", "code=='DUPONT'"),
     ("exercice", "dateDebut=='2024-01-01'")],
)  # fmt: skip
def test_what_lines_name_stays_and_the_books_are_named(
    scene: Scene, nom: str, filtre: str
) -> None:
    told = scene.run(fec(*ACHAT))
    (waiting,) = remove(scene, nom, filtre)
    scene.decide(told["id"], Etat.VALIDE)
    (kept,) = remove(scene, nom, filtre)
    for fault in (waiting, kept):
        assert fault["code"] == "REQ-125"
        assert "écritures comptables" in fault["message"]
    assert scene.violations() == []


def test_once_the_import_is_rejected_and_swept_it_may_go(scene: Scene) -> None:
    told = scene.run(fec(*ACHAT))
    scene.decide(told["id"], Etat.REJETE)
    sweep(scene.store)
    assert remove(scene, "tiers", "code=='DUPONT'") == []
    assert remove(scene, "compte", "numero=='606400'") == []
    assert scene.violations() == []
