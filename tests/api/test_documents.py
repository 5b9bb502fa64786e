"""Documents: what is deposited is recognised by its content, kept, and given back to its own."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from boucle.formats.joints import OCTETS_MAX
from resources.porte import Porte

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)


def deposit(porte: Porte, octets: bytes, **params: Any) -> Any:
    params = {"context": "D1", "filename": "facture n° 1.pdf", **params}
    return porte.call("POST", "storeDocument", content=octets, **params)


@pytest.mark.parametrize(
    ("octets", "media"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")]
)
def test_a_document_is_kept_and_given_back(porte: Porte, octets: bytes, media: str) -> None:
    told = deposit(porte, octets, uploadMode="Mobile", transaction="SALE").json()
    assert (told["contentType"], told["taille"]) == (media, len(octets))
    assert told["sha256"] == hashlib.sha256(octets).hexdigest()
    assert told in porte.call("GET", "document", codeDossier="D1").json()
    path = f"/v1/dossiers/D1/documents/{told['objectId']}"
    answer = porte.call("GET", path)
    assert (answer.content, answer.headers["content-type"]) == (octets, media)
    assert porte.call("GET", path.replace("D1", "D2")).status_code == 404
    assert porte.call("GET", path, cle="autre").status_code == 404


@pytest.mark.parametrize(
    ("octets", "params", "status", "code"),
    [
        (b"", {}, 415, "REQ-164"),
        (b"MZ\x90", {}, 415, "REQ-164"),
        (b"<html>", {"filename": "x.pdf"}, 415, "REQ-164"),
        (PDF, {"context": ""}, 400, "REQ-023"),
        (PDF, {"filename": ""}, 400, "REQ-023"),
        (PDF, {"context": "INCONNU"}, 404, "REQ-004"),
        (PDF, {"context": "DX"}, 404, "REQ-004"),
        (PDF, {"context": "cabinet"}, 400, "REQ-162"),
        (PDF, {"uploadMode": "Pigeon"}, 400, "REQ-024"),
        (PDF, {"transaction": "GIFT"}, 400, "REQ-024"),
        (PDF, {"uploadAuthor": "personne"}, 400, "REQ-024"),
        (PDF, {"filename": "a" * 256}, 400, "REQ-024"),
        (PDF + bytes(OCTETS_MAX), {}, 413, None),
    ],
)
def test_what_cannot_be_kept_is_refused(
    porte: Porte, octets: bytes, params: dict[str, str], status: int, code: str | None
) -> None:
    answer = deposit(porte, octets, **params)
    assert answer.status_code == status
    if code:
        assert answer.json()["error"]["code"] == code


def test_the_same_key_deposits_once(porte: Porte) -> None:
    headers = {"Idempotency-Key": "depot-1"}
    first, again = (deposit(porte, PNG, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert deposit(porte, JPEG, headers=headers).status_code == 422
