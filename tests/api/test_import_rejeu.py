"""Rejeu of imports: what is sent again under its key gets its first answer, and is done once."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from api.test_import_http import LOOP, NOM, Maison, file_server, maison
from boucle import clock
from boucle.operations.acces import cles
from boucle.operations.travaux.menage import sweep_files
from boucle.store.fiches import dossiers
from operations.conftest import ACHAT, fec

__all__ = ["maison"]


def test_the_same_request_sent_twice_registers_one_import(maison: Maison, tmp_path: Path) -> None:
    body = {"codeIbs": "D1", "URI": maison.deposit(tmp_path, fec(*ACHAT)), "URL": ""}
    headers = {**maison.headers, "Idempotency-Key": "envoi-1"}
    first, second = (
        maison.raw("POST", f"{LOOP}/importFEC", json=body, headers=headers) for _ in range(2)
    )
    assert (first.status_code, first.content) == (200, second.content)
    other = maison.raw(
        "POST",
        f"{LOOP}/importFEC",
        json={**body, "URL": None, "doublon": "accepter"},
        headers=headers,
    )
    assert 400 <= other.status_code < 500


def sweep(maison: Maison, uri: str) -> None:
    """Let the deposit grow old, then sweep it as a worker does."""
    old = clock.now() - timedelta(days=30)
    folder = maison.atelier.store.config.donnees
    for path in folder.rglob("*"):
        os.utime(path, (old.timestamp(), old.timestamp()))
    sweep_files(maison.atelier)
    assert not maison.atelier.depot.holds(1, uri)


def test_a_request_sent_again_gets_its_answer_once_its_deposit_is_gone(
    maison: Maison, tmp_path: Path
) -> None:
    uri = maison.deposit(tmp_path, fec(*ACHAT))
    body = {"codeIbs": "D1", "URI": uri}
    headers = {**maison.headers, "Idempotency-Key": "tardif-1"}
    first = maison.raw("POST", f"{LOOP}/importFEC", json=body, headers=headers)
    maison.work()
    sweep(maison, uri)
    again = maison.raw("POST", f"{LOOP}/importFEC", json=body, headers=headers)
    assert (again.status_code, again.content) == (200, first.content)
    assert len(maison.client.call("GET", "/v1/imports", params={"codeDossier": "D1"})) == 1

    def refused(body: dict[str, str], **headers: str) -> tuple[int, str]:
        answer = maison.raw(
            "POST", f"{LOOP}/importFEC", json=body, headers={**maison.headers, **headers}
        )
        return answer.status_code, answer.json()["error"]["code"]

    # Another body, another key or none: the deposit is looked for.
    assert refused({**body, "SIRET": ""}, **{"Idempotency-Key": "tardif-1"}) == (422, "REQ-160")
    assert refused(body, **{"Idempotency-Key": "tardif-2"}) == (400, "REQ-252")
    assert refused(body) == (400, "REQ-252")


def test_an_answer_is_given_again_to_the_key_that_got_it_only(
    maison: Maison, tmp_path: Path
) -> None:
    uri = maison.deposit(tmp_path, fec(*ACHAT))
    body = {"codeIbs": "D1", "URI": uri}
    mark = {"Idempotency-Key": "a-moi"}
    first = maison.raw("POST", f"{LOOP}/importFEC", json=body, headers=maison.headers | mark)
    assert first.status_code == 200
    maison.work()
    sweep(maison, uri)
    store = maison.atelier.store
    with store.transaction(None) as conn:
        dossiers.create(conn, dossiers.create_cabinet(conn, "autre", "Autre"), "D1")
    partner = cles.create(store, "demo", nom="Q", partenaire="Q", codes=["D1"], profil=3)
    stranger = cles.create(store, "autre", nom="X", partenaire="X", codes=None, profil=3)
    told = []
    for made in (partner, stranger):
        headers = {"Ocp-Apim-Subscription-Key": made.abonnement, "x-apikey": made.x_apikey}
        answer = maison.raw("POST", f"{LOOP}/importFEC", json=body, headers=headers | mark)
        assert first.json()["accountingImportRequestId"] not in answer.text
        told.append(answer.json()["error"]["code"])
    assert told == ["REQ-252", "REQ-252"]


def test_a_word_sent_twice_is_heard_once(maison: Maison, tmp_path: Path) -> None:
    """Each act on an import bears a key like any write: a lost answer is asked for again."""
    (tmp_path / NOM).write_bytes(fec(*ACHAT))
    with file_server(tmp_path, refuse=True) as source:
        asked = maison.client.call(
            "POST", f"{LOOP}/importFEC", json={"codeIbs": "D1", "URL": f"{source}/{NOM}"}
        )
        maison.work()
    path = f"/v1/imports/{asked['accountingImportRequestId']}"

    def twice(method: str, act: str, **body: Any) -> Any:
        headers = {**maison.headers, "Idempotency-Key": f"mot-{act}"}
        first, again = (
            maison.raw(method, f"{path}/{act}", headers=headers, **body) for _ in range(2)
        )
        assert (first.status_code, first.content) == (200, again.content)
        other = maison.raw("PUT", f"{path}/url", headers=headers, json={"URL": "https://a.example"})
        assert (other.status_code, other.json()["error"]["code"]) == (422, "REQ-160")
        return first.json()

    with file_server(tmp_path) as source:
        assert twice("PUT", "url", json={"URL": f"{source}/{NOM}"})["etat"] == "en_attente"
        maison.work()
    assert twice("POST", "valider")["etat"] == "valide"
    assert maison.raw("POST", f"{path}/valider").json()["error"]["etat"] == "valide"
    spaced = maison.raw(
        "POST", f"{path}/valider", headers={**maison.headers, "Idempotency-Key": "a b"}
    )
    assert (spaced.status_code, spaced.json()["error"]["code"]) == (400, "REQ-161")
