"""Fetch: what is told on the way, what room is asked for, and each bound to the byte."""

from __future__ import annotations

import errno
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from boucle import faults
from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.sources import fetch as module
from boucle.operations.sources.fetch import SecretUrl, fetch, find_reprise
from boucle.operations.sources.garde import Cible
from boucle.store.fichiers.partiel import receiving
from rigs import serveur as s

from .test_fetch import AMPLE, BODY, CHUNKED, code, run

MIB = 1 << 20
TOTAL = len(BODY)


def tour(folder: Path, hote: str = "x.fr", port: int = 443, schema: str = "https", **given):
    """Begin to receive a file `x` of this host."""
    with receiving(folder / "x") as partiel:
        cible = Cible(schema, hote, port, "/")
        return module._Tour(
            cible,
            Config(donnees=folder),
            AMPLE,
            None,
            given.get("on_progress"),
            given.get("hold"),
            partiel,
        )


def part_of(folder: Path, octets: int, *answers: s.Scenario, **given):
    """Receive so many bytes of BODY, then the rest from other answers; give what was told."""
    told: list[int] = []
    with s.serving(s.cut(BODY, octets), *answers) as serveur:
        config, url = serveur.config(Config(donnees=folder)), SecretUrl(serveur.url())
        with pytest.raises(Refus):
            fetch(url, folder / "x", config, limites=AMPLE)
        reprise = find_reprise(folder / "x")
        assert reprise is not None
        fetch(url, folder / "x", config, limites=AMPLE, reprise=reprise, hold=told.append, **given)
    return told


@pytest.mark.parametrize(("hote", "port", "schema", "host"), [
    ("x.fr", 443, "https", b"x.fr"), ("x.fr", 80, "http", b"x.fr"),
    ("x.fr", 443, "http", b"x.fr:443"), ("x.fr", 8443, "https", b"x.fr:8443"),
    ("2606::1", 443, "https", b"[2606::1]"), ("2606::1", 9, "https", b"[2606::1]:9"),
])  # fmt: skip
def test_the_host_is_named_with_its_port_when_it_is_not_the_usual_one(
    tmp_path: Path, hote: str, port: int, schema: str, host: bytes
) -> None:
    begun = tour(tmp_path, hote, port, schema)
    assert dict(module._headers(begun.cible, begun.partiel))[b"Host"] == host


def test_progress_is_told_each_mebibyte_and_room_is_asked_for_the_whole(tmp_path: Path) -> None:
    half = b"a" * (MIB // 2)
    for expected, room in ((2 * MIB, [2 * MIB, 2 * MIB]), (-1, [MIB, 2 * MIB])):
        told: list[int] = []
        held: list[int] = []
        begun = tour(tmp_path, on_progress=told.append, hold=held.append)
        module._receive(begun, [half] * 4, expected)
        assert (told, held) == ([MIB, 2 * MIB], room)


def test_a_body_that_is_not_of_its_size_is_cut(tmp_path: Path) -> None:
    for blocks, expected in (([b"a"], 0), ([b"ab"], 3), ([b"ab"], 1)):
        with pytest.raises(Refus, match="SRC-010"):
            module._receive(tour(tmp_path), blocks, expected)


def test_the_room_of_the_whole_file_is_asked_for_before_a_byte_and_at_the_end(
    tmp_path: Path,
) -> None:
    told: list[tuple[str, int]] = []
    answers = {
        s.whole(BODY): [("room", TOTAL), ("progress", TOTAL), ("room", TOTAL)],
        s.raw(CHUNKED + b"3\r\nabc\r\n0\r\n\r\n"): [("room", 0), ("progress", 3), ("room", 3)],
    }
    for answer, expected in answers.items():
        told.clear()
        with s.serving(answer) as serveur:
            fetch(
                SecretUrl(serveur.url()),
                tmp_path / "x",
                serveur.config(Config()),
                limites=AMPLE,
                on_progress=lambda octets: told.append(("progress", octets)),
                hold=lambda octets: told.append(("room", octets)),
            )
        assert told == expected
    # Of a transfer that goes on, the room is of the whole file too.
    assert part_of(tmp_path, 150_000, s.whole(BODY)) == [TOTAL, TOTAL]


@pytest.mark.parametrize("when", ["room", "progress"])
@pytest.mark.parametrize(("number", "expected"), [
    (errno.ENOSPC, "SRC-017"), (errno.EDQUOT, "SRC-017"), (errno.EACCES, "PermissionError"),
])  # fmt: skip
def test_a_disk_that_is_full_is_a_refusal_and_one_that_fails_an_incident(
    tmp_path: Path, when: str, number: int, expected: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, "said by the disk")

    given = {"hold": fail} if when == "room" else {"on_progress": fail}
    with s.serving(s.whole(BODY)) as serveur:
        config, url = serveur.config(Config()), SecretUrl(serveur.url())
        with pytest.raises((Refus, OSError)) as caught:
            fetch(url, tmp_path / "x", config, limites=AMPLE, **given)
    error = caught.value
    assert (error.kind.code if isinstance(error, Refus) else type(error).__name__) == expected
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(("statut", "kept"), [("404", False), ("400", False), ("503", True)])
def test_what_was_received_is_kept_while_the_source_may_still_give_the_rest(
    tmp_path: Path, statut: str, kept: bool
) -> None:
    with pytest.raises(Refus):
        part_of(tmp_path, 150_000, s.status(f"{statut} Said"))
    assert (find_reprise(tmp_path / "x") is not None) is kept


def test_a_part_of_one_byte_goes_on(tmp_path: Path) -> None:
    """Two bytes came: the second is asked again, of a source that has changed meanwhile."""
    part_of(tmp_path, 2, s.whole(b"new", '"v2"'))
    assert (tmp_path / "x").read_bytes() == b"new"


def ranged(first: int, total: int, body: bytes, etag: str = '"v1"') -> s.Scenario:
    """Answer a range that is announced well, whatever is sent."""
    return s.raw(
        s.head(
            "206 Partial Content",
            content_length=len(body),
            etag=etag,
            content_range=f"bytes {first}-{total - 1}/{total}",
        )
        + body
    )


def test_the_rest_of_another_version_is_not_taken(tmp_path: Path) -> None:
    rest = b"b" * (TOTAL - 149_999)
    part_of(tmp_path, 150_000, ranged(149_999, TOTAL, rest, '"v3"'), s.whole(b"new", '"v3"'))
    assert (tmp_path / "x").read_bytes() == b"new"


@pytest.mark.parametrize("given", [-1, 1])
def test_a_rest_that_is_not_of_its_size_is_refused(tmp_path: Path, given: int) -> None:
    """The length says one size and the range another, whichever is the longer."""
    rest = BODY[149_999:] + b"?"
    with pytest.raises(Refus, match="SRC-010"):
        part_of(tmp_path, 150_000, ranged(149_999, TOTAL, rest[: len(rest) - 1 + given]))
    assert not (tmp_path / "x").exists()


def announced(body: bytes, octets: int, **entetes: object) -> s.Scenario:
    return s.raw(s.head("200 OK", content_length=octets, **entetes) + body)


def late(conn, _: s.Demande) -> None:
    """Send one byte too many, once the announced ones have been read."""
    import time

    conn.sendall(s.head("200 OK", content_length=3, etag='"v1"') + b"abc")
    time.sleep(0.1)
    conn.sendall(b"?")


def trailed_rest(conn, demande: s.Demande) -> None:
    conn.sendall(s._honest_head(BODY, demande, '"v1"', {}) + BODY[demande.debut :] + b"?")


def test_more_than_was_announced_belies_the_length(tmp_path: Path) -> None:
    for answer in (
        announced(b"?", 0, etag='"v1"'),
        announced(b"abc?", 3, etag='"v1"'),
        late,
        s.raw(b'HTTP/1.1 200 OK\ncontent-length: 3\netag: "v1"\n\nabc?'),
        s.raw(b"HTTP/1.0 100 Wait\r\n\r\nHTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nabc?"),
    ):
        assert code(answer, tmp_path) == "SRC-010"
        assert list(tmp_path.iterdir()) == []
    with pytest.raises(Refus, match="SRC-010"):
        part_of(tmp_path, TOTAL - 10, trailed_rest)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_received_whatever_the_shape_of_its_head(tmp_path: Path) -> None:
    for answer in (
        s.raw(b"HTTP/1.1 200 OK\ncontent-length: 3\n\nabc"),
        s.raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc"),
        announced(b"abc", 3, content_encoding="Identity"),
        # Chunks have the last word (RFC 9112 §6.3).
        s.raw(
            s.head("200 OK", content_length=9, transfer_encoding="chunked")
            + b"3\r\nabc\r\n0\r\n\r\n"
        ),
    ):
        assert not isinstance(run(answer, tmp_path), Refus)
        assert (tmp_path / "x").read_bytes() == b"abc"


def test_too_long_a_file_is_refused_on_its_announce(tmp_path: Path) -> None:
    assert code(announced(b"", 1_001), tmp_path, octets_max=1_000) == "SRC-013"
    assert code(announced(b"", 1_000), tmp_path, octets_max=1_000) == "SRC-010"


@pytest.mark.parametrize(("over", "accepted"), [(0, True), (1, False)])
def test_the_size_of_a_head_is_bounded_to_the_byte(
    tmp_path: Path, over: int, accepted: bool
) -> None:
    """Each header counts four bytes more than its name and value, as it is written."""
    limites = replace(AMPLE, entetes_octets_max=len("content-length: 0\r\nx: abcd\r\n"))
    found = run(announced(b"", 0, x="abcd" + "e" * over), tmp_path, limites=limites)
    assert isinstance(found, Refus) != accepted
    if isinstance(found, Refus):
        assert found.kind.code == "SRC-015"


@pytest.mark.parametrize(("text", "wait_s"), [
    ("1234567", 123_456), ("²", None), ("-5", None), ("Thu, 01 Jan 1970 00:00:00 -0000", None),
])  # fmt: skip
def test_a_wait_is_read_only_when_it_is_one(tmp_path: Path, text: str, wait_s: int | None) -> None:
    refus = run(s.status("503 Busy", retry_after=text), tmp_path)
    assert refus.details.get("retry_after_s") == wait_s


def test_what_a_source_says_is_not_repeated_at_length(tmp_path: Path) -> None:
    refus = run(announced(b"", 0, content_encoding="z" * 60), tmp_path)
    assert (refus.kind.code, refus.slots["encodage"]) == ("SRC-014", "z" * 40)


def test_a_point_of_faults_is_passed_once_at_its_share_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[tuple[str, int]] = []
    for at in range(1_000):
        monkeypatch.setattr(faults, "point", lambda name, at=at: passed.append((name, at + 1)))
        module._pass_jalons(at, at + 1, 1_000)
    assert passed == [("fetch.corps_10", 100), ("fetch.corps_50", 500), ("fetch.corps_99", 990)]
    names: list[str] = []
    monkeypatch.setattr(faults, "point", names.append)
    run(s.whole(BODY), tmp_path)
    assert [name for name in names if "corps" in name] == [name for name, _ in passed]


def waits(monkeypatch: pytest.MonkeyPatch, folder: Path, took_ms: int) -> list[float]:
    """Say how long a refused address is waited for when judging it took so long."""
    slept: list[float] = []
    clock = [5_000]

    def resolve(*_: object) -> list[str]:
        clock[0] += took_ms
        return ["10.0.0.1"]

    monkeypatch.setattr(module, "now_ms", lambda: clock[0])
    monkeypatch.setattr(module.time, "sleep", slept.append)
    with pytest.raises(Refus, match="SRC-001"):
        fetch(
            SecretUrl("https://a.example.com/"),
            folder / "x",
            Config(),
            limites=replace(AMPLE, refus_ms=1_000),
            resolve=resolve,
        )
    return slept


def test_a_refused_address_answers_as_late_as_one_where_nobody_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [waits(monkeypatch, tmp_path, took) for took in (0, 400, 1_000, 1_500)] == [
        [1.0],
        [0.6],
        [0],
        [0],
    ]


ROOM = """
import pathlib, shutil, sys
from rigs import serveur as s
from boucle.config import Config
from boucle.errors import Refus
from boucle.operations.sources.fetch import Limites, SecretUrl, fetch
place = pathlib.Path(sys.argv[1])
usage = shutil.disk_usage(place)
for least, floor in ((2**40, usage.total // 10), (1_000, 1_000), (0, 0)):
    for octets in (usage.free - floor, usage.free - floor + 1):
        with s.serving(s.raw(s.head("200 OK", content_length=octets))) as serveur:
            try:
                fetch(SecretUrl(serveur.url()), place / "x", serveur.config(Config()),
                      limites=Limites(libre_min_octets=least))
            except Refus as refus:
                print(refus.kind.code)
"""


def in_a_disk_of_its_own(run_in: Callable[[list[str]], subprocess.CompletedProcess[str]]) -> str:
    ran = run_in(
        [
            "unshare",
            "-rm",
            "sh",
            "-c",
            'mount -t tmpfs -o size=20m tmpfs "$1" && exec "$2" -c "$3" "$1"',
            "sh",
        ]
    )
    if "unshare" in ran.stderr or "mount" in ran.stderr:
        pytest.skip(f"no disk of our own can be mounted here: {ran.stderr.strip()}")
    return ran.stdout


def test_a_tenth_of_the_disk_is_left_free_or_what_the_limits_say_if_less(tmp_path: Path) -> None:
    """To the byte: one more than there is room for is refused before it comes."""
    told = in_a_disk_of_its_own(
        lambda command: subprocess.run(
            [*command, str(tmp_path), sys.executable, ROOM],
            cwd=Path(__file__).resolve().parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
    )
    assert told.split() == ["SRC-010", "SRC-017"] * 3


def test_a_refused_answer_is_left_at_once_though_more_comes(tmp_path: Path) -> None:
    """Only behind a whole file is one byte more looked for."""
    body = random.Random(5).randbytes(10)
    with s.serving(s.drip(s.head("404 No", content_length=10**6) + body, b"x", 2)) as serveur:
        given = replace(tour(tmp_path), cible=Cible("http", "127.0.0.1", serveur.port, "/"))
        backend = module._Backend(["127.0.0.1"], AMPLE)
        with pytest.raises(Refus, match="SRC-005"):
            module._ask(given, backend)
    assert backend.trailing is None
