"""Usages: what the books name cannot be removed, and the refusal says who uses it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from boucle.compta.etat import Etat
from boucle.operations.acces.acteur import Acteur
from boucle.operations.ressources.ressources import Envoi, list_records, write
from boucle.operations.travaux.balai import sweep
from boucle.schema import registre
from boucle.store.livre.lignes import libelle_import, solde
from boucle.store.livre.ventilations import ventilation
from boucle.store.travaux.imports import import_comptable

from .conftest import ACHAT, BANCAL, Scene, fec, scene

__all__ = ["scene"]
CHEF = Acteur(1, "essai", "Essai", 5, "advanced", "ESSAI", None)


def remove(scene: Scene, nom: str, filtre: str) -> Any:
    """Ask that the one record of this filter be removed; give its faults."""
    resource, acteur = (
        registre.find(nom),
        Acteur(scene.perimetre.cabinet_id, "essai", "Essai", 5, "advanced", "ESSAI", None),
    )
    (record,) = json.loads(
        list_records(scene.store, acteur, resource, "D1", {"filter": filtre}).corps
    )
    items = [{name: record[name] for name in ("objectId", "revisionId")}]
    envoi = Envoi("DELETE", "D1", items, json.dumps(items).encode())
    return json.loads(write(scene.store, acteur, resource, envoi))["errors"]


def change(scene: Scene, nom: str, filtre: str, values: dict[str, Any]) -> Any:
    """Ask that the one record of this filter take these values; give its faults."""
    resource = registre.find(nom)
    (record,) = json.loads(
        list_records(scene.store, CHEF, resource, "D1", {"filter": filtre}).corps
    )
    items = [{name: record[name] for name in ("objectId", "revisionId")} | values]
    envoi = Envoi("PUT", "D1", items, json.dumps(items).encode())
    return json.loads(write(scene.store, CHEF, resource, envoi))["errors"]


def make(scene: Scene, nom: str, sent: dict[str, Any]) -> None:
    envoi = Envoi("POST", "D1", [sent], json.dumps(sent).encode())
    told = json.loads(write(scene.store, CHEF, registre.find(nom), envoi))
    assert told["errors"] == []


@pytest.mark.parametrize(
    ("nom", "filtre"),
    [("compte", "numero=='606400'"), ("journal", "code=='AC'"), ("tiers", "code=='DUPONT'"),
     ("exercice", "dateDebut=='2024-01-01'")],
)  # fmt: skip
def test_what_lines_name_stays_and_the_books_are_named(scene: Scene, nom: str, filtre: str) -> None:
    told = scene.run(fec(*ACHAT))
    (waiting,) = remove(scene, nom, filtre)
    scene.decide(told["id"], Etat.VALIDE)
    (kept,) = remove(scene, nom, filtre)
    for fault in (waiting, kept):
        assert fault["code"] == "REQ-125"
        assert "écritures comptables" in fault["message"]
    assert scene.violations() == []


@pytest.mark.parametrize(
    ("nom", "filtre"),
    [("compte", "numero=='606400'"), ("journal", "code=='AC'"), ("tiers", "code=='DUPONT'"),
     ("exercice", "dateDebut=='2024-01-01'")],
)  # fmt: skip
def test_what_was_rejected_or_failed_names_nothing_before_it_is_swept(
    scene: Scene, nom: str, filtre: str
) -> None:
    scene.decide(scene.run(fec(*ACHAT))["id"], Etat.REJETE)
    scene.run(fec(*ACHAT, *BANCAL))
    assert remove(scene, nom, filtre) == []


@pytest.mark.parametrize(
    ("nom", "filtre", "autre"),
    [("compte", "numero=='606400'", {"numero": "606500"}),
     ("journal", "code=='AC'", {"code": "ACH"}), ("tiers", "code=='DUPONT'", {"code": "DUPOND"}),
     ("exercice", "dateDebut=='2024-01-01'", {"code": "EX 2024"})],
)  # fmt: skip
def test_what_a_running_import_has_loaded_is_neither_removed_nor_renamed(
    scene: Scene, nom: str, filtre: str, autre: dict[str, str]
) -> None:
    told = scene.run(fec(*ACHAT))
    with scene.store.transaction(scene.perimetre) as conn:
        # As it stands once the lines are loaded, before the sums and the labels are.
        conn.execute(import_comptable.update().values(etat=Etat.EN_COURS, tentative=None))
        conn.execute(libelle_import.delete())
        conn.execute(solde.delete())
    assert [fault["code"] for fault in remove(scene, nom, filtre)] == ["REQ-125"]
    assert [fault["code"] for fault in change(scene, nom, filtre, autre)] == ["REQ-125"]
    with scene.store.transaction(scene.perimetre) as conn:
        conn.execute(import_comptable.update().values(etat=Etat.EN_ERREUR))
    assert change(scene, nom, filtre, autre) == []
    assert told["lignes"] == 3


@pytest.mark.parametrize("etat", [Etat.A_VALIDER, Etat.VALIDE])
def test_a_section_and_its_axe_stay_while_a_part_names_them(scene: Scene, etat: Etat) -> None:
    demande = scene.run(fec(*ACHAT))["id"]
    for nom, sent in (("axe", {"code": "CHANTIER"}),
                      ("section", {"code": "NORD", "axe": "CHANTIER"})):  # fmt: skip
        make(scene, nom, sent)
    with scene.store.transaction(scene.perimetre) as conn:
        row = conn.execute(import_comptable.select()).mappings().one()
        conn.execute(
            ventilation.insert().values(
                cabinet_id=row["cabinet_id"],
                dossier_id=row["dossier_id"],
                import_id=row["import_id"],
                tentative=row["tentative"],
                n=2,
                axe="CHANTIER",
                rang=1,
                section="NORD",
                debit=10000,
                credit=0,
            )
        )
    if etat is Etat.VALIDE:
        scene.decide(demande, etat)
    for nom, code in (("section", "NORD"), ("axe", "CHANTIER")):
        filtre = f"code=='{code}'"
        told = change(scene, nom, filtre, {"code": "AUTRE"})
        for faults in (remove(scene, nom, filtre), told):
            (fault,) = [fault for fault in faults if fault["code"] == "REQ-125"]
            assert "écritures comptables" in fault["message"]


def test_an_exercice_is_not_shortened_over_its_lines(scene: Scene) -> None:
    scene.run(fec(*ACHAT))
    year = "dateDebut=='2024-01-01'"
    (fault,) = change(scene, "exercice", year, {"dateDebut": "2024-01-16"})
    assert (fault["code"], fault["field"]) == ("REQ-146", "dateDebut")
    assert "du 15/01/2024 au 15/01/2024" in fault["message"]
    (fault,) = change(scene, "exercice", year, {"dateFin": "2024-01-14"})
    assert (fault["code"], fault["field"]) == ("REQ-146", "dateFin")
    # The same month, but no line of it is lost.
    kept = {"dateDebut": "2024-01-15", "dateFin": "2024-01-15"}
    assert change(scene, "exercice", year, kept) == []


def test_a_line_of_the_last_day_is_of_its_exercice(scene: Scene) -> None:
    last = [line.replace("20240115", "20241231") for line in ACHAT]
    assert scene.run(fec(*last))["etat"] == "a_valider"
    (fault,) = remove(scene, "exercice", "dateDebut=='2024-01-01'")
    assert fault["code"] == "REQ-125"


def test_once_the_import_is_rejected_and_swept_it_may_go(scene: Scene) -> None:
    told = scene.run(fec(*ACHAT))
    scene.decide(told["id"], Etat.REJETE)
    sweep(scene.atelier)
    assert remove(scene, "tiers", "code=='DUPONT'") == []
    assert remove(scene, "compte", "numero=='606400'") == []
    assert scene.violations() == []
