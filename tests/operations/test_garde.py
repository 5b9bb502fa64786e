"""Garde: no hostile URL ever opens a connection, and the operator's exceptions open no more."""

from __future__ import annotations

import random
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.sources.fetch import SecretUrl, fetch
from boucle.operations.sources.garde import (
    AdresseRefusee,
    address_ok,
    check_url,
    judge,
    read_permis,
    refuse_private,
)
from boucle.operations.sources.limites import Limites
from rigs import serveur as s
from rigs.urls_hostiles import NOT_URLS, PRIVATE, hostile_urls

SAAS = Config()
FAST = Limites(connexion_ms=300, refus_ms=0, libre_min_octets=0)
PUBLIC = "93.184.215.14"


class Canary:
    """Count every connection made to any loopback port it listens on."""

    def __init__(self) -> None:
        self.hits = 0
        self.listening = socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                self.listening.accept()[0].close()
            except OSError:
                return
            self.hits += 1


@pytest.fixture
def canary():
    found = Canary()
    yield found
    found.listening.close()


@pytest.mark.parametrize("permises", ["", "http://192.0.2.128/25:*"])
def test_a_hostile_url_never_connects(canary: Canary, tmp_path: Path, permises: str) -> None:
    """With an exception that opens other ports to names, the addresses alone are judged."""
    urls, config = hostile_urls(canary.port), replace(SAAS, sources_permises=permises)
    assert len(urls) >= 200
    accepted = []
    for url in urls:
        try:
            fetch(SecretUrl(url), tmp_path / "x", config, limites=FAST, resolve=_no_dns)
            accepted.append(url)
        except Refus as refus:
            assert refus.kind.code in ("SRC-001", "SRC-002"), (url, refus)
    assert (accepted, canary.hits, list(tmp_path.iterdir())) == ([], 0, [])


def _no_dns(hote: str, port: int) -> list[str]:
    """Resolve addresses written as such; any name is a private one."""
    try:
        return [
            str(info[4][0])
            for info in socket.getaddrinfo(
                hote, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
            )
        ]
    except OSError:
        return ["127.0.0.1"]


def test_a_name_that_turns_private_is_never_reached(canary: Canary, tmp_path: Path) -> None:
    """One answer serves for judging and for connecting: flipping between the two is of no use."""
    asked = []

    def flipping(hote: str, port: int) -> list[str]:
        asked.append(hote)
        return ["127.0.0.1"] if len(asked) % 2 == 0 else ["192.0.2.1"]

    for _ in range(1_000):
        with pytest.raises(Refus):
            fetch(
                SecretUrl("https://flip.example.com/x"),
                tmp_path / "x",
                SAAS,
                limites=FAST,
                resolve=flipping,
            )
    assert (len(asked), canary.hits) == (1_000, 0)


@pytest.mark.parametrize("bad", PRIVATE)
def test_one_bad_address_refuses_the_whole_name(bad: str) -> None:
    cible = check_url("https://mixed.example.com/", SAAS)
    assert not address_ok(bad)
    for answers in ([bad], [PUBLIC, bad], [bad, PUBLIC]):
        with pytest.raises(AdresseRefusee):
            judge(cible, SAAS, lambda *_, answers=answers: answers)


@pytest.mark.parametrize(
    "good",
    [
        PUBLIC,
        f"::ffff:{PUBLIC}",
        "20.60.40.4",
        "168.63.129.15",
        "168.63.129.17",
        "2606:4700::1111",
        "1.1.1.1",
    ],
)
def test_public_addresses_are_reached(good: str) -> None:
    assert address_ok(good)


def test_an_address_of_this_machine_is_refused_even_public() -> None:
    for info in socket.getaddrinfo(socket.gethostname(), None):
        assert not address_ok(str(info[4][0]))


def test_addresses_next_to_the_refused_networks() -> None:
    edges = {
        "9.255.255.255": True, "10.0.0.0": False, "10.255.255.255": False, "11.0.0.0": True,
        "100.63.255.255": True, "100.64.0.0": False, "100.127.255.255": False,
        "100.128.0.0": True, "172.15.255.255": True, "172.16.0.0": False,
        "172.31.255.255": False, "172.32.0.0": True, "192.167.255.255": True,
        "192.169.0.0": True, "198.17.255.255": True, "198.20.0.0": True,
        "223.255.255.255": True, "224.0.0.0": False, "2001:1ff:ffff::1": False,
        "2001:200::1": True, "2001:db7::1": True, "2001:db9::1": True, "3ffe::1": True,
        "4000::1": False, "1fff::1": False,
    }  # fmt: skip
    assert {text: address_ok(text) for text in edges} == edges


@pytest.mark.parametrize("url", NOT_URLS)
def test_a_badly_shaped_url_is_refused_with_its_reason(url: str) -> None:
    with pytest.raises(Refus) as refus:
        check_url(url, SAAS)
    assert refus.value.kind.code == "SRC-002"
    assert len(refus.value.message) > 50


def test_random_text_is_refused_or_parsed_never_more() -> None:
    rng, alphabet = random.Random(4), "https:/@[]%.?#&=\\0x7f1é\u202e\n ①localhost-_~"
    for _ in range(20_000):
        url = rng.choice(["https://", "https:", ""]) + "".join(rng.choices(alphabet, k=20))
        try:
            check_url(url, SAAS)
        except Refus as refus:
            assert refus.kind.code == "SRC-002"


def test_url_length_to_the_character() -> None:
    for length, accepted in ((2_047, True), (2_048, True), (2_049, False)):
        url = "https://a.example.com/".ljust(length, "a")
        if accepted:
            assert check_url(url, SAAS).hote == "a.example.com"
        else:
            with pytest.raises(Refus):
                check_url(url, SAAS)


def test_a_name_has_at_most_253_characters() -> None:
    start = f"{'a' * 63}." * 3
    assert check_url(f"https://{start}{'b' * 61}/", SAAS).hote == start + "b" * 61
    with pytest.raises(Refus):
        check_url(f"https://{start}{'b' * 62}/", SAAS)


def test_an_address_is_accepted_under_its_usual_writing_only() -> None:
    assert check_url("https://[2606:4700::1111]/", SAAS).hote == "2606:4700::1111"
    with pytest.raises(Refus):
        check_url("https://[2606:4700:0::1111]/", SAAS)


@pytest.mark.parametrize(("permises", "url", "told"), [
    ("", "https://10.1.2.3/", False), ("", f"https://{PUBLIC}/", True),
    ("", "https://interne.example.com/", True), ("10.1.0.0/16", "https://10.1.2.3/", True),
    ("192.168.0.0/16,10.1.0.0/16", "https://10.1.2.3/", True),
    ("192.168.0.0/16", "https://10.1.2.3/", False), ("", "https://127.0.0.1/", False),
])  # fmt: skip
def test_a_private_address_that_is_written_is_refused_at_once(
    permises: str, url: str, told: bool
) -> None:
    config = replace(SAAS, sources_permises=permises)
    cible = check_url(url, config)
    if told:
        refuse_private(cible, config)
    else:
        with pytest.raises(Refus) as refus:
            refuse_private(cible, config)
        assert refus.value.kind.code == "SRC-002"


def test_a_signed_azure_url_is_accepted_as_it_is_written() -> None:
    url = (
        "https://Compte.Blob.core.windows.net/depots/FEC%202025.txt"
        "?sp=r&st=2026-11-20T08:00:00Z&se=2026-11-21T08:00:00Z&spr=https&sv=2022-11-02&sr=b"
        "&sig=abc%2Bdef%3D"
    )
    cible = check_url(url, SAAS)
    assert (cible.schema, cible.hote, cible.port) == ("https", "compte.blob.core.windows.net", 443)
    assert url.endswith(cible.chemin)


EXCEPTIONS = [
    # (sources_permises, url, addresses, reached)
    ("", "https://a.example.com/", [PUBLIC], True),
    ("", "https://a.example.com/", ["10.1.2.3"], False),
    ("10.1.0.0/16", "https://a.example.com/", ["10.1.2.3"], True),
    ("10.1.0.0/16", "https://a.example.com/", ["10.2.2.3"], False),
    ("10.1.0.0/16", "https://a.example.com/", ["10.1.2.3", "127.0.0.1"], False),
    ("10.1.0.0/16", "http://a.example.com/", ["10.1.2.3"], None),
    ("10.1.0.0/16", "https://a.example.com:8443/", ["10.1.2.3"], None),
    ("10.1.0.0/16:8443", "https://a.example.com:8443/", ["10.1.2.3"], True),
    ("10.1.0.0/16:8443", "https://a.example.com:8443/", [PUBLIC], False),
    ("http://10.1.0.0/16:*", "http://10.1.2.3:9000/", ["10.1.2.3"], True),
    ("http://10.1.0.0/16:*", "http://a.example.com:9000/", [PUBLIC], False),
    ("*.interne.fr", "https://x.interne.fr/", ["10.1.2.3"], True),
    ("*.interne.fr", "https://interne.fr/", ["10.1.2.3"], False),
    ("*.interne.fr", "https://xinterne.fr/", ["10.1.2.3"], False),
    ("minio:9000", "https://minio:9000/", ["10.1.2.3"], True),
    ("minio:9000", "https://minio/", ["10.1.2.3"], False),
    ("http://minio:9000", "http://minio:9000/", ["10.1.2.3"], True),
    ("http://minio:9000", "http://autre:9000/", ["10.1.2.3"], None),
    *((unread, "https://a.example.com/", ["fd00::1"], "REQ-044") for unread in (
        "[fd00::]/8", "fd00::/8", "10.1.0.0/33", "10.1.0", "un hote", "minio:65536", "*", "*.",
    )),
    ("[fd00::/8]", "https://a.example.com/", ["fd00::1"], True),
    ("[fd00::/8]", "https://a.example.com/", ["fd00::1%eth0"], True),
    ("", "https://a.example.com/", [], False),
    ("10.1.2.3/16", "https://a.example.com/", ["10.1.9.9"], True),
    ("10.1.0.0/16:8443", "https://a.example.com:8443/", ["10.1.2.3", PUBLIC], False),
    # A port that is not named is 443, and another scheme on 443 is an exception too.
    ("interne.fr", "https://interne.fr:8443/", [PUBLIC], None),
    ("10.1.0.0/16", "http://a.example.com:443/", ["10.1.2.3"], None),
    ("http://10.1.0.0/16:*", "ftp://a.example.com:443/", ["10.1.2.3"], None),
    ("http://10.1.0.0/16:443", "http://a.example.com:443/", [PUBLIC], False),
    ("http://minio:80", "http://minio/", ["10.1.2.3"], True),
    ("http://minio:9000", "https://minio:9000/", ["10.1.2.3"], None),
    # One exception lends nothing to another, nor to an address or a name beside it.
    ("10.1.0.0/16,http://10.1.0.0/16:*", "http://10.1.2.3:9000/", ["10.1.2.3"], True),
    ("http://10.1.0.0/16:*", f"http://{PUBLIC}:9000/", [PUBLIC], None),
    ("minio:443,http://10.1.0.0/16:443", "http://minio:443/", ["10.2.2.3"], False),
    ("interne.fr", "https://xnterne.fr/", ["10.1.2.3"], False),
]  # fmt: skip


@pytest.mark.parametrize(("permises", "url", "addresses", "reached"), EXCEPTIONS)
def test_exceptions_open_what_they_name_and_no_more(permises, url, addresses, reached) -> None:
    config = replace(SAAS, sources_permises=permises)
    if reached == "REQ-044":
        with pytest.raises(Refus, match="REQ-044 BOUCLE_SOURCES_PERMISES"):
            read_permis(permises)
    elif reached is None:
        with pytest.raises(Refus):
            check_url(url, config)
    elif reached:
        assert judge(check_url(url, config), config, lambda *_: addresses) == addresses
    else:
        with pytest.raises(AdresseRefusee):
            judge(check_url(url, config), config, lambda *_: addresses)


def test_refused_and_unreachable_read_the_same(tmp_path: Path) -> None:
    with s.serving(s.silent) as gone:
        config, url = gone.config(SAAS), gone.url()
    told = []
    for target, given in ((url, config), ("https://127.0.0.1/", SAAS)):
        with pytest.raises(Refus) as refus:
            fetch(SecretUrl(target), tmp_path / "x", given, limites=FAST)
        told.append((refus.value.kind.code, refus.value.message, refus.value.details))
    assert told[0] == told[1]
