"""Mort pendant le rapatriement: a worker killed anywhere in a fetch; the bytes come in once, exact.

A real HTTP server stands at the other end: one that knows ranges and versions, one that does not.
"""

from __future__ import annotations

import signal

import pytest

from boucle.operations.imports import imports
from boucle.operations.sources import source
from operations.conftest import Scene, fec, ligne, scene
from rigs import serveur as s

from .test_mort import IN_FETCH, IN_RETRY, finish, lines, start_worker

__all__ = ["scene"]

_WAIT_S = 60
_TAMPON_OCTETS = 8 * 1_024
"""What a killed process may have received and not yet handed to the system."""

ECRITURES = 6_000
FICHIER = fec(*(
    line for rank in range(1, ECRITURES + 1)
    for line in (
        ligne(f"{rank}", "606400", "10,00", "0,00", libelle=f"Fournitures de bureau {rank}"),
        ligne(f"{rank}", "512000", "0,00", "10,00", libelle=f"Fournitures de bureau {rank}"),
    )
))  # fmt: skip


def ask(scene: Scene, url: str) -> str:
    """Ask for the import of an URL."""
    demande = imports.Demande.read({"codeIbs": "D1", "URL": url})
    return imports.request(scene.atelier, scene.acteur, "FEC", demande)


def received(scene: Scene, demande: str) -> bytes:
    """Give the file kept of an import."""
    return b"".join(source.read_back(scene.atelier, scene.acteur, demande)[1])


def kill_then_finish(scene: Scene, fault: str, scenario: s.Scenario) -> list[int]:
    """Kill a worker at this point, let a sound one end; give the first byte each asked for."""
    with s.serving(scenario) as serveur:
        allowed = serveur.config(scene.store.config).sources_permises
        scene.atelier.config = serveur.config(scene.atelier.config)
        demande = ask(scene, serveur.url("/732829320FEC20241231.txt"))
        worker = start_worker(scene, fault, BOUCLE_SOURCES_PERMISES=allowed)
        assert worker.wait(_WAIT_S) == -signal.SIGKILL, f"the fault {fault} did not fire"
        assert scene.violations() == []
        finish(scene, demande, BOUCLE_SOURCES_PERMISES=allowed)
        asked = [request.debut for request in serveur.demandes]
    told = scene.told(demande)
    assert (told["etat"], told["lignes"]) == ("a_valider", 2 * ECRITURES)
    assert lines(scene) == 2 * ECRITURES
    assert received(scene, demande) == FICHIER
    assert scene.violations() == []
    assert parts(scene) == []
    return asked


def parts(scene: Scene) -> list[str]:
    """Name what dead attempts left on the disk."""
    folder = scene.store.config.donnees / "fichiers"
    return [path.name for path in folder.rglob("*.part*")]


HAVE = {
    "fetch.corps_10": len(FICHIER) * 10 // 100,
    "fetch.corps_50": len(FICHIER) * 50 // 100,
    "fetch.corps_99": len(FICHIER) * 99 // 100,
    "fetch.avant_renommage": len(FICHIER),
}


@pytest.mark.parametrize("fault", IN_FETCH)
def test_killed_in_a_fetch_that_can_be_resumed(scene: Scene, fault: str) -> None:
    first, *more = kill_then_finish(scene, fault, s.whole(FICHIER))
    assert first == 0
    if fault == "fetch.apres_renommage":
        assert more == []
        return
    (resumed,) = more
    assert HAVE[fault] - _TAMPON_OCTETS <= resumed < len(FICHIER)


@pytest.mark.parametrize("fault", IN_FETCH)
def test_killed_in_a_fetch_that_cannot_be_resumed(scene: Scene, fault: str) -> None:
    plain = s.raw(s.head("200 OK", content_length=len(FICHIER)) + FICHIER)
    asked = kill_then_finish(scene, fault, plain)
    assert asked == ([0] if fault == "fetch.apres_renommage" else [0, 0])


@pytest.mark.parametrize("fault", IN_RETRY)
def test_killed_while_the_next_try_is_written(scene: Scene, fault: str) -> None:
    """The source is busy, then well: the try that was not written is made all the same."""
    with s.serving(s.status("503 Busy", retry_after=1), s.whole(FICHIER)) as serveur:
        allowed = serveur.config(scene.store.config).sources_permises
        scene.atelier.config = serveur.config(scene.atelier.config)
        demande = ask(scene, serveur.url("/732829320FEC20241231.txt"))
        worker = start_worker(scene, fault, BOUCLE_SOURCES_PERMISES=allowed)
        assert worker.wait(_WAIT_S) == -signal.SIGKILL, f"the fault {fault} did not fire"
        assert (scene.told(demande)["essais"], scene.violations()) == (0, [])
        finish(scene, demande, BOUCLE_SOURCES_PERMISES=allowed)
    assert scene.told(demande)["etat"] == "a_valider"
    assert received(scene, demande) == FICHIER
    assert scene.violations() == []


def test_killed_in_a_fetch_whose_file_then_changes(scene: Scene) -> None:
    """The second version alone is read, from its first byte."""
    before = FICHIER.replace(b"Fournitures", b"Equipements")
    turns = iter([s.whole(before, '"v1"')])
    last = s.whole(FICHIER, '"v2"')

    def changing(conn, request):
        next(turns, last)(conn, request)

    asked = kill_then_finish(scene, "fetch.corps_50", changing)
    assert (asked[0], asked[2]) == (0, 0)
    assert asked[1] > 0
