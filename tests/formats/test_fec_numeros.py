"""A gap or a number out of order names the sequence it breaks: the file's, or a journal's."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from boucle.errors.rapport import rendu_csv, rendu_html, rendu_json, rendu_texte
from boucle.operations.controle.verifier import verifier
from formats.deux_lecteurs import read_both, told
from formats.petit_fec import PetitFec
from formats.test_fec_reprises import make

ETABLI = datetime(2026, 1, 2, tzinfo=UTC)


def renderings(path: Path) -> list[str]:
    """Check a file and give its rapport as JSON, CSV, HTML and text, entities undone."""
    rapport = verifier(path)
    screen = StringIO()
    rendu_texte.render(rapport, Console(file=screen, width=120))
    return [
        rendu_json.render(rapport).decode(),
        rendu_csv.render(rapport).decode("utf-8-sig"),
        html.unescape(rendu_html.render(rapport, etabli=ETABLI)),
        screen.getvalue(),
    ]


def test_numbers_that_run_by_journal_name_the_journal(tmp_path: Path) -> None:
    fec = make(
        ("AN", "1", "20240101"),
        ("VE", "1", "20240105"),
        ("BQ", "1", "20240106"),
        ("VE", "2", "20240107"),
        ("BQ", "2", "20240108"),
        ("VE", "4", "20240109"),
        ("BQ", "4", "20240110"),
        ("BQ", "3", "20240111"),
    )
    path = fec.ecrire(tmp_path)
    lecture = read_both(path)
    assert lecture.rapport.faits["numerotation"] == "journal"
    assert [(a.ligne, a.message) for a in told(lecture, "ECR-010", "ECR-015")] == [
        (12, "La suite des numéros du journal VE passe de 2 à 4 : il en manque 1."),
        (16, "Dans la suite du journal BQ, le numéro 3 vient après 4."),
    ]
    for rendered in renderings(path):
        assert "La suite des numéros du journal VE passe de 2 à 4" in rendered
        assert "Dans la suite du journal BQ, le numéro 3 vient après 4." in rendered


def test_numbers_that_run_through_the_file_name_no_journal(tmp_path: Path) -> None:
    fec = make(
        ("AN", "1", "20240101"),
        ("VE", "2", "20240105"),
        ("BQ", "4", "20240106"),
        ("VE", "3", "20240107"),
        ("BQ", "7", "20240108"),
    )
    lecture = read_both(fec.ecrire(tmp_path))
    assert lecture.rapport.faits["numerotation"] == "fichier"
    assert [(a.ligne, a.message) for a in told(lecture, "ECR-010", "ECR-015")] == [
        (8, "Dans la suite du fichier, le numéro 3 vient après 4."),
        (10, "La suite des numéros du fichier passe de 4 à 7 : il en manque 2."),
    ]


def test_a_blank_journal_is_named_by_the_code_it_is_given(tmp_path: Path) -> None:
    fec = PetitFec("BAT")
    fec.lignes = [
        {**ligne, "DateRglt": "20240105", "ModeRglt": "VIR", "NatOp": ""}
        for ligne in make(
            *(
                (journal, num, "20240105")
                for num in "1235"
                for journal in ("", "VE")
                if (journal, num) != ("", "3")
            )
        ).lignes
    ]
    lecture = read_both(fec.ecrire(tmp_path))
    assert [a.message for a in told(lecture, "ECR-010")] == [
        "La suite des numéros du journal OD passe de 2 à 5 : il en manque 2.",
        "La suite des numéros du journal VE passe de 3 à 5 : il en manque 1.",
    ]
