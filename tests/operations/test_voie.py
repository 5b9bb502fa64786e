"""Voie: a small file waits for no large one and for no slow host; what a file is, decides."""

from __future__ import annotations

import gzip
import random
import time
from dataclasses import replace

from boucle import worker
from boucle.compta.etat import Etat
from boucle.compta.voie import PETIT_OCTETS_MAX, Voie
from boucle.operations.imports import imports
from boucle.operations.travaux.pipeline import run_import
from boucle.store.travaux import imports as rows
from boucle.store.travaux import queue
from boucle.worker import RAPATRIEMENTS, RAPATRIEMENTS_PAR_CABINET, Worker
from operations.conftest import ACHAT, Scene, fec, ligne, scene
from rigs import serveur as s

__all__ = ["scene"]


def voie(scene: Scene, demande: str) -> Voie:
    """Give the lane of an import."""
    with scene.store.lecture(scene.perimetre) as conn:
        row = rows.find(conn, scene.acteur.cabinet_id, demande)
    assert row is not None
    return Voie(row["voie"])


def large_fec() -> bytes:
    """Write a FEC that is large even when it is compressed."""
    rng = random.Random(1)
    return fec(*(
        line for n in range(1, 1 + PETIT_OCTETS_MAX // 230)
        for line in (
            ligne(f"{n}", "606400", "1,00", "0,00", libelle=rng.randbytes(20).hex()),
            ligne(f"{n}", "401000", "0,00", "1,00", libelle=rng.randbytes(20).hex()),
        )
    ))  # fmt: skip


def test_a_deposit_waits_in_the_lane_of_its_size(scene: Scene) -> None:
    large = large_fec()
    assert voie(scene, scene.ask(fec(*ACHAT))) is Voie.PETITE
    assert voie(scene, scene.ask(large)) is Voie.GRANDE
    assert voie(scene, scene.ask(gzip.compress(large), "large.gz")) is Voie.GRANDE


def test_an_archive_that_hides_under_another_name_leaves_the_small_lane(scene: Scene) -> None:
    demande = scene.ask(gzip.compress(large_fec()), "732829320FEC20241231.txt")
    assert voie(scene, demande) is Voie.PETITE
    tache = queue.claim(scene.store, "w", 60, (Voie.PETITE,))
    assert tache is not None
    run_import(scene.atelier, tache)
    assert (scene.told(demande)["etat"], voie(scene, demande)) == ("en_cours", Voie.GRANDE)
    assert scene.violations() == []
    scene.work()
    assert scene.told(demande)["etat"] == Etat.A_VALIDER
    assert scene.violations() == []


def test_slow_hosts_hold_no_place_where_files_are_read(scene: Scene) -> None:
    with s.serving(*[s.silent] * 40, s.whole(fec(*ACHAT))) as serveur:
        scene.atelier.config = replace(serveur.config(scene.atelier.config), travailleurs=1)
        urls = [
            imports.request(
                scene.atelier,
                scene.acteur,
                "FEC",
                imports.Demande.read(
                    {"codeIbs": "D1", "URL": serveur.url("/732829320FEC20241231.txt")}
                ),
            )
            for _ in range(RAPATRIEMENTS + 2)
        ]
        door = Worker(scene.atelier)
        door.start()
        demande = scene.ask(fec(*ACHAT))
        end = time.monotonic() + 60
        while scene.told(demande)["etat"] != Etat.A_VALIDER:
            assert time.monotonic() < end
            time.sleep(0.05)
        etats = [scene.told(url)["etat"] for url in urls]
        door.stop()
    assert etats.count("en_cours") == RAPATRIEMENTS_PAR_CABINET
    assert etats.count("en_attente") == len(urls) - RAPATRIEMENTS_PAR_CABINET


def test_a_team_counts_who_works_for_whom() -> None:
    equipe = worker.Equipe((Voie.DISTANTE,), par_cabinet=2)
    equipe.count(4, 1)
    assert equipe.sauf == []
    equipe.count(4, 1)
    assert equipe.sauf == [4]
    equipe.count(4, -1)
    assert equipe.sauf == []
