"""Chaos: workers killed at random moments, for a while; then every import is whole, and once."""

from __future__ import annotations

import os
import random
import time

import pytest

from operations.conftest import ACHAT, BANCAL, Scene, ended, fec, ligne, scene

from .test_mort import leftovers, lines, start_worker, until

__all__ = ["scene"]

SECONDS = int(os.environ.get("BOUCLE_CHAOS_S", "60"))
GRAINE = int(os.environ.get("BOUCLE_CHAOS_GRAINE", "1"))
WORKERS = 3
LAST_S = 300


@pytest.mark.long
def test_workers_killed_at_random(scene: Scene) -> None:
    rnd = random.Random(GRAINE)
    demands: dict[str, int] = {}
    workers = [start_worker(scene) for _ in range(WORKERS)]
    killed = 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        rank = len(demands)
        good = rnd.random() < 0.8
        more = [
            ligne(
                f"{n}",
                compte,
                "1,00" if compte == "606400" else "0,00",
                "0,00" if compte == "606400" else "1,00",
            )
            for n in range(1_000 * (rank + 1), 1_000 * (rank + 1) + rnd.choice((1, 300)))
            for compte in ("606400", "512000")
        ]
        content = fec(*ACHAT, *more, *(() if good else BANCAL))
        demands[scene.ask(content)] = 3 + len(more) if good else 0
        time.sleep(rnd.uniform(0.1, 2))
        victim = rnd.randrange(WORKERS)
        workers[victim].kill()
        workers[victim].wait()
        workers[victim] = start_worker(scene)
        killed += 1
        assert scene.violations() == []
    for worker in workers:
        worker.kill()
        worker.wait()
    sound = start_worker(scene)
    try:
        until("the imports", lambda: all(ended(scene.told(d)) for d in demands), LAST_S)
        until("the sweep", lambda: not leftovers(scene), LAST_S)
    finally:
        sound.kill()
        sound.wait()
    assert killed > 0
    assert {d: scene.told(d)["lignes"] for d in demands} == demands
    assert lines(scene) == sum(demands.values())
    assert scene.violations() == []
