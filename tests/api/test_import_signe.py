"""Imports by URL, end to end, with the real signatures of Azure's blob storage."""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from api.test_import_http import LOOP, NOM, Maison, maison
from boucle.store.base.engine import Store
from operations.conftest import ACHAT, fec
from rigs.azurite import Azurite

__all__ = ["maison"]


@pytest.fixture
def container(azurite: Azurite) -> str:
    found = azurite.create_container(f"partenaire{random.SystemRandom().randrange(10**9)}")
    azurite.put_blob(found, NOM, fec(*ACHAT))
    return found


def ask(maison: Maison, url: str) -> str:
    """Ask for the import of a URL, run what waits, and give the request's id."""
    body = {"codeIbs": "D1", "URL": url, "URI": ""}
    answer = maison.raw("POST", f"{LOOP}/importFEC", json=body)
    assert answer.status_code == 200, answer.text
    maison.work()
    return str(answer.json()["accountingImportRequestId"])


def signature(url: str) -> str:
    return parse_qs(urlsplit(url).query)["sig"][0]


def dump(store: Store) -> str:
    """Give every value of the database as one text."""
    if store.url.startswith("sqlite"):
        with sqlite3.connect(store.url.removeprefix("sqlite:///")) as conn:
            return "\n".join(conn.iterdump())
    with psycopg.connect(store.config.database_proprietaire) as conn:
        tables = conn.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return "\n".join(
            str(row)
            for (table,) in tables
            for row in conn.execute(f'SELECT t::text FROM "{table}" t').fetchall()
        )


def test_a_signed_url_goes_into_the_books_and_out_again(
    maison: Maison, azurite: Azurite, container: str
) -> None:
    demande = ask(maison, azurite.sas_url(container, NOM))
    told = maison.client.follow(demande)
    assert (told["etat"], told["nomFichier"], told["lignes"]) == ("a_valider", NOM, 3)
    maison.client.valider(demande)
    assert maison.client.export_fec("D1", "2024")[1] == fec(*ACHAT)


def test_an_expired_signature_waits_for_a_new_one(
    maison: Maison, azurite: Azurite, container: str
) -> None:
    past = datetime.now(UTC) - timedelta(hours=2)
    demande = ask(maison, azurite.sas_url(container, NOM, debut=past, fin=past))
    told = maison.client.call("GET", f"/v1/imports/{demande}")
    assert (told["etat"], told["code"], told["status"]) == ("attente_url", 15, 1)
    fresh = azurite.sas_url(container, NOM)
    maison.client.call("PUT", f"/v1/imports/{demande}/url", json={"URL": fresh})
    maison.work()
    assert maison.client.follow(demande)["etat"] == "a_valider"


def test_a_signature_is_written_nowhere(
    maison: Maison,
    azurite: Azurite,
    container: str,
    store: Store,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    caplog.set_level("DEBUG", "boucle")
    past = datetime.now(UTC) - timedelta(hours=2)
    good, lost = azurite.sas_url(container, NOM), azurite.sas_url(container, "absent.txt")
    expired = azurite.sas_url(container, NOM, debut=past, fin=past)
    told = "".join(
        maison.raw("GET", f"/v1/imports/{ask(maison, url)}").text for url in (good, lost, expired)
    )
    boucle = "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("boucle")
    )
    for url in (good, lost, expired):
        for place in (told, dump(store), boucle):
            assert signature(url) not in place
            assert url.partition("sig=")[2] not in place
