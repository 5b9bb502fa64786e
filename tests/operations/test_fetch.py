"""Fetch: over real sockets, a file is received whole, once, or a reason says what follows."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.donnees.src import PLACE_MANQUANTE, Suite, suite_of
from boucle.operations.sources.fetch import SecretUrl, fetch, find_reprise
from boucle.operations.sources.limites import Limites
from rigs import serveur as s

BODY = random.Random(1).randbytes(300_000)
SHORT = Limites(
    connexion_ms=500,
    premier_octet_ms=300,
    silence_ms=300,
    fenetre_ms=400,
    total_ms=3_000,
    libre_min_octets=0,
    refus_ms=0,
)
AMPLE = Limites(libre_min_octets=0, refus_ms=0)
"""Where time is not what is tried: a busy machine takes no source for a silent one."""


def run(scenario: s.Scenario, folder: Path, limites: Limites = AMPLE, octets_max: int = 10**9):
    """Fetch once from a server that plays one scenario; give its Recu or its Refus."""
    with s.serving(scenario) as serveur:
        config = serveur.config(Config(donnees=folder, octets_max=octets_max))
        try:
            return fetch(SecretUrl(serveur.url()), folder / "x", config, limites=limites)
        except Refus as refus:
            return refus


def code(scenario: s.Scenario, folder: Path, **given) -> str:
    """Say the code of the refusal, and check that no file was made."""
    refus = run(scenario, folder, **given)
    assert isinstance(refus, Refus), refus
    assert not (folder / "x").exists()
    return refus.kind.code


def test_a_file_arrives_whole_hashed_and_private(tmp_path: Path) -> None:
    recu = run(s.whole(BODY), tmp_path)
    assert (recu.sha256, recu.taille_octets) == (hashlib.sha256(BODY).hexdigest(), len(BODY))
    assert (tmp_path / "x").read_bytes() == BODY
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    assert run(s.whole(b""), tmp_path).taille_octets == 0


def test_the_request_carries_nothing_of_ours(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with s.serving(s.whole(BODY)) as serveur:
        url = SecretUrl(serveur.url("/a%20b.txt?sig=abc%3D"))
        fetch(url, tmp_path / "x", serveur.config(Config()), limites=AMPLE)
        (demande,) = serveur.demandes
    assert demande.ligne == "GET /a%20b.txt?sig=abc%3D HTTP/1.1"
    assert demande.entetes == {
        "host": f"127.0.0.1:{serveur.port}",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
        "user-agent": "Boucle",
    }


@pytest.mark.parametrize("percent", range(0, 100, 4))
def test_a_cut_transfer_goes_on_where_it_stopped(tmp_path: Path, percent: int) -> None:
    at = len(BODY) * percent // 100
    with s.serving(s.cut(BODY, at, reset=percent % 8 == 0), s.whole(BODY)) as serveur:
        config, url = serveur.config(Config()), SecretUrl(serveur.url())
        with pytest.raises(Refus) as refus:
            fetch(url, tmp_path / "x", config, limites=AMPLE)
        assert refus.value.kind.code == "SRC-010"
        reprise = find_reprise(tmp_path / "x")
        recu = fetch(url, tmp_path / "x", config, limites=AMPLE, reprise=reprise)
        asked = serveur.demandes[1].debut
    assert (tmp_path / "x").read_bytes() == BODY
    assert recu.sha256 == hashlib.sha256(BODY).hexdigest()
    # A RST may destroy bytes that were on their way; a FIN destroys none. The last byte received
    # is asked again, so that the source always has its say.
    last = max(0, at - 1)
    assert asked <= last if percent % 8 == 0 else asked == last
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_file_cut_many_times_is_received_once(tmp_path: Path) -> None:
    steps = [s.cut(BODY, len(BODY) * n // 20) for n in range(1, 20)]
    with s.serving(*steps, s.whole(BODY)) as serveur:
        config, url, refusals = serveur.config(Config()), SecretUrl(serveur.url()), 0
        while True:
            try:
                reprise = find_reprise(tmp_path / "x")
                fetch(url, tmp_path / "x", config, limites=AMPLE, reprise=reprise)
                break
            except Refus:
                refusals += 1
    assert (refusals, (tmp_path / "x").read_bytes() == BODY) == (19, True)


def resume_against(scenario: s.Scenario, folder: Path):
    """Cut at half, then go on against a server that plays this scenario, then a good one."""
    with s.serving(s.cut(BODY, 150_000), scenario, s.whole(b"new", '"v2"')) as serveur:
        config, url = serveur.config(Config()), SecretUrl(serveur.url())
        with pytest.raises(Refus):
            fetch(url, folder / "x", config, limites=AMPLE)
        reprise = find_reprise(folder / "x")
        fetch(url, folder / "x", config, limites=AMPLE, reprise=reprise)
        return serveur.demandes


def test_a_file_changed_between_tries_is_read_again_from_the_start(tmp_path: Path) -> None:
    demandes = resume_against(s.whole(BODY, '"v2"'), tmp_path)
    assert demandes[1].entetes["if-match"] == '"v1"'
    assert [demande.debut for demande in demandes] == [0, 149_999, 0]
    assert (tmp_path / "x").read_bytes() == b"new"


@pytest.mark.parametrize(
    "answer",
    [
        s.status("416 Range Not Satisfiable"),
        s.raw(s.head("206 Partial Content", content_length=3, content_range="bytes 7-9/10")),
        s.raw(s.head("206 Partial Content", content_length=3)),
        s.raw(
            s.head("206 Partial Content", content_length=150_000, etag='"v3"',
                   content_range="bytes 150000-299999/300000")
        ),
    ],
)  # fmt: skip
def test_a_range_that_does_not_fit_is_asked_again_from_the_start(tmp_path: Path, answer) -> None:
    assert [demande.debut for demande in resume_against(answer, tmp_path)] == [0, 149_999, 0]
    assert (tmp_path / "x").read_bytes() == b"new"


def test_a_server_that_ignores_ranges_sends_all_again(tmp_path: Path) -> None:
    answer = s.raw(s.head("200 OK", content_length=4) + b"full")
    assert len(resume_against(answer, tmp_path)) == 2
    assert (tmp_path / "x").read_bytes() == b"full"


def test_a_weak_version_is_not_resumed(tmp_path: Path) -> None:
    assert code(s.cut(BODY, 1_000, 'W/"v1"'), tmp_path) == "SRC-010"
    assert find_reprise(tmp_path / "x") is None
    assert list(tmp_path.iterdir()) == []


STATUSES = {
    "400": "SRC-008 definitif", "401": "SRC-004 attendre_url", "403": "SRC-004 attendre_url",
    "404": "SRC-005 definitif_apres_3", "405": "SRC-008 definitif", "409": "SRC-006 reessayer",
    "410": "SRC-005 definitif_apres_3", "412": "SRC-018 reessayer", "416": "SRC-008 definitif",
    "429": "SRC-006 reessayer", "500": "SRC-007 reessayer", "502": "SRC-007 reessayer",
    "503": "SRC-007 reessayer", "204": "SRC-008 definitif", "301": "SRC-009 definitif",
    "302": "SRC-009 definitif", "307": "SRC-009 definitif", "308": "SRC-009 definitif",
    "299": "SRC-008 definitif", "300": "SRC-009 definitif", "399": "SRC-009 definitif",
    "408": "SRC-006 reessayer", "423": "SRC-006 reessayer", "425": "SRC-006 reessayer",
    "499": "SRC-008 definitif", "599": "SRC-007 reessayer", "600": "SRC-008 definitif",
}  # fmt: skip


@pytest.mark.parametrize(("statut", "expected"), STATUSES.items())
def test_each_status_says_what_follows(tmp_path: Path, statut: str, expected: str) -> None:
    refus = run(s.status(f"{statut} Said", location="http://127.0.0.1/"), tmp_path)
    assert isinstance(refus, Refus)
    assert f"{refus.kind.code} {suite_of(refus.kind)}" == expected
    assert refus.kind.passager == (suite_of(refus.kind) is Suite.REESSAYER)


@pytest.mark.parametrize(
    ("text", "expected"), [("120", 120), ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("soon", None)]
)
def test_the_wait_that_a_source_asks_is_told(tmp_path: Path, text: str, expected) -> None:
    refus = run(s.status("503 Busy", retry_after=text), tmp_path)
    assert isinstance(refus, Refus)
    assert refus.details.get("retry_after_s") == expected


OK = s.head("200 OK", content_length=10)
CHUNKED = s.head("200 OK", transfer_encoding="chunked")
BROKEN = {
    "nothing at all": (s.raw(b""), "SRC-015"),
    "not HTTP": (s.raw(b"SSH-2.0-OpenSSH\r\n\r\n"), "SRC-015"),
    "half a head": (s.raw(b"HTTP/1.1 200 OK\r\ncontent-"), "SRC-015"),
    "too long a head": (s.raw(s.head("200 OK", content_length=0, x="y" * 70_000)), "SRC-015"),
    "two lengths": (s.raw(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"),
                    "SRC-015"),
    "no length": (s.raw(b"HTTP/1.1 200 OK\r\n\r\nbytes"), "SRC-016"),
    "HTTP/1.0, no length": (s.raw(b"HTTP/1.0 200 OK\r\n\r\nbytes"), "SRC-016"),
    "length too long": (s.raw(OK + b"123456789"), "SRC-010"),
    "length too short": (s.raw(OK + b"12345678901"), "SRC-010"),
    "more after a pause": (s.raw(OK + b"1234567890", b"1", pause_s=0), "SRC-010"),
    "chunk cut": (s.raw(CHUNKED + b"5\r\nabc"), "SRC-010"),
    "chunks without end": (s.raw(CHUNKED + b"3\r\nabc\r\n"), "SRC-010"),
    "chunk badly written": (s.raw(CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n"), "SRC-010"),
    "compressed": (s.raw(s.head("200 OK", content_length=1, content_encoding="gzip") + b"1"),
                   "SRC-014"),
    "partial unasked": (s.raw(s.head("206 OK", content_length=1, content_range="bytes 0-0/1")
                              + b"1"), "SRC-018"),
    "no first byte": (s.silent, "SRC-011"),
    "head dripped": (s.drip(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n", 40), "SRC-011"),
    "continue for ever": (s.drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 40), "SRC-011"),
    "body stops": (s.raw(OK + b"123", pause_s=2), "SRC-011"),
    "body dripped": (s.drip(s.head("200 OK", content_length=10**6), b"1", 40), "SRC-012"),
    "chunks dripped": (s.drip(CHUNKED, b"1\r\na\r\n", 40), "SRC-012"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_never_taken_for_complete(tmp_path: Path, case: str) -> None:
    scenario, expected = BROKEN[case]
    limites = SHORT if expected in ("SRC-011", "SRC-012") else AMPLE
    assert code(scenario, tmp_path, limites=limites) == expected


def test_chunks_that_end_are_a_file(tmp_path: Path) -> None:
    run(s.raw(CHUNKED + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), tmp_path)
    assert (tmp_path / "x").read_bytes() == b"abcde"


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("taille", "accepted"), [(999, True), (1_000, True), (1_001, False)])
def test_size_limit_to_the_byte(tmp_path: Path, taille: int, accepted: bool, chunked: bool) -> None:
    body = b"a" * taille
    answer = s.whole(body)
    if chunked:
        answer = s.raw(CHUNKED + b"%x\r\n" % taille + body + b"\r\n0\r\n\r\n")
    found = run(answer, tmp_path, octets_max=1_000)
    assert isinstance(found, Refus) != accepted
    if not accepted:
        assert (found.kind.code, list(tmp_path.iterdir())) == ("SRC-013", [])


def test_an_endless_body_is_stopped(tmp_path: Path) -> None:
    endless = s.drip(CHUNKED, b"10000\r\n" + b"a" * 65_536 + b"\r\n", 0)
    assert code(endless, tmp_path, octets_max=5_000_000) == "SRC-013"


def test_the_whole_time_is_bounded(tmp_path: Path) -> None:
    steady = s.drip(s.head("200 OK", content_length=10**9), b"a" * 65_536, 20)
    started = time.monotonic()
    assert code(steady, tmp_path, limites=replace(SHORT, total_ms=600)) == "SRC-012"
    assert time.monotonic() - started < 3


def test_nobody_listens(tmp_path: Path) -> None:
    with s.serving(s.silent) as serveur:
        config, url = serveur.config(Config()), SecretUrl(serveur.url())
    with pytest.raises(Refus) as refus:
        fetch(url, tmp_path / "x", config, limites=AMPLE)
    assert refus.value.message == "Le serveur « 127.0.0.1 » n'a pas pu être joint."


FULL_DISK = """
import pathlib, sys
from rigs import serveur as s
from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.sources.fetch import Limites, SecretUrl, fetch
with s.serving(s.whole(b"a" * 3_000_000)) as serveur:
    for floor in (0, 2**40):
        try:
            fetch(SecretUrl(serveur.url()), pathlib.Path(sys.argv[1], "x"),
                  serveur.config(Config()), limites=Limites(libre_min_octets=floor))
        except Refus as refus:
            print(refus.kind.code, len(list(pathlib.Path(sys.argv[1]).iterdir())))
"""


def test_a_full_disk_is_a_passing_fault(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=2m tmpfs "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", str(tmp_path), sys.executable, FULL_DISK]
    tests = Path(__file__).resolve().parents[1]
    ran = subprocess.run(command, cwd=tests, capture_output=True, text=True, check=False)
    if "unshare" in ran.stderr or "mount" in ran.stderr:
        pytest.skip(f"no disk of our own can be mounted here: {ran.stderr.strip()}")
    assert ran.stdout == "SRC-017 0\nSRC-017 0\n", ran.stderr
    assert suite_of(PLACE_MANQUANTE) is Suite.REESSAYER


def test_what_progress_raises_stops_the_transfer_and_keeps_its_bytes(tmp_path: Path) -> None:
    body = random.Random(2).randbytes(5 << 20)

    def lose_lease(octets: int) -> None:
        if octets >= 2 << 20:
            raise KeyError("lease lost")

    with s.serving(s.whole(body)) as serveur:
        config, url = serveur.config(Config()), SecretUrl(serveur.url())
        with pytest.raises(KeyError):
            fetch(url, tmp_path / "x", config, limites=AMPLE, on_progress=lose_lease)
        fetch(url, tmp_path / "x", config, limites=AMPLE, reprise=find_reprise(tmp_path / "x"))
        assert serveur.demandes[1].debut >= 2 << 20
    assert (tmp_path / "x").read_bytes() == body


def test_a_zombie_cannot_spoil_the_file_of_its_successor(tmp_path: Path) -> None:
    """The first attempt, frozen in mid-body, wakes up after another has finished."""
    body = random.Random(3).randbytes(4 << 20)
    with s.serving(s.whole(body)) as serveur:
        config, url, inner = serveur.config(Config()), SecretUrl(serveur.url()), []

        def successor(octets: int) -> None:
            if not inner:
                reprise = find_reprise(tmp_path / "x")
                inner.append(reprise)
                fetch(url, tmp_path / "x", config, limites=AMPLE, reprise=reprise)

        with pytest.raises(FileNotFoundError):
            fetch(url, tmp_path / "x", config, limites=AMPLE, on_progress=successor)
    assert inner[0] is not None
    assert (tmp_path / "x").read_bytes() == body


def test_no_message_shows_the_secret_of_the_url(tmp_path: Path) -> None:
    secret = "sig=canari-7f3a"
    for scenario in (s.status("403 No"), s.status("500 No"), s.raw(b"rubbish")):
        with s.serving(scenario) as serveur:
            url = SecretUrl(serveur.url(f"/dossier/x.txt?{secret}"))
            with pytest.raises(Refus) as refus:
                fetch(url, tmp_path / "x", serveur.config(Config()), limites=AMPLE)
        told = f"{refus.value} {refus.value.slots} {refus.value.details} {url} {url!r} {url:>9}"
        assert "canari" not in told
        assert "/dossier" not in told


def test_a_connection_that_leads_elsewhere_than_judged_is_left_at_once(tmp_path: Path) -> None:
    """The system reaches 127.0.0.1 when asked for 0.0.0.0: judged one, connected to another."""
    with s.serving(s.whole(BODY)) as serveur:
        config = Config(sources_permises=f"http://ailleurs.test:{serveur.port}")
        url = SecretUrl(f"http://ailleurs.test:{serveur.port}/x.txt")
        with pytest.raises(Refus) as refus:
            fetch(url, tmp_path / "x", config, limites=AMPLE, resolve=lambda *_: ["0.0.0.0"])
        assert refus.value.kind.code == "SRC-001"
        assert (serveur.connexions, serveur.demandes) == (1, [])
        # The same name, judged and reached at the same address, is read.
        fetch(url, tmp_path / "x", config, limites=AMPLE, resolve=lambda *_: ["127.0.0.1"])
        assert len(serveur.demandes) == 1
