"""RendusHostiles: whatever the bytes of a file, each rendering is made, bounded and harmless."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from boucle.errors import Rapport
from boucle.errors.exemples.exemple import BASE, COLONNES, NOM, Exemple, build
from boucle.errors.rapport import rendu_csv, rendu_html, rendu_json, rendu_texte
from boucle.operations.controle.verifier import lignes_montrees, verifier

SCHEMA = jsonschema_rs.validator_for(
    json.loads(
        (Path(__file__).parents[2] / "docs/reference/rapport.schema.json").read_text("utf-8")
    )
)
ETABLI = datetime(2026, 11, 20, tzinfo=UTC)
RIGHT = build(Exemple())
ACTING = re.compile(r"<script|<img|javascript:|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
HOSTILE = st.one_of(
    st.sampled_from(
        (
            b"<script>alert(1)</script>",
            b"\x1b[2J",
            b"=cmd|' /C calc'!A0",
            b"{{ 7*7 }}",
            b"[red]",
            "\u202e".encode(),
            b"\xff\xfe",
            b"\x00",
            b"%s%n{lu}",
            b"\t",
            b"|",
            b"\r",
            b"\n",
            b'"',
            b"1e999999",
            b"-" * 50,
            b"9" * 400,
            "٣".encode(),
            b"<img src=x onerror=alert(1)>",
        )
    ),
    st.binary(max_size=8),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Draw a right file in which a few pieces are replaced by hostile ones."""
    content = RIGHT
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        cut = draw(st.integers(0, 12))
        content = content[:at] + draw(HOSTILE) + content[at + cut :]
    return content


def renderings(path: Path) -> tuple[Rapport, str, str, bytes, bytes]:
    rapport = verifier(path)
    shown = lignes_montrees(rapport, path, rendu_html.EXEMPLES_MAX)
    screen = io.StringIO()
    rendu_texte.render(rapport, Console(file=screen, width=80, highlight=False), shown)
    html = rendu_html.render(rapport, etabli=ETABLI, extraits=shown)
    return rapport, screen.getvalue(), html, rendu_json.render(rapport), rendu_csv.render(rapport)


def check(path: Path) -> None:
    rapport, screen, html, document, table = renderings(path)
    SCHEMA.validate(json.loads(document))
    assert ACTING.search(html) is None
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f]", screen) is None
    cells = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";")
    # Cells are cut as a spreadsheet cuts them: a quoted one may hold `;+`, which runs nothing.
    assert [cell for row in cells for cell in row if cell.strip()[:1] in set("=+-@")] == []
    assert rapport.total == sum(rapport.comptes.values())


@settings(max_examples=50, deadline=None)
@given(content=mutated())
def test_a_mutated_file_is_rendered(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("fec") / NOM
    path.write_bytes(content)
    check(path)


@settings(max_examples=50, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_rendered(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("fec") / NOM
    path.write_bytes(content)
    check(path)


def test_a_file_of_a_hundred_thousand_faults_gives_a_small_rapport(tmp_path: Path) -> None:
    path = tmp_path / NOM
    wrong = BASE[2].replace("120,00", "12.0.0").replace("|", "\t").encode() + b"\r\n"
    path.write_bytes("\t".join(COLONNES).encode() + b"\r\n" + wrong * 100_000)
    rapport, screen, html, document, table = renderings(path)
    assert rapport.total >= 100_000
    assert len(document) < 1_000_000
    assert len(table) < 1_000_000
    assert len(html) < 200_000
    assert len(screen) < 20_000


def test_a_file_of_many_journaux_and_months_gives_a_bounded_page(tmp_path: Path) -> None:
    path = tmp_path / NOM
    rows = [
        f"J{n}\tJ\t{n}\t{1990 + n % 60}{1 + n % 12:02d}01\t512000\tB\t\t\tP\t20240101\tL\t1,00"
        "\t0,00\t\t\t20240101\t\t"
        for n in range(5_000)
    ]
    path.write_text("\r\n".join(["\t".join(COLONNES), *rows, ""]), "utf-8")
    rapport, _, html, document, _ = renderings(path)
    assert len(rapport.faits["journaux"]) == 200
    assert len(html) < 300_000
    assert len(document) < 1_000_000
