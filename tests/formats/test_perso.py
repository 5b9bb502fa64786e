"""Perso: a delimited file and its model in, lines and anomalies out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boucle.compta.jour import compile_format
from boucle.formats.perso.guillemets import CELLULE_MAX
from boucle.formats.perso.modele import missing
from boucle.values import days_of
from formats.petit_perso import SIMPLE, Lu, modele

__all__ = ["SIMPLE"]

# The columns of the published sample.
PUBLIEES = (
    "piece",
    "journal",
    "date",
    "compte",
    "tiers",
    "debit",
    "credit",
    "sens",
    "montant",
    "libelle",
)
PUBLIE = (
    "Index\tPièce\tJournal\tDate\tCompte\tTiers\tDébit\tCrédit\tSens\tMontant\tLibellé\n"
    "1\t10017\tACH\t01/01/2021\t40100000\tOCEGID\t0\t1206.06\tC\t1206.06\técriture\n"
    "2\t10017\tACH\t01/01/2021\t61500000\t\t1005.05\t\tD\t1005.05\tachat\n"
    "3\t10017\tACH\t01/01/2021\t44566000\t\t201.01\t\tD\t201.01\ttva\n"
)


def test_the_published_sample_by_debit_and_credit(tmp_path: Path) -> None:
    colonnes = [
        {"champ": champ, "position": place}
        for place, champ in enumerate(PUBLIEES, 2)
        if champ not in ("sens", "montant")
    ]
    lu = Lu(tmp_path, PUBLIE, modele(colonnes=colonnes, separateur="tab", decimale="."))
    assert lu.dites == []
    assert lu.lignes == [
        (2, "40100000", 0, 120606),
        (3, "61500000", 100505, 0),
        (4, "44566000", 20101, 0),
    ]
    lot = lu.lots[0]
    assert lot["date"].unique().to_list() == [days_of(date(2021, 1, 1))]
    assert (lot["num"][0], lot["tiers"][0], lot["libelle"][0]) == ("10017", "OCEGID", "écriture")


def test_the_published_sample_by_sens_and_montant(tmp_path: Path) -> None:
    colonnes = [
        {"champ": champ, "entete": titre}
        for champ, titre in (
            ("piece", "Pièce"),
            ("journal", "JOURNAL"),
            ("date", "Date"),
            ("compte", "Compte"),
            ("sens", "Sens"),
            ("montant", "Montant"),
        )
    ]
    lu = Lu(tmp_path, PUBLIE, modele(colonnes=colonnes, separateur="tab", decimale="."))
    assert [row[2:] for row in lu.lignes] == [(0, 120606), (100505, 0), (20101, 0)]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15"])
def test_the_encoding_is_recognised(tmp_path: Path, encodage: str) -> None:
    text = "t\n01/02/2024;CA;5300;12,00;;Espèces à l'été\n01/02/2024;CA;7070;;12,00;Vente\n"
    lu = Lu(tmp_path, text.encode(encodage), SIMPLE)
    assert (lu.dites, lu.lots[0]["libelle"][0]) == ([], "Espèces à l'été")


def test_quotes_are_those_of_rfc_4180(tmp_path: Path) -> None:
    text = 't\n01/02/2024;CA;5300;"1 234,50";;"a ""b""; c\nd"\n01/02/2024;CA;7070;;1234,5;x\n'
    lu = Lu(tmp_path, text, SIMPLE)
    assert lu.lots[0]["libelle"].to_list() == ['a "b"; c d', "x"]
    assert lu.lignes == [(2, "5300", 123450, 0), (4, "7070", 0, 123450)]


def test_lines_are_left_out_at_both_ends_and_defaults_fill_in(tmp_path: Path) -> None:
    colonnes = [
        {"champ": "date", "position": 1},
        {"champ": "journal", "defaut": "CA"},
        {"champ": "compte", "position": 2},
        {"champ": "montant", "position": 3},
    ]
    text = "Caisse du mois\nDate,Compte,Montant\n2024-01-31,5300,10.00\n2024-01-31,7070,-10\nTotal"
    lu = Lu(
        tmp_path,
        text,
        modele(
            colonnes=colonnes,
            separateur=",",
            decimale=".",
            formatDate="YYYY-MM-DD",
            ignorerDebut=2,
            ignorerFin=1,
        ),
    )
    assert (lu.dites, lu.lignes) == ([], [(3, "5300", 1000, 0), (4, "7070", 0, 1000)])


def test_every_fault_is_told_with_its_line_and_its_column(tmp_path: Path) -> None:
    text = (
        "t\n31/02/2024;CA;5300;12,00;;a\n01/02/2024;CA;7070;;12.00;b\n01/02/2024;CA\n"
        "01/02/2024;CA;7070;1e5;;c\n"
    )
    lu = Lu(tmp_path, text, SIMPLE)
    assert lu.dites == [
        ("LIG-072", 2, "31/02/2024"),
        ("LIG-071", 3, "12.00"),
        ("LIG-070", 4, None),
        ("LIG-071", 5, "1e5"),
    ]
    found = lu.lecture.rapport.anomalies
    assert [(a.colonne, a.champ) for a in found if a.kind.code == "LIG-071"] == [
        ("credit", 5),
        ("debit", 4),
    ]


def test_an_unbalanced_piece_is_closed_on_the_waiting_account(tmp_path: Path) -> None:
    text = "t\n01/02/2024;CA;5300;12,00;;a\n01/02/2024;CA;7070;;10,00;b\n"
    lu = Lu(tmp_path, text, SIMPLE)
    assert [code for code, *_ in lu.dites] == ["ECR-002"]
    assert not lu.lecture.rapport.bloquant


@pytest.mark.parametrize(
    "content, code",
    [
        ("a;b\n1;2\n", "FIC-070"),
        ("Date;Journal;Compte;Montant\n", "FIC-072"),
        ("", "FIC-072"),
        ('Date;Journal;Compte;Montant\n"' + "x" * (CELLULE_MAX + 10), "FIC-071"),
    ],
)
def test_a_file_askew_is_told_as_a_whole(tmp_path: Path, content: str, code: str) -> None:
    colonnes = [
        {"champ": champ, "entete": champ} for champ in ("date", "journal", "compte", "montant")
    ]
    lu = Lu(tmp_path, content, modele(colonnes=colonnes))
    assert code in {found for found, *_ in lu.dites}
    assert lu.lecture.rapport.bloquant


def test_what_a_line_bears_besides_is_kept(tmp_path: Path) -> None:
    named = modele("date", "journal", "compte", "montant", "reference", "dateEcheance")
    text = "t\n01/02/2024;CA;4110;12,00;F1;01/03/2024\n01/02/2024;CA;7070;-12,00;;\n"
    lu = Lu(tmp_path, text, named)
    assert lu.details[0].select("n", "reference", "echeance").rows() == [
        (2, "F1", days_of(date(2024, 3, 1)))
    ]


@pytest.mark.parametrize(
    "text, read",
    [
        ("JJ/MM/AAAA", "5/1/2024"),
        ("DD/MM/YYYY", "05/01/2024"),
        ("AAAAMMJJ", "20240105"),
        ("JJMMAA", "050124"),
        ("aaaa-mm-jj", "2024-01-05"),
    ],
)
def test_formats_of_dates(text: str, read: str) -> None:
    found = compile_format(text)
    assert found is not None
    assert found.fullmatch(read)


@pytest.mark.parametrize("text", ["", "JJ/MM", "MM/AAAA", "JJ/JJ/AAAA", "x"])
def test_formats_that_name_no_day(text: str) -> None:
    assert compile_format(text) is None


@pytest.mark.parametrize(
    "champs, said",
    [
        (("date", "journal", "compte", "montant"), 0),
        (("date", "journal", "compte", "debit"), 1),
        (("journal", "compte", "debit", "credit"), 1),
        (("date", "date", "compte", "montant"), 2),
    ],
)
def test_a_model_must_make_ecritures(champs: tuple[str, ...], said: int) -> None:
    found = list(missing([{"champ": champ, "position": at} for at, champ in enumerate(champs, 1)]))
    assert len(found) == said


@pytest.mark.parametrize(
    "colonnes, said",
    [
        ([("debit", 4, ""), ("credit", 4, "")], "« debit » et « credit » sont à la position 4"),
        ([("debit", 4, "Débit"), ("credit", 5, "debit")], "sont sous le titre debit"),
        ([("debit", 4, ""), ("montant", 5, "")], "« debit » et « credit » vont ensemble"),
        ([("debit", 4, ""), ("credit", 5, ""), ("sens", 6, "")], "« sens » demande « montant »"),
    ],
)
def test_a_model_that_reads_one_cell_twice_is_refused(
    colonnes: list[tuple[str, int, str]], said: str
) -> None:
    given_ = [("date", 1, ""), ("journal", 2, ""), ("compte", 3, ""), *colonnes]
    found = list(
        missing(
            [{"champ": champ, "position": at, "entete": entete} for champ, at, entete in given_]
        )
    )
    assert [text for text in found if said in text] != []


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(start=st.integers(0, 120), cut=st.integers(0, 30), put=st.binary(max_size=12))
def test_no_bytes_bring_the_reader_down(tmp_path: Path, start: int, cut: int, put: bytes) -> None:
    whole = "t\n01/02/2024;CA;5300;12,00;;Été\n01/02/2024;CA;7070;;12,00;Vente\n".encode()
    content = whole[:start] + put + whole[start + cut :]
    Lu(tmp_path, content, SIMPLE)
