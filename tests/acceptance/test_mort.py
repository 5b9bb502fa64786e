"""Mort: a process killed at any named point leaves nothing half-done, and the import ends once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from boucle import faults
from boucle.compta.etat import Etat
from boucle.formats.registre import TRA
from boucle.operations.imports import imports
from operations.conftest import ACHAT, BANCAL, Scene, ended, fec, scene
from operations.test_demandes_decision import DUE, POINTS
from operations.test_pieces_jointes import ENVOI, PDF, PNG, kept_documents
from rigs.demarres import started

__all__ = ["scene"]

_WAIT_S = 60
IN_DEMAND = ("demande.figee", "demande.avant_commit", "demande.apres_commit")
IN_DECISION = ("decision.avant_commit", "decision.apres_commit")
ASKED = (*POINTS, *DUE)
"""Killed in the tests of what is asked."""
ON_ERROR = ("erreur.avant_commit", "erreur.apres_commit")
IN_CHILD = tuple(name for name in faults.POINTS if name.startswith("lecture."))
# Killed with a real source at the other end, in test_mort_fetch.
IN_RETRY = ("nouvel_essai.avant_commit",)
IN_FETCH = tuple(
    name
    for name in faults.POINTS
    if name.startswith("fetch.") and name not in ("fetch.debut", "fetch.fin")
)
IN_SWEEP = ("balayage.tranche",)
IN_PIECES = tuple(name for name in faults.POINTS if name.startswith("pieces."))
IN_WORKER = tuple(
    name
    for name in faults.POINTS
    if name
    not in (
        *IN_DEMAND,
        *IN_DECISION,
        *ON_ERROR,
        *IN_CHILD,
        *IN_RETRY,
        *IN_SWEEP,
        *IN_FETCH,
        *IN_PIECES,
        *ASKED,
    )
)


def environment(scene: Scene, fault: str, **more: str) -> dict[str, str]:
    config = scene.store.config
    found = {
        **os.environ,
        "BOUCLE_DONNEES": str(config.donnees),
        "BOUCLE_DATABASE": config.database,
        # One that is to die waits for nobody: its lease is short, for the next one waits it out.
        "BOUCLE_DATABASE_CHARGE": config.database_charge,
        "BOUCLE_BAIL_S": "2" if fault else "3",
        "BOUCLE_LOTS_LIGNES_MIN": "1",
        "BOUCLE_FAUTE": fault,
        **more,
    }
    return {name: value for name, value in found.items() if value}


def start_worker(scene: Scene, fault: str = "", **more: str) -> subprocess.Popen[bytes]:
    return started(
        subprocess.Popen(
            [sys.executable, "-m", "boucle", "worker"],
            env=environment(scene, fault, **more),
            stderr=subprocess.DEVNULL,
        )
    )


def until(what: str, done: Callable[[], bool], wait_s: int = _WAIT_S) -> None:
    end = time.monotonic() + wait_s
    while not done():
        assert time.monotonic() < end, f"waited {wait_s} s for {what}"
        time.sleep(0.05)


def finish(scene: Scene, demande: str, **more: str) -> None:
    """Let a sound worker end the import and sweep what is left."""
    worker = start_worker(scene, **more)
    try:
        until("the end of the import", lambda: ended(scene.told(demande)))
        until("the sweep", lambda: not leftovers(scene))
    finally:
        worker.kill()
        worker.wait()


def leftovers(scene: Scene) -> bool:
    from boucle.store.travaux import queue

    with scene.store.lecture(None) as conn:
        return bool(queue.to_sweep(conn, scene.perimetre.cabinet_id, 1))


def lines(scene: Scene) -> int:
    from sqlalchemy import func, select

    from boucle.store.livre.lignes import ligne

    with scene.store.lecture(None) as conn:
        return int(conn.execute(select(func.count()).select_from(ligne)).scalar_one())


@pytest.mark.parametrize("fault", IN_WORKER)
def test_a_worker_killed_anywhere(scene: Scene, fault: str) -> None:
    demande = scene.ask(fec(*ACHAT))
    worker = start_worker(scene, fault)
    assert worker.wait(_WAIT_S) == -signal.SIGKILL, f"the fault {fault} did not fire"
    assert scene.violations() == []
    finish(scene, demande)
    told = scene.told(demande)
    assert (told["etat"], told["lignes"], lines(scene)) == ("a_valider", 3, 3)
    assert scene.violations() == []


@pytest.mark.parametrize("fault", IN_PIECES)
def test_a_worker_killed_as_it_keeps_documents(scene: Scene, fault: str) -> None:
    demande = scene.ask(ENVOI, "envoi.zip", format_fichier=TRA)
    worker = start_worker(scene, fault)
    assert worker.wait(_WAIT_S) == -signal.SIGKILL, f"the fault {fault} did not fire"
    assert kept_documents(scene)[0] == 0
    finish(scene, demande)
    assert scene.told(demande)["etat"] == "a_valider"
    assert kept_documents(scene) == (2, 2, len(PDF) + len(PNG))
    assert scene.violations() == []


@pytest.mark.parametrize("fault", IN_CHILD)
def test_a_reader_killed_anywhere(scene: Scene, fault: str) -> None:
    demande = scene.ask(fec(*ACHAT))
    worker = start_worker(scene, fault)
    until("a failed attempt", lambda: scene.told(demande)["essais"] > 0)
    worker.kill()
    worker.wait()
    assert scene.violations() == []
    finish(scene, demande)
    assert (scene.told(demande)["etat"], lines(scene)) == ("a_valider", 3)
    assert scene.violations() == []


@pytest.mark.parametrize("fault", ON_ERROR)
def test_a_worker_killed_while_it_says_no(scene: Scene, fault: str) -> None:
    demande = scene.ask(fec(*ACHAT, *BANCAL))
    worker = start_worker(scene, fault)
    assert worker.wait(_WAIT_S) == -signal.SIGKILL
    assert scene.violations() == []
    finish(scene, demande)
    assert (scene.told(demande)["etat"], lines(scene)) == ("en_erreur", 0)
    assert scene.violations() == []


@pytest.mark.parametrize("fault", IN_SWEEP)
def test_a_worker_killed_while_it_sweeps(scene: Scene, fault: str) -> None:
    told = scene.run(fec(*ACHAT))
    scene.decide(told["id"], Etat.REJETE)
    worker = start_worker(scene, fault)
    assert worker.wait(_WAIT_S) == -signal.SIGKILL
    assert scene.violations() == []
    finish(scene, told["id"])
    assert lines(scene) == 0


_ASK = """
import sys
from dataclasses import replace
from pathlib import Path
from boucle.config import Config
from boucle.operations.atelier import Atelier
from boucle.operations.imports.local import import_file, local_acteur
from boucle.operations.imports import imports
from boucle.operations.imports import decision
from boucle.compta.etat import Etat
atelier = Atelier.open(Config.read())
acteur = replace(local_acteur(atelier.store, "demo"), partenaire=sys.argv[3])
if sys.argv[1] == "ask":
    demande = imports.Demande.read({"codeIbs": "D1", "URI": sys.argv[2]})
    imports.request(atelier, acteur, "FEC", demande)
else:
    decision.decide(atelier, acteur, sys.argv[2], Etat.VALIDE)
"""


def run_killed(scene: Scene, fault: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASK, *arguments, scene.acteur.partenaire],
        env=environment(scene, fault),
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, f"the fault {fault} did not fire"


@pytest.mark.parametrize(("fault", "kept"), list(zip(IN_DEMAND, (0, 0, 1), strict=True)))
def test_a_request_is_there_whole_or_not_at_all(scene: Scene, fault: str, kept: int) -> None:

    path = Path(scene.folder / "732829320FEC20241231.txt")
    path.write_bytes(fec(*ACHAT))
    uri = scene.atelier.depot.deposit(scene.acteur.cabinet_id, path, scene.acteur.partenaire)
    run_killed(scene, fault, "ask", uri)
    found = imports.list_imports(scene.store, scene.acteur, "D1", imports.Page(take=10))[0]
    assert len(found) == kept
    assert scene.violations() == []
    # Its partner, who had no answer, asks again: nothing of the first time stands in the way.
    demande = imports.Demande.read({"codeIbs": "D1", "URI": uri})
    scene.work()
    imports.request(scene.atelier, scene.acteur, "FEC", demande)
    scene.work()
    found = imports.list_imports(scene.store, scene.acteur, "D1", imports.Page(take=10))[0]
    assert [told["lignes"] for told in found] == [3] * (kept + 1)
    assert scene.violations() == []


@pytest.mark.parametrize(
    ("fault", "etat"), [(IN_DECISION[0], "a_valider"), (IN_DECISION[1], "valide")]
)
def test_a_decision_is_taken_or_not(scene: Scene, fault: str, etat: str) -> None:
    told = scene.run(fec(*ACHAT))
    run_killed(scene, fault, "decide", told["id"])
    assert scene.told(told["id"])["etat"] == etat
    assert scene.violations() == []


def test_every_point_is_killed_somewhere() -> None:
    covered = {
        *IN_WORKER,
        *IN_CHILD,
        *ON_ERROR,
        *IN_SWEEP,
        *IN_PIECES,
        *IN_DEMAND,
        *IN_DECISION,
        *IN_RETRY,
        *IN_FETCH,
        *ASKED,
    }
    assert covered == set(faults.POINTS)
