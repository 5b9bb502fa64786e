"""Noms rendus: a file goes out under its own name, whatever the name, and no header is forged."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.test_import_http import LOOP, Maison, maison
from boucle.api.wire import named_file
from operations.conftest import ACHAT, fec

__all__ = ["maison"]


SHAPE = re.compile(
    r"""attachment; filename="([ !#$&+\-.0-9A-Z^_`a-z|~]+)"(?:; filename\*=UTF-8''([\w.%~-]*))?""",
    re.ASCII,
)


def read(value: str) -> str:
    """Read the name in a Content-Disposition, which holds no other parameter."""
    match = SHAPE.fullmatch(value)
    assert match is not None, value
    return match[1] if match[2] is None else unquote(match[2])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_name_is_read_back_and_adds_no_parameter(nom: str) -> None:
    assert read(named_file(nom)["Content-Disposition"]) == nom


@pytest.mark.parametrize(("nom", "expected"), [
    ("a.txt", 'attachment; filename="a.txt"'),
    ("€.txt", "attachment; filename=\"_.txt\"; filename*=UTF-8''%E2%82%AC.txt"),
    ("été.txt", "attachment; filename=\"ete.txt\"; filename*=UTF-8''%C3%A9t%C3%A9.txt"),
    ('a";x="b.txt',
     "attachment; filename=\"a__x__b.txt\"; filename*=UTF-8''a%22%3Bx%3D%22b.txt"),
    ("a\r\nb.txt", "attachment; filename=\"a__b.txt\"; filename*=UTF-8''a%0D%0Ab.txt"),
])  # fmt: skip
def test_names_as_written(nom: str, expected: str) -> None:
    assert named_file(nom) == {"Content-Disposition": expected}


@pytest.mark.parametrize("nom", ["€.txt", "œuvre 100 été.txt"])
def test_a_source_is_given_back_under_its_name(maison: Maison, tmp_path: Path, nom: str) -> None:
    demande = maison.client.import_fec("D1", maison.deposit(tmp_path, fec(*ACHAT), nom))
    maison.work()
    answer = maison.raw("GET", f"/v1/imports/{demande}/source")
    assert (answer.status_code, answer.content) == (200, fec(*ACHAT))
    assert read(answer.headers["content-disposition"]) == nom


@pytest.mark.parametrize("nom", ["a%0D%0Ab.txt", "a%7F.txt", "a%E2%80%AEtxt.exe"])
def test_a_name_is_judged_once_unquoted(maison: Maison, nom: str) -> None:
    body = {"codeIbs": "D1", "URL": f"https://depot.example.org/{nom}"}
    answer = maison.raw("POST", f"{LOOP}/importFEC", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "REQ-200")


@pytest.mark.parametrize(("host", "status"), [
    ("boucle.example.org", 200), ("[::1]:8080", 200), ("a:99", 200),
    ("a/b", 400), ("a b", 400), ("<script>", 400), ("evil.com/?x=", 400), ("a" * 300, 400),
])  # fmt: skip
def test_an_implausible_host_goes_into_no_answer(maison: Maison, host: str, status: int) -> None:
    answer = maison.raw(
        "GET",
        f"{LOOP}/getFileUrlDeposit",
        params={"filename": "a.txt"},
        headers={**maison.headers, "Host": host},
    )
    assert answer.status_code == status
    assert status == 200 or host not in answer.headers.get("location", "")
