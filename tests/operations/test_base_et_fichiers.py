"""Base et fichiers: what one of them has lost, the other says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from boucle.config import Config
from boucle.operations.controle.invariants import check_all
from boucle.operations.imports import imports
from boucle.store.base.engine import Store
from boucle.store.fichiers import accuses
from operations.conftest import ACHAT, Scene, fec, scene

__all__ = ["scene"]


def violations(store: Store) -> dict[str, list[str]]:
    return {one.code: one.violations for one in check_all(store) if one.violations}


def source_of(scene: Scene, demande: str) -> Path:
    with scene.store.lecture(None) as conn:
        _, row = imports.find(conn, scene.acteur, demande)
    return scene.atelier.depot.place_source(scene.perimetre, row["import_id"])


def test_a_source_that_is_gone_is_told(scene: Scene) -> None:
    demande = scene.run(fec(*ACHAT))["id"]
    assert violations(scene.store) == {}
    path = source_of(scene, demande)
    path.unlink()
    key = f"sources/{scene.perimetre.cabinet_id}/{scene.perimetre.dossier_id}/{path.name}"
    assert violations(scene.store) == {"I22": [key]}


def test_a_source_that_no_import_bears_is_told(scene: Scene) -> None:
    path = source_of(scene, scene.run(fec(*ACHAT))["id"])
    stray = path.with_name("999999")
    shutil.copyfile(path, stray)
    assert [found.rpartition("/")[2] for found in violations(scene.store)["I21"]] == ["999999"]
    stray.unlink()
    # What a cut fetch leaves for the next try is no source yet.
    path.with_name(".77.abc.part").write_bytes(b"x")
    assert violations(scene.store) == {}


def test_an_acknowledged_import_that_the_base_lacks_is_told(scene: Scene) -> None:
    kept, gone = scene.ask(fec(*ACHAT)), scene.ask(fec(*ACHAT, *ACHAT))
    assert violations(scene.store) == {}
    with scene.store.transaction(scene.perimetre) as conn:
        for table in ("import_evenement", "import_comptable"):
            conn.execute(
                text(
                    f"DELETE FROM {table} "
                    f"WHERE import_id IN (SELECT import_id FROM import_comptable "
                    "WHERE demande = :demande)"
                    if table == "import_evenement"
                    else f"DELETE FROM {table} WHERE demande = :demande"
                ),
                {"demande": gone},
            )
    (told,) = violations(scene.store)["I23"]
    assert gone in told
    assert kept not in told


def test_a_line_of_the_journal_that_was_cut_is_told(scene: Scene) -> None:
    scene.ask(fec(*ACHAT))
    with (scene.store.config.donnees / accuses.NOM).open("a") as file:
        file.write("1 1 0000")
    assert "illisible" in violations(scene.store)["I23"][0]


@pytest.mark.parametrize("dialecte", ["sqlite"], indirect=True)
def test_a_base_copied_without_its_wal_is_told(scene: Scene, tmp_path: Path) -> None:
    scene.run(fec(*ACHAT))
    with scene.store.engine.connect() as conn:
        conn.exec_driver_sql("ROLLBACK")
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.exec_driver_sql("BEGIN")
    lost = [scene.run(fec(*ACHAT, *ACHAT[:0]))["id"] for _ in range(2)]
    copy = tmp_path / "copie"
    shutil.copytree(scene.store.config.donnees, copy)
    (copy / "boucle.sqlite-wal").unlink()
    (copy / "boucle.sqlite-shm").unlink(missing_ok=True)
    restored = Store(replace(scene.store.config, donnees=copy))
    try:
        found = violations(restored)
    finally:
        restored.close()
    assert set(found) == {"I21", "I23"}
    # Each with its source and its lot.
    assert (len(found["I21"]), len(found["I23"])) == (4, 2)
    assert all(any(demande in told for told in found["I23"]) for demande in lost)


def test_a_journal_that_cannot_be_written_does_not_refuse_the_import(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    config: Config = scene.store.config
    (config.donnees / accuses.NOM).mkdir()
    demande = scene.ask(fec(*ACHAT))
    assert demande in caplog.text
    (config.donnees / accuses.NOM).rmdir()
    scene.work()
    assert scene.told(demande)["etat"] == "a_valider"
