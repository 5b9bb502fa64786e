"""Incidents: a panne is one line of the log, however often it is met; and so is a dead worker."""

from __future__ import annotations

import logging
import time

import pytest

from boucle import incidents
from boucle.compta.etat import Etat
from boucle.operations.travaux import tour
from boucle.store.travaux import queue
from boucle.store.travaux.imports import import_comptable

from .conftest import ACHAT, Scene, fec, scene

__all__ = ["scene"]
_LOG = logging.getLogger("boucle.essai")


def test_an_incident_is_said_once_and_its_return_counted(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1_000):
        incidents.say(_LOG, "REQ-094", "disk %s\nis full", n)
    incidents.say(_LOG, "REQ-091", "no base: 100%")
    assert caplog.messages == ["disk 0 is full", "no base: 100%"]
    later = time.monotonic() + incidents.RAPPEL_S
    monkeypatch.setattr(time, "monotonic", lambda: later)
    incidents.say(_LOG, "REQ-094", "disk still full")
    assert caplog.messages[2:] == ["disk still full (999 more since the last line)"]


def test_an_import_whose_worker_died_is_taken_over_in_one_line(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    demande = scene.ask(fec(*ACHAT))
    assert queue.claim(scene.store, "mort", 60) is not None
    with scene.store.transaction(scene.perimetre) as conn:
        ended = import_comptable.c.bail_fin
        past = scene.store.maintenant(conn).replace(year=2020)
        conn.execute(import_comptable.update().values({ended: past}))
    tour.turn(scene.atelier)
    assert scene.told(demande)["etat"] == Etat.A_VALIDER
    told = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert told == [f"import {demande}: taken over from mort, which gave no sign of life"]
