"""Source figée: once an import is accepted, what it reads cannot be changed by its partner."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.test_import_http import LOOP, NOM, Maison, maison
from boucle.commandes.client import Client
from boucle.operations.acces import cles
from boucle.operations.atelier import Atelier
from boucle.store.base.engine import Store
from operations.conftest import ACHAT, fec, ligne, make_dossier
from rigs.azurite import Azurite
from rigs.serveur_http import serving

__all__ = ["maison"]

FIRST = fec(*ACHAT)
OTHER = fec(*ACHAT, ligne("2", "606400", "9,00", "0,00"), ligne("2", "512000", "0,00", "9,00"))
BLOB = {"x-ms-blob-type": "BlockBlob"}


def place(maison: Maison) -> tuple[str, str]:
    told = maison.client.call("GET", f"{LOOP}/getFileUrlDeposit", params={"filename": NOM})
    return told["depositUrl"], told["uri"]


def put(url: str, content: bytes) -> httpx.Response:
    return httpx.put(url, content=content, headers=BLOB, trust_env=False)


def source(maison: Maison, demande: str) -> bytes:
    return maison.raw("GET", f"/v1/imports/{demande}/source").content


def test_a_file_put_after_the_request_is_refused_and_changes_nothing(maison: Maison) -> None:
    url, uri = place(maison)
    assert put(url, b"draft").status_code == 201
    assert put(url, FIRST).status_code == 201
    demande = maison.client.import_fec("D1", uri)
    refused = put(url, OTHER)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "REQ-202")
    assert put(url, FIRST).status_code == 201
    maison.work()
    assert maison.client.follow(demande)["lignes"] == 3
    assert source(maison, demande) == FIRST


def test_a_put_that_began_before_the_request_ends_too_late(maison: Maison) -> None:
    url, uri = place(maison)
    put(url, FIRST)
    asked: list[str] = []

    def slowly() -> Iterator[bytes]:
        yield OTHER[:20]
        asked.append(maison.client.import_fec("D1", uri))
        yield OTHER[20:]

    assert httpx.put(url, content=slowly(), headers=BLOB, trust_env=False).status_code == 409
    maison.work()
    assert source(maison, asked[0]) == FIRST


def test_one_deposit_serves_two_imports(maison: Maison) -> None:
    url, uri = place(maison)
    put(url, FIRST)
    demandes = [maison.client.import_fec("D1", uri)]
    maison.work()
    demandes.append(maison.client.import_fec("D1", uri))
    maison.work()
    assert [maison.client.follow(demande)["lignes"] for demande in demandes] == [3, 3]
    assert [source(maison, demande) for demande in demandes] == [FIRST, FIRST]


def test_a_file_changed_on_the_disk_itself_is_not_imported(maison: Maison) -> None:
    url, uri = place(maison)
    put(url, FIRST)
    demande = maison.client.import_fec("D1", uri)
    folder = maison.atelier.config.donnees / "fichiers" / "depots" / "1" / uri.split("/")[0]
    (file,) = (path for path in folder.iterdir() if len(path.name) == 64)
    file.write_bytes(OTHER)
    maison.work()
    told = maison.client.follow(demande)
    assert (told["etat"], told["erreur"]["code"]) == ("en_erreur", "IMP-007")


@pytest.fixture
def nuage(
    store: Store, azurite: Azurite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Maison]:
    """A server whose files are in a blob storage of Azure's."""
    for name, value in azurite.environ().items():
        monkeypatch.setenv(name, value)
    container = azurite.create_container(f"boucle{secrets.token_hex(5)}")
    make_dossier(store)
    made = cles.create(store, "demo", nom="P", partenaire="P", codes=["D1"], profil=3)
    store.config = replace(store.config, fichiers=f"az://{container}/essai")
    atelier = Atelier.open(store.config, store)
    headers = {"Ocp-Apim-Subscription-Key": made.abonnement, "x-apikey": made.x_apikey}
    with serving(atelier) as url:
        client = Client(url, made.abonnement, made.x_apikey)
        yield Maison(url, client, headers, atelier)
        client.close()
    atelier.children.close()


@pytest.mark.parametrize("after", [OTHER, FIRST[:-1], FIRST], ids=["other", "shorter", "same"])
def test_a_blob_replaced_after_the_request_is_never_imported_in_silence(
    nuage: Maison, after: bytes
) -> None:
    url, uri = place(nuage)
    assert put(url, FIRST).status_code == 201
    demande = nuage.client.import_fec("D1", uri)
    assert put(url, after).status_code == 201
    nuage.work()
    told = nuage.client.follow(demande)
    assert (told["etat"], told["erreur"]["code"]) == ("en_erreur", "IMP-007")
    # The partner asks again: it is now the file of this second request.
    again = nuage.client.import_fec("D1", uri)
    nuage.work()
    assert nuage.client.follow(again)["erreur"] is None
    assert source(nuage, again) == after


def test_a_blob_read_once_stays_the_source_whatever_is_put_there(nuage: Maison) -> None:
    url, uri = place(nuage)
    put(url, FIRST)
    demandes = [nuage.client.import_fec("D1", uri) for _ in range(2)]
    nuage.work()
    put(url, OTHER)
    assert [nuage.client.follow(demande)["lignes"] for demande in demandes] == [3, 3]
    assert [source(nuage, demande) for demande in demandes] == [FIRST, FIRST]
