"""Limites: each bound on time is exact to the millisecond, each bound on rate to the byte."""

from __future__ import annotations

import pytest

from boucle.errors.donnees.src import SOURCE_MUETTE, SOURCE_TROP_LENTE
from boucle.operations.sources.limites import Chrono, Limites, TropLent, delai_s

L = Limites()


def begun(limites: Limites = L) -> Chrono:
    """Give a chrono whose head is read, at instant 0."""
    chrono = Chrono(limites, 0)
    chrono.begin_body(0)
    return chrono


def said(call, *args) -> str:
    """Say the code of the limit overstepped, or nothing."""
    try:
        call(*args)
    except TropLent as lent:
        return lent.kind.code
    return ""


def test_the_published_figures() -> None:
    assert (L.connexion_ms, L.premier_octet_ms, L.silence_ms) == (10_000, 30_000, 30_000)
    assert (L.fenetre_ms, L.debit_min_octets_s, L.total_ms) == (60_000, 32_768, 1_800_000)


@pytest.mark.parametrize(("at", "code"), [(29_999, ""), (30_000, ""), (30_001, "SRC-011")])
def test_first_byte_limit_to_the_millisecond(at: int, code: str) -> None:
    assert said(Chrono(L, 0).arrived, 1, at) == code


def test_a_head_that_comes_by_drops_is_bounded_as_a_whole() -> None:
    chrono = Chrono(L, 0)
    for at in range(0, 30_001, 1_000):
        chrono.arrived(1, at)
    assert said(chrono.arrived, 1, 30_001) == "SRC-011"


@pytest.mark.parametrize(("at", "code"), [(29_999, ""), (30_000, ""), (30_001, "SRC-011")])
def test_silence_limit_to_the_millisecond(at: int, code: str) -> None:
    chrono = begun()
    chrono.arrived(10**9, 100)
    assert said(chrono.arrived, 1, 100 + at) == code


@pytest.mark.parametrize(("octets", "code"), [(-1, "SRC-012"), (0, ""), (1, "")])
def test_rate_limit_to_the_byte(octets: int, code: str) -> None:
    chrono = begun()
    chrono.arrived(1, 30_000)
    assert said(chrono.arrived, 60 * 32_768 + octets - 1, 60_000) == code


@pytest.mark.parametrize(("at", "code"), [(59_999, ""), (60_000, "SRC-012"), (60_001, "SRC-012")])
def test_the_rate_is_judged_after_a_whole_window(at: int, code: str) -> None:
    chrono = begun()
    for step in (20_000, 40_000):
        chrono.arrived(1, step)
    assert said(chrono.arrived, 1, at) == code


def test_a_good_first_minute_does_not_pay_for_a_bad_second_one() -> None:
    chrono = begun()
    for at in range(0, 60_001, 20_000):
        chrono.arrived(10**8, at)
    chrono.arrived(1, 90_000)
    assert said(chrono.arrived, 1, 120_000) == "SRC-012"


@pytest.mark.parametrize(("at", "code"), [(-1, ""), (0, ""), (1, "SRC-012")])
def test_total_limit_to_the_millisecond(at: int, code: str) -> None:
    chrono = begun()
    for minute in range(1, 120):
        chrono.arrived(10**8, minute * 15_000)
    assert said(chrono.arrived, 10**8, L.total_ms + at) == code


def test_waiting_stops_at_the_nearest_limit() -> None:
    assert Chrono(L, 0).wait_ms(10_000) == 20_000
    chrono = begun()
    chrono.arrived(1, 5_000)
    assert chrono.wait_ms(6_000) == 29_000
    short = begun(Limites(total_ms=7_000))
    assert short.wait_ms(6_000) == 1_000
    assert short.wait_ms(7_000) == 1
    assert said(short.wait_ms, 7_001) == "SRC-012"


def test_what_waiting_in_vain_means() -> None:
    assert Chrono(L, 0).give_up(30_000).kind is SOURCE_MUETTE
    assert begun(Limites(total_ms=100)).give_up(100).kind is SOURCE_TROP_LENTE


@pytest.mark.parametrize(
    ("tentative", "base"),
    [(0, 60), (1, 60), (2, 300), (3, 900), (4, 3_600), (5, 3_600), (99, 3_600)],
)
def test_the_schedule_of_new_tries(tentative: int, base: int) -> None:
    delays = {delai_s(tentative) for _ in range(2_000)}
    assert min(delays) >= base * 8 // 10
    assert max(delays) <= base * 12 // 10
    assert max(delays) - min(delays) > base // 4


@pytest.mark.parametrize(
    ("asked", "low", "high"),
    [(None, 48, 72), (0, 48, 72), (10, 48, 72), (500, 500, 500), (10**9, 21_600, 21_600)],
)
def test_the_wait_asked_by_the_source_is_granted(asked, low: int, high: int) -> None:
    assert low <= delai_s(1, asked) <= high


def test_tries_go_on_for_24_hours() -> None:
    elapsed, tentative = 0, 0
    while elapsed < 24 * 3_600:
        tentative += 1
        elapsed += delai_s(tentative)
    assert 20 <= tentative <= 35
