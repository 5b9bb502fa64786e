"""LotsGardes: the files of lots, on the disk and in an object storage, and what stays near."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.store.base.memoire import Memoire
from boucle.store.livre.lots_gardes import LotGarde, LotsGardes
from boucle.values import Perimetre
from rigs.azurite import Azurite

ICI, VOISIN = Perimetre(7, 3), Perimetre(7, 31)


@pytest.fixture(params=["local", "azure"])
def lots(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> LotsGardes:
    """Give an empty place of each kind, with room for two copies of 100 octets."""
    config = Config(donnees=tmp_path / "donnees", lots_disque_octets=250)
    if request.param == "local":
        return LotsGardes(config)
    azurite: Azurite = request.getfixturevalue("azurite")
    for name, value in azurite.environ().items():
        monkeypatch.setenv(name, value)
    container = azurite.create_container(f"boucle{random.SystemRandom().randrange(10**9)}")
    return LotsGardes(
        Config(donnees=config.donnees, lots_disque_octets=250, fichiers=f"az://{container}/essai")
    )


def keep(
    lots: LotsGardes,
    folder: Path,
    mark: str,
    perimetre: Perimetre = ICI,
    import_id: int = 5,
    tentative: int = 1,
) -> LotGarde:
    path = folder / "lot.parquet"
    path.write_text(mark * 100)
    return lots.keep(perimetre, import_id, tentative, path)


def read(lots: LotsGardes, lot: LotGarde) -> str:
    try:
        return lots.near(lot).read_text()[:1]
    except FileNotFoundError:
        return "absent"


def test_each_attempt_has_its_own_and_they_go_together(lots: LotsGardes, tmp_path: Path) -> None:
    first, second = keep(lots, tmp_path, "a"), keep(lots, tmp_path, "b", tentative=2)
    others = [keep(lots, tmp_path, "c", VOISIN), keep(lots, tmp_path, "d", import_id=55)]
    assert (second.octets, len(second.empreinte)) == (100, 64)
    assert [read(lots, lot) for lot in (first, second, *others)] == ["a", "b", "c", "d"]
    lots.delete(ICI, 5, sauf=2)
    lots.forget(first)
    assert [read(lots, lot) for lot in (first, second, *others)] == ["absent", "b", "c", "d"]
    lots.delete(ICI, 5)
    lots.delete(ICI, 5)
    lots.forget(second)
    assert [read(lots, lot) for lot in (second, *others)] == ["absent", "c", "d"]


def test_copies_from_afar_stay_within_their_room(lots: LotsGardes, tmp_path: Path) -> None:
    kept = [keep(lots, tmp_path, mark, import_id=at) for at, mark in enumerate("abcd")]
    near = tmp_path / "donnees" / "fichiers" / "lots-proches"
    for lot in kept:
        lots.near(lot)
        assert sum(path.stat().st_size for path in near.glob("*")) <= 250
    assert read(lots, kept[0]) == "a"


def test_memory_keeps_what_served_last_within_its_octets() -> None:
    memoire = Memoire(100)
    for key in "abc":
        memoire.put(key, key.upper(), 40)
        assert memoire.get("a") in ("A", None)
    assert [memoire.get(key) for key in "abc"] == ["A", None, "C"]
    memoire.put("d", "D", 51)  # more than half
    assert (memoire.get("d"), memoire.octets) == (None, 80)
    memoire.put("a", "A", 10)
    assert memoire.octets == 50


def test_memory_is_shared_by_threads() -> None:
    memoire, wrong = Memoire(1_000), []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(3_000):
            key = chance.randrange(40)
            found = memoire.get(key)
            if found not in (None, key):
                wrong.append(found)
            memoire.put(key, key, 10 * key)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, memoire.octets <= 1_000) == ([], True)
    assert memoire.octets == sum(10 * key for key in range(40) if memoire.get(key) is not None)
