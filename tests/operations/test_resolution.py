"""Resolution: asking the system for the addresses of a name, eight at a time, five seconds each."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from boucle.config import Config
from boucle.operations.sources import garde
from boucle.operations.sources.garde import AdresseRefusee, resolve_host

A_LA_FOIS = 8


@contextmanager
def resolving(number: int) -> Iterator[None]:
    """Hold the turns of so many names that are being resolved."""
    assert all(garde._turns.acquire(blocking=False) for _ in range(number))
    try:
        yield
    finally:
        garde._turns.release(number)


def test_the_published_figures() -> None:
    assert (garde.RESOLUTION_S, garde.URL_MAX) == (5, 2_048)


def test_a_name_gives_each_of_its_addresses_once() -> None:
    assert resolve_host("127.0.0.1", 443) == ["127.0.0.1"]
    found = resolve_host("localhost", 443)
    assert sorted(found) == sorted(set(found))
    assert set(found) <= {"127.0.0.1", "::1"}
    assert found


@pytest.mark.parametrize("hote", ["nom.invalid", "a" * 64 + ".example.com"])
def test_a_name_that_leads_nowhere_has_no_address(
    hote: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", fallen.append)
    assert (resolve_host(hote, 443), fallen) == ([], [])


def test_a_name_is_resolved_when_nobody_says_how() -> None:
    config = Config(sources_permises="127.0.0.1")
    assert garde.judge(garde.check_url("https://127.0.0.1/", config), config) == ["127.0.0.1"]


def test_a_ninth_name_waits_for_its_turn() -> None:
    with resolving(A_LA_FOIS - 1):
        assert resolve_host("127.0.0.1", 443) == ["127.0.0.1"]
        held = resolving(1)
        held.__enter__()
        threading.Timer(0.1, held.__exit__, (None, None, None)).start()
        assert resolve_host("127.0.0.1", 443) == ["127.0.0.1"]


def test_what_is_not_resolved_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its thread is left behind, and holds no process back."""
    monkeypatch.setattr(garde, "RESOLUTION_S", 0.05)
    with resolving(A_LA_FOIS):
        with pytest.raises(AdresseRefusee):
            resolve_host("127.0.0.1", 443)
        left = [thread for thread in threading.enumerate() if thread.name == "resolution"]
        assert [thread.daemon for thread in left] == [True]
    left[0].join()


def test_an_address_of_this_machine_is_known_as_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever listens on its ports, and refused even if it were public."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        with suppress(PermissionError):
            other.bind(("127.0.0.1", 1))
        assert garde._is_ours(ipaddress.ip_address("127.0.0.1"))
    assert not garde._is_ours(ipaddress.ip_address("192.0.2.1"))
    if socket.has_ipv6:
        assert garde._is_ours(ipaddress.ip_address("::1"))
    monkeypatch.setattr(garde, "_REFUSED_V4", ())
    assert garde.is_public(ipaddress.ip_address("127.0.0.1"))
    assert not garde.address_ok("127.0.0.1")
