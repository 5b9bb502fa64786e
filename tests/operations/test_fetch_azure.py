"""Fetch, from Azure's blob storage with real shared-access signatures."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.donnees.src import Suite, suite_of
from boucle.operations.sources.fetch import SecretUrl, fetch, find_reprise
from rigs.azurite import Azurite

BODY = random.Random(5).randbytes(3 << 20)
NOW = datetime.now(UTC)


@pytest.fixture
def blob(azurite: Azurite) -> tuple[Azurite, Config, str, str]:
    container = azurite.create_container(f"depots{random.SystemRandom().randrange(10**9)}")
    azurite.put_blob(container, "842008161FEC20251231 é.txt", BODY)
    config = replace(Config(), sources_permises=f"http://127.0.0.1:{azurite.port}")
    return azurite, config, container, "842008161FEC20251231 é.txt"


def refusal(url: str, folder: Path, config: Config) -> Refus:
    with pytest.raises(Refus) as refus:
        fetch(SecretUrl(url), folder / "x", config)
    return refus.value


def test_a_signed_url_gives_the_file(blob, tmp_path: Path) -> None:
    azurite, config, container, nom = blob
    recu = fetch(SecretUrl(azurite.sas_url(container, nom)), tmp_path / "x", config)
    assert recu.sha256 == hashlib.sha256(BODY).hexdigest()
    assert recu.etag.startswith('"')


def test_a_stopped_transfer_goes_on_with_a_renewed_signature(blob, tmp_path: Path) -> None:
    azurite, config, container, nom = blob

    def stop(octets: int) -> None:
        raise KeyError("lease lost")

    with pytest.raises(KeyError):
        fetch(SecretUrl(azurite.sas_url(container, nom)), tmp_path / "x", config, on_progress=stop)
    reprise = find_reprise(tmp_path / "x")
    assert reprise is not None
    assert reprise.chemin.stat().st_size >= 1 << 20
    renewed = azurite.sas_url(container, nom, fin=NOW + timedelta(hours=48))
    recu = fetch(SecretUrl(renewed), tmp_path / "x", config, reprise=reprise)
    assert recu.sha256 == hashlib.sha256(BODY).hexdigest()


def test_a_blob_rewritten_meanwhile_is_read_again(blob, tmp_path: Path) -> None:
    azurite, config, container, nom = blob
    url = SecretUrl(azurite.sas_url(container, nom))

    def rewrite(octets: int) -> None:
        azurite.put_blob(container, nom, b"another file")
        raise KeyError("cut")

    with pytest.raises(KeyError):
        fetch(url, tmp_path / "x", config, on_progress=rewrite)
    fetch(url, tmp_path / "x", config, reprise=find_reprise(tmp_path / "x"))
    assert (tmp_path / "x").read_bytes() == b"another file"


@pytest.mark.parametrize(("debut", "fin"), [(-48, -1), (1, 24)], ids=["expired", "not yet valid"])
def test_a_signature_out_of_its_hours_waits_for_a_new_url(blob, tmp_path, debut, fin) -> None:
    azurite, config, container, nom = blob
    url = azurite.sas_url(
        container, nom, debut=NOW + timedelta(hours=debut), fin=NOW + timedelta(hours=fin)
    )
    refus = refusal(url, tmp_path, config)
    assert (refus.kind.code, suite_of(refus.kind)) == ("SRC-004", Suite.ATTENDRE_URL)


def test_an_altered_signature_waits_for_a_new_url(blob, tmp_path: Path) -> None:
    azurite, config, container, nom = blob
    url = azurite.sas_url(container, nom).replace("sig=", "sig=AAAA")
    assert refusal(url, tmp_path, config).kind.code == "SRC-004"


def test_an_absent_blob_is_final_after_three_tries(blob, tmp_path: Path) -> None:
    azurite, config, container, _ = blob
    refus = refusal(azurite.sas_url(container, "absent.txt"), tmp_path, config)
    assert (refus.kind.code, suite_of(refus.kind)) == ("SRC-005", Suite.DEFINITIF_APRES_3)


def test_without_the_exception_the_storage_is_never_reached(blob, tmp_path: Path) -> None:
    azurite, _, container, nom = blob
    assert refusal(azurite.sas_url(container, nom), tmp_path, Config()).kind.code == "SRC-002"
