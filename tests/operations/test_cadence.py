"""Cadence: all servers together never give more than the bucket holds, whatever they lease."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.acces.cadence import Cadence, Quota
from boucle.store.base.engine import Store

LENT = Quota("cle", 100, 3_600)


@pytest.fixture
def serveurs(config: Config) -> Iterator[list[Cadence]]:
    stores = [Store(config) for _ in range(3)]
    made = [Cadence(store) for store in stores]
    yield made
    for cadence, store in zip(made, stores, strict=True):
        cadence.close()
        store.close()


def asked(cadence: Cadence, qui: str, times: int) -> int:
    """Give how many of so many calls were granted."""
    return sum(cadence.take(LENT, qui).accorde for _ in range(times))


def test_three_servers_share_one_bucket(serveurs: list[Cadence]) -> None:
    granted = [0, 0, 0]

    def hammer(rank: int) -> None:
        granted[rank] = asked(serveurs[rank], "k", 200)

    threads = [threading.Thread(target=hammer, args=(rank,)) for rank in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 94 <= sum(granted) <= 101
    assert asked(serveurs[0], "autre", 10) == 10


def test_a_refusal_says_when_and_keeps_its_word(serveurs: list[Cadence]) -> None:
    vif = Quota("cle", 5, 5)
    said = [serveurs[0].take(vif, "k") for _ in range(6)]
    assert [verdict.accorde for verdict in said] == [True] * 5 + [False]
    assert said[-1].dans_s == 1
    time.sleep(1.1)
    assert serveurs[1].take(vif, "k").accorde


def test_what_is_left_is_told(serveurs: list[Cadence]) -> None:
    said = [serveurs[0].take(LENT, "k", exact=True).reste for _ in range(3)]
    assert said == [99, 98, 97]


def test_a_full_bucket_is_forgotten(serveurs: list[Cadence]) -> None:
    vif = Quota("cle", 1_000, 1)
    serveurs[0].take(vif, "k")
    time.sleep(0.05)
    cadences = serveurs[0]._cadences
    cadences.sweep()
    assert cadences._one("SELECT count(*) FROM cadence", {}) == 0


@pytest.mark.parametrize("lu", ["6000", "a/60", "0/60", "60/0", "-1/60", "1/2/3"])
def test_a_setting_that_cannot_be_read_is_refused(lu: str) -> None:
    with pytest.raises(Refus, match="REQ-042"):
        Quota.read(Config(cadence_cle=lu), "cle")
    assert Quota.read(Config(cadence_cle="0"), "cle") is None


@pytest.mark.parametrize("dialecte", ["sqlite"], indirect=True)
def test_buckets_that_do_not_answer_refuse_nobody(config: Config) -> None:
    store = Store(config)
    (config.donnees / "cadence.sqlite").mkdir()
    cadence = Cadence(store)
    try:
        assert cadence.take(LENT, "k").accorde
    finally:
        cadence.close()
        store.close()


@pytest.mark.parametrize("dialecte", ["sqlite"], indirect=True)
def test_a_spoilt_file_of_buckets_is_made_again(config: Config) -> None:
    store = Store(config)
    (config.donnees / "cadence.sqlite").write_bytes(b"not a database" * 100)
    cadence = Cadence(store)
    try:
        said = [cadence.take(LENT, "k", exact=True).reste for _ in range(3)]
    finally:
        cadence.close()
        store.close()
    assert said[-1] == 98
