"""CataloguePublie: every operation that the published sheets and pages name answers here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from boucle.api.document.catalogue_publie import (
    A_SERVIR,
    CLASSES,
    PUBLIEES,
    Classe,
    Publiee,
    is_served,
    served,
)
from boucle.api.document.openapi import document
from boucle.api.document.pages import PAGE
from resources.porte import Porte

KNOWN = served(document())
OPERATIONS = sorted({op for row in (*PUBLIEES, *CLASSES) for op in row.operations})


@pytest.mark.parametrize("operation", OPERATIONS)
def test_it_answers(porte: Porte, operation: str) -> None:
    methode, chemin = operation.split(" ")
    for code in ("D1", "cabinet"):
        answer = porte.call(methode, chemin, None if methode == "GET" else [], codeDossier=code)
        assert answer.status_code in (200, 400), answer.text
        if answer.status_code == 400:
            assert re.fullmatch(r"REQ-\d{3}", answer.json()["error"]["code"])


@pytest.mark.parametrize("row", PUBLIEES, ids=lambda row: f"{row.tag}: {row.titre}")
def test_every_published_operation_is_served(row: Publiee) -> None:
    assert [op for op in row.operations if not is_served(op, KNOWN)] == []


@pytest.mark.parametrize("row", CLASSES, ids=lambda row: f"{row.domaine}: {row.titre}")
def test_every_class_of_the_table_is_read_and_written_as_it_says(row: Classe) -> None:
    assert [op for op in row.operations if not is_served(op, KNOWN)] == []
    methodes = {op.split(" ")[0] for op in row.operations}
    assert ("R" in row.acces) <= ("GET" in methodes)
    assert ("W" in row.acces) <= bool(methodes & {"POST", "PUT"})


def test_the_reference_page_keeps_a_line_for_each_row() -> None:
    page = (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8")
    for row in (*CLASSES, *PUBLIEES):
        (line,) = re.findall(
            rf"^\| {re.escape(row[0])} \| {re.escape(row.titre)} \| (.+) \|$", page, re.MULTILINE
        )
        assert line != A_SERVIR
