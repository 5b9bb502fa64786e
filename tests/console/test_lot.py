"""Lot: the page of an import's lines tells the truth whatever becomes of its lot, over HTTP."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import RowMapping, text

from boucle.compta.bilan import Bilan
from boucle.compta.etat import Etat
from boucle.compta.voie import Voie
from boucle.errors import Rapport
from boucle.operations.atelier import Atelier
from boucle.operations.controle.invariants import check_all
from boucle.operations.imports import decision, imports
from boucle.operations.imports.lots import take
from boucle.operations.travaux import balai
from boucle.operations.travaux.echange import Constat
from boucle.store.base.engine import Store
from boucle.store.base.memoire import Memoire
from boucle.store.livre.lots_gardes import hash_of
from boucle.store.travaux.queue import Tache
from operations.conftest import ACHAT, BANCAL
from rigs.scene_console import ATTENTE, SceneConsole, long_fec, scene_vide

FILTRES = (
    "q=fournitures",
    "q=DUPONT&sur=tiers",
    "op1=≥&m1=20&op2=<&m2=120",
    "a471=1",
    "q=1&fin=1",
    "q=facture+12&apres=30&rang=4",
    "q=p1&sur=piece&avant=200&rang=100",
    "q=introuvable",
)


NOM = "732829320FEC20241231"


@pytest.fixture
def scene(store: Store, tmp_path: Path) -> Iterator[SceneConsole]:
    """Give a dossier with one import that waits, of 264 lines."""
    with scene_vide(store, tmp_path) as made:
        demande = made.ask(long_fec(130, *ATTENTE, *ACHAT), f"{NOM}.txt")
        made.demandes["long"] = demande
        made.work()
        yield made


class Journal(logging.Handler):
    """Keep what the rooms of lots say."""

    def __init__(self) -> None:
        super().__init__()
        self.lignes: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lignes.append(record.getMessage())


@pytest.fixture
def journal() -> Iterator[Journal]:
    found = Journal()
    logging.getLogger("boucle.lots").addHandler(found)
    yield found
    logging.getLogger("boucle.lots").removeHandler(found)


def row_of(scene: SceneConsole, demande: str) -> RowMapping:
    with scene.atelier.store.lecture(scene.perimetre) as conn:
        return imports.find(conn, scene.acteur, demande)[1]


def lots(scene: SceneConsole) -> list[Path]:
    return sorted((scene.atelier.config.donnees / "fichiers" / "lots").rglob("*.parquet"))


def lot_of(scene: SceneConsole, demande: str) -> Path:
    number = str(row_of(scene, demande)["import_id"])
    return next(path for path in lots(scene) if path.parent.name == number)


def violations(scene: SceneConsole) -> dict[str, list[str]]:
    return {one.code: one.violations for one in check_all(scene.atelier.store) if one.violations}


def pages(scene: SceneConsole, demande: str) -> list[str]:
    """Read one page under each filter."""
    client, here = scene.client(), f"/dossiers/D1/imports/{demande}"
    answers = [
        client.get(f"{here}?{filtre}&page=1", headers={"hx-request": "true"}) for filtre in FILTRES
    ]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.text for answer in answers]


def another(scene: SceneConsole) -> SceneConsole:
    """Give the same cabinet, served by a process that has read nothing yet."""
    return replace(scene, atelier=Atelier.open(scene.atelier.config, scene.atelier.store))


def set_lot(scene: SceneConsole, empreinte: str | None) -> None:
    with scene.atelier.store.transaction(scene.perimetre) as conn:
        conn.execute(text("UPDATE import_comptable SET lot_empreinte = :e"), {"e": empreinte})


def sweep(scene: SceneConsole) -> None:
    while balai.sweep(scene.atelier):
        continue


def test_lot_or_not_a_filter_gives_the_same_octets(scene: SceneConsole) -> None:
    demande = scene.demandes["long"]
    path, row = lot_of(scene, demande), row_of(scene, demande)
    assert (hash_of(path), path.stat().st_size) == (row["lot_empreinte"], row["lot_octets"])
    assert violations(scene) == {}
    cold = pages(scene, demande)
    found = ["Fournitures" in page for page in cold]
    assert found == [True, False, True, False, True, False, True, False]
    scene.atelier.lecteur.wait()
    assert scene.atelier.lecteur.memoire.get(row["lot_empreinte"]) is not None
    assert pages(scene, demande) == cold
    scene.atelier.lecteur.memoire = Memoire(0)
    assert pages(scene, demande) == cold
    # As an import made before there were lots.
    set_lot(scene, None)
    assert pages(another(scene), demande) == cold
    assert violations(scene).keys() == {"I26"}  # a file that no row names


SPOILS: dict[str, Callable[[Path], Any]] = {
    "gone": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "another": lambda path: path.write_bytes(path.read_bytes().replace(b"PAR1", b"PAR2")),
}


def test_a_lot_that_is_lost_is_made_again_and_said_once(
    scene: SceneConsole, journal: Journal
) -> None:
    demande = scene.demandes["long"]
    path, before = lot_of(scene, demande), row_of(scene, demande)
    true = pages(scene, demande)
    for spoil in ("gone", "cut", "another"):
        SPOILS[spoil](path)
        whole = path.exists() and path.stat().st_size == before["lot_octets"]
        assert violations(scene).keys() == (set() if whole else {"I26"}), spoil
        journal.lignes.clear()
        other = another(scene)
        assert pages(other, demande) == true, spoil
        other.atelier.lecteur.wait()
        assert pages(other, demande) == true, spoil
        assert [demande in line for line in journal.lignes] == [True], journal.lignes
        assert hash_of(path) == row_of(scene, demande)["lot_empreinte"]
        assert violations(scene) == {}
        other.atelier.lecteur.close()
    # The row names something else: it is believed, and the file is made again.
    set_lot(scene, "0" * 64)
    other = another(scene)
    assert pages(other, demande) == true
    other.atelier.close()
    assert hash_of(path) == row_of(scene, demande)["lot_empreinte"]


def test_a_lot_goes_with_the_lines_of_its_import(scene: SceneConsole) -> None:
    demande = scene.demandes["long"]
    path = lot_of(scene, demande)
    dead = path.with_name("7.parquet")  # of an attempt that died before its publication
    dead.write_bytes(path.read_bytes())
    with scene.atelier.store.transaction(scene.perimetre) as conn:
        conn.execute(
            text("UPDATE import_comptable SET a_balayer = :oui"),
            {"oui": 1 if scene.atelier.store.fichier else True},
        )
    sweep(scene)
    assert lots(scene) == [path]
    refused = scene.ask(long_fec(40, *BANCAL), f"{NOM}_02.txt")
    scene.work()
    assert row_of(scene, refused)["etat"] == Etat.EN_ERREUR
    assert lots(scene) == [path]
    decision.decide(scene.atelier, scene.acteur, demande, Etat.REJETE)
    answer = scene.client().get(f"/dossiers/D1/imports/{demande}?q=fournitures")
    assert (answer.status_code, "Fournitures 1" in answer.text) == (200, False)
    sweep(scene)
    assert not path.parent.exists()
    assert row_of(scene, demande)["lot_empreinte"] is None
    assert violations(scene) == {}


def test_what_a_child_left_is_judged_before_it_is_kept(
    scene: SceneConsole, tmp_path: Path, journal: Journal
) -> None:
    """A child that was taken over may leave anything in its folder."""
    demande = scene.demandes["long"]
    good, row = lot_of(scene, demande), row_of(scene, demande)
    tache = Tache(scene.perimetre, row["import_id"], 9, Voie.PETITE)
    bilan = Bilan(lignes=row["lignes"], debit=row["debit"], credit=row["credit"])

    def left(put: Callable[[Path], Any], bilan: Bilan = bilan) -> bool:
        folder = tmp_path / f"enfant-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        put(folder / "lot.parquet")
        constat = Constat.of(bilan, Rapport(), 0, 0)
        return take(scene.atelier, tache, constat, folder) is not None

    assert left(lambda path: path.write_bytes(good.read_bytes()))
    assert not left(lambda path: None)
    assert journal.lignes == []
    assert not left(lambda path: path.symlink_to(good))
    assert not left(lambda path: path.hardlink_to(good))
    assert not left(lambda path: path.mkdir())
    assert not left(lambda path: path.write_bytes(b"PAR1" * 90))
    assert not left(lambda path: path.write_bytes(good.read_bytes()[:-40]))
    one_more = Bilan(lignes=bilan.lignes, debit=bilan.debit + 1, credit=bilan.credit)
    assert not left(lambda path: path.write_bytes(good.read_bytes()), one_more)
    # The two that cannot be read are one incident.
    assert len(journal.lignes) == 5
