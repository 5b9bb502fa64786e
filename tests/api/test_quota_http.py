"""Quota over HTTP: what a partner reads who deposits more than its cabinet may keep."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx

from api.test_import_http import LOOP, NOM, Maison, maison
from boucle.store.fichiers import occupation

__all__ = ["maison"]


def limit(maison: Maison, octets: int) -> None:
    config = replace(maison.atelier.config, quota_octets=octets)
    maison.atelier.store.config = maison.atelier.config = config


def used(maison: Maison) -> int:
    with maison.atelier.store.lecture(None) as conn:
        return occupation.used(conn, 1)


def place(maison: Maison) -> str:
    answer = maison.client.call("GET", f"{LOOP}/getFileUrlDeposit", params={"filename": NOM})
    return str(answer["depositUrl"])


def chunks(octets: int) -> Iterator[bytes]:
    yield from (bytes(100) for _ in range(octets // 100))


def test_a_deposit_beyond_the_quota_says_what_is_used_and_what_to_do(maison: Maison) -> None:
    limit(maison, 2_000)
    assert httpx.put(place(maison), content=bytes(1_500), trust_env=False).status_code == 201
    for content in (bytes(600), chunks(600)):
        answer = httpx.put(place(maison), content=content, trust_env=False)
        assert answer.status_code == 413
        told = answer.json()
        assert told["error"]["code"] == "REQ-207"
        assert all(figure in told["message"] for figure in ("600", "1500", "2000"))
        assert used(maison) == 1_500
    assert httpx.put(place(maison), content=chunks(500), trust_env=False).status_code == 201
    assert used(maison) == 2_000


def test_a_partner_who_hangs_up_gives_its_room_back(maison: Maison) -> None:
    limit(maison, 1_000)
    url = urlsplit(place(maison))
    with socket.create_connection((url.hostname, url.port)) as conn:
        conn.sendall(
            f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
            "Content-Length: 900\r\n\r\n".encode()
            + bytes(100)
        )
        wait_for(maison, 900)
    wait_for(maison, 0)
    assert httpx.put(place(maison), content=bytes(1_000), trust_env=False).status_code == 201


def wait_for(maison: Maison, octets: int) -> None:
    end = time.monotonic() + 60
    while used(maison) != octets:
        assert time.monotonic() < end, f"{used(maison)} octets instead of {octets}"
        time.sleep(1 / 50)
