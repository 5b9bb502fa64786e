"""Menage: what is past its time goes; what is not stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from boucle import clock
from boucle.operations.travaux import menage
from boucle.operations.travaux.menage import TRANCHE_CLES, sweep_keys
from boucle.operations.travaux.tour import turn
from boucle.store.acces.idempotence import GARDE, idempotence, keep, take
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.values import Perimetre

from .conftest import Scene, scene

__all__ = ["scene"]


def fill(store: Store, perimetre: Perimetre, prefix: str, nombre: int, age: timedelta) -> None:
    """Put answered keys of this age in a dossier."""
    le = clock.now() - age
    with store.transaction(perimetre) as conn:
        conn.execute(
            idempotence.insert(),
            [
                {
                    "cabinet_id": perimetre.cabinet_id,
                    "dossier_id": perimetre.dossier_id,
                    "cle": f"{prefix}-{n}",
                    "empreinte": "e",
                    "statut": 200,
                    "reponse": b"[]",
                    "le": le,
                }
                for n in range(nombre)
            ],
        )


def kept(store: Store) -> set[tuple[int, int, str]]:
    query = select(idempotence.c.cabinet_id, idempotence.c.dossier_id, idempotence.c.cle)
    with store.lecture(None) as conn:
        return {tuple(row) for row in conn.execute(query)}


@pytest.fixture
def elsewhere(store: Store) -> Perimetre:
    """Give a dossier of another cabinet."""
    with store.transaction(None) as conn:
        cabinet_id = dossiers.create_cabinet(conn, "B", "Cabinet B")
        return Perimetre(cabinet_id, dossiers.create(conn, cabinet_id, "E1"))


def test_keys_no_longer_honoured_go_from_every_dossier(scene: Scene, elsewhere: Perimetre) -> None:
    fresh = GARDE - timedelta(minutes=1)
    for perimetre in (scene.perimetre, elsewhere):
        fill(scene.store, perimetre, "vieille", TRANCHE_CLES + 5, GARDE + timedelta(seconds=1))
        fill(scene.store, perimetre, "jeune", 3, fresh)
    assert sweep_keys(scene.store) == 2 * (TRANCHE_CLES + 5)
    assert kept(scene.store) == {
        (where.cabinet_id, where.dossier_id, f"jeune-{n}")
        for where in (scene.perimetre, elsewhere)
        for n in range(3)
    }
    assert sweep_keys(scene.store) == 0


def test_a_worker_with_nothing_to_import_sweeps_them(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(scene.store, scene.perimetre, "vieille", 1, GARDE + timedelta(days=1))
    monkeypatch.setattr(menage, "_next_ms", 0)
    turn(scene.atelier)
    assert kept(scene.store) == set()


def test_a_key_past_its_time_is_a_new_one_before_any_sweep(scene: Scene) -> None:
    fill(scene.store, scene.perimetre, "cle", 1, GARDE + timedelta(seconds=1))
    with scene.store.transaction(scene.perimetre) as conn:
        assert take(conn, scene.perimetre, "cle-0", "autre") is None
        keep(conn, scene.perimetre, "cle-0", 200, b"neuf")
    with scene.store.transaction(scene.perimetre) as conn:
        earlier = take(conn, scene.perimetre, "cle-0", "autre")
    assert earlier is not None
    assert earlier.corps == b"neuf"
