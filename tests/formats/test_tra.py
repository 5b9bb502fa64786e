"""Tra: a file of fixed columns in; écritures, breakdowns, details and labels out."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boucle.compta.contexte import Contexte, Exercice
from boucle.values import days_of
from formats.petit_tra import ACHAT, FICHES, Lu, fichier, ligne

NOTATION = [
    "2024-01-15 ACH 1 FA1",
    "  60640000             D 100,00",
    "  44566000             D 20,00",
    "  40100000 DUPONT      C 120,00",
]


def jour(*parts: int) -> int:
    return days_of(date(*parts))


def test_a_purchase_is_read_as_an_accountant_writes_it(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(*FICHES, *ACHAT))
    assert (lu.dites, lu.notation) == ([], NOTATION)
    assert lu.bilan.journaux == {"ACH": "Achats"}
    assert lu.bilan.comptes["44566000"] == "TVA déductible"
    assert (lu.bilan.tiers["DUPONT"].libelle, lu.bilan.tiers["DUPONT"].compte) == (
        "Dupont SA",
        "40100000",
    )
    last = lu.all(lu.details)[-1]
    assert (last["nature"], last["mode_paiement"], last["echeance"]) == (
        "FF",
        "VIR",
        jour(2024, 2, 15),
    )
    faits = lu.rapport.faits
    assert (faits["version"], faits["longueur"], faits["origine"]) == ("011", "STD", "CLI")
    assert (faits["contenu"], faits["encodage"], faits["fin_de_ligne"]) == (
        "JRL",
        "ISO-8859-15",
        "CRLF",
    )


@pytest.mark.parametrize("fin", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encodage", ["cp1252", "iso-8859-15", "utf-8", "utf-8-sig"])
def test_codings_and_ends_of_line(tmp_path: Path, encodage: str, fin: str) -> None:
    accents = ligne(libelle="Électricité été")
    content = fichier(*FICHES, accents, *ACHAT[1:], encodage=encodage, fin=fin)
    lu = Lu(tmp_path, content)
    utf8 = {"TRA-008"} if encodage.startswith("utf-8") else set()
    assert {code for code, *_ in lu.dites} == utf8
    assert lu.lots[0]["libelle"][0] == "Électricité été"
    assert lu.notation == NOTATION


def test_a_line_may_stop_after_its_last_zone_and_the_file_without_an_end(tmp_path: Path) -> None:
    content = fichier(*(line.rstrip() for line in (*FICHES, *ACHAT))).rstrip()
    assert Lu(tmp_path, content + b"\x1a").notation == NOTATION


@pytest.mark.parametrize("octets", [1, 7, 1 << 20])
def test_ends_of_line_may_change_after_the_first_lines(tmp_path: Path, octets: int) -> None:
    head = fichier(*FICHES, *(["***PS1"] * 1_000), fin="\r")
    content = head + b"\r".join(line.encode() + b"\r\n" for line in ACHAT) + ACHAT[0].encode()
    lu = Lu(tmp_path, content, bloc_octets=octets)
    assert [row["n"] for row in lu.all(lu.lots)] == [1007, 1009, 1011, 1012]


def test_an_extended_line_gives_all_it_bears(tmp_path: Path) -> None:
    zones = {
        "refext": "EXT",
        "qte": "2,5000",
        "unite": "KG",
        "reflibre": "Libre",
        "regime": "FRA",
        "tva": "TN",
        "refpointage": "P12",
        "datepointage": "31012024",
        "cutdeb": "01012024",
        "cutfin": "31122024",
        "validele": "31012024",
        "lettrage": "AAAB",
        "etatlet": "TL",
        "datelet": "20022024",
    }
    longues = [line.ljust(1407) for line in ACHAT]
    content = fichier(ligne(1407, **zones), *longues[1:], longueur="ETE")
    lu = Lu(tmp_path, content)
    assert lu.dites == []
    detail, row = lu.all(lu.details)[0], lu.all(lu.lots)[0]
    expected: dict[str, Any] = {
        "reference_externe": "EXT",
        "quantite": 25_000,
        "unite": "KG",
        "reference_libre": "Libre",
        "regime_tva": "FRA",
        "code_tva": "TN",
        "code_pointage": "P12",
        "date_pointage": jour(2024, 1, 31),
        "cutoff_debut": jour(2024, 1, 1),
        "cutoff_fin": jour(2024, 12, 31),
    }
    assert {name: detail[name] for name in expected} == expected
    assert (row["lettrage"], row["date_let"]) == ("AAAB", jour(2024, 2, 20))
    assert row["valid_date"] == jour(2024, 1, 31)


def test_the_extended_zones_are_those_of_the_header_only(tmp_path: Path) -> None:
    line = ligne(1407, lettrage="AAAB", etatlet="TL")
    lu = Lu(tmp_path, fichier(line, *ACHAT[1:]))
    assert lu.all(lu.lots)[0]["lettrage"] == ""
    assert ("TRA-012", 2) in lu.codes


def test_a_partial_lettrage_is_left_out_and_counted(tmp_path: Path) -> None:
    line = ligne(1407, lettrage="aaab", etatlet="PL", datelet="20022024")
    lu = Lu(tmp_path, fichier(line, *ACHAT[1:], longueur="ETE"))
    row = lu.all(lu.lots)[0]
    assert (row["lettrage"], row["date_let"]) == ("", None)
    assert ("TRA-042", 2) in lu.codes


ANALYTIQUE = (
    ligne(),
    ligne(type="A", code="NORD", montant="60,00", axe="A1"),
    ligne(type="A", code="SUD", montant="40,00", axe="A1"),
    ligne(type="A", code="BOIS", axe="A2"),
    ligne(compte="44566000", montant="20,00", type="H", code="NORD", axe="A"),
    ACHAT[2],
)


def test_analytic_lines_are_the_parts_of_the_line_before_them(tmp_path: Path) -> None:
    sections = (
        "***SATNORD".ljust(23) + "Région nord".ljust(35) + "A1",
        "***NSABOIS".ljust(23) + "Atelier bois".ljust(35) + "A2 S1",
    )
    lu = Lu(tmp_path, fichier(*sections, *ANALYTIQUE))
    assert (lu.dites, lu.notation) == ([], NOTATION)
    assert [
        (row["n"], row["axe"], row["section"], row["debit"], row["rang"])
        for row in lu.all(lu.ventilations)
    ] == [
        (4, "A1", "NORD", 6000, 1),
        (4, "A1", "SUD", 4000, 2),
        (4, "A2", "BOIS", 10000, 1),
        (8, "A1", "NORD", 2000, 1),
    ]
    assert [(found.axe, found.code, found.libelle) for found in lu.bilan.sections] == [
        ("A1", "NORD", "Région nord"),
        ("A1", "SUD", ""),
        ("A2", "BOIS", "Atelier bois"),
    ]


@pytest.mark.parametrize(
    "codage, zones, euros, devise",
    [
        ("DE-", {"montant": "100,00", "montant2": "92,00"}, 9200, 1_000_000),
        ("ED-", {"montant": "92,00", "montant2": "100,00"}, 9200, 1_000_000),
        ("D--", {"montant": "100,05", "taux": "0,9200"}, 9205, 1_000_500),
        ("D--", {"montant": "100,05", "taux": "0000000,92"}, 9205, 1_000_500),
        ("E--", {"montant": "92,00"}, 9200, None),
        ("", {"montant": "92,00"}, 9200, None),
        ("---", {"montant": "00000000000000092.00"}, 9200, None),
    ],
)
def test_the_coding_says_which_amount_is_in_euros(
    tmp_path: Path, codage: str, zones: dict[str, str], euros: int, devise: int | None
) -> None:
    lu = Lu(tmp_path, fichier(ligne(codage=codage.ljust(3), devise="USD", **zones)))
    row = lu.all(lu.lots)[0]
    assert (row["debit"], row["montant_devise"]) == (euros, devise)
    assert row["devise"] == ("USD" if devise else "")


def test_numbered_pieces_begin_again_each_month(tmp_path: Path) -> None:
    fevrier = [ligne(date="10022024"), ligne(date="10022024", sens="C", compte="51200000")]
    janvier = [ligne(), ligne(sens="C", compte="51200000")]
    lu = Lu(tmp_path, fichier(*janvier, *fevrier))
    assert lu.dites == []
    assert [line for line in lu.notation if line[0] == "2"] == [
        "2024-01-15 ACH 1 FA1",
        "2024-02-10 ACH 1-20240210 FA1",
    ]


def test_pieces_without_number_end_where_they_balance(tmp_path: Path) -> None:
    un = [ligne(numero="0"), ligne(numero="0", sens="C", compte="51200000", ref="AUTRE")]
    deux = [line.replace("Fournitures", "Papier     ") for line in un]
    lu = Lu(tmp_path, fichier(*un, *deux))
    assert lu.dites == []
    assert (lu.bilan.ecritures, [row["num"] for row in lu.all(lu.lots)]) == (
        2,
        ["L2", "L2", "L4", "L4"],
    )


def test_one_that_never_balances_is_told_alone(tmp_path: Path) -> None:
    bad = [ligne(numero=""), ligne(numero="", sens="C", montant="99,00")]
    good = [ligne(numero="", ref="FA2"), ligne(numero="", ref="FA2", sens="C")]
    lu = Lu(tmp_path, fichier(*bad, *good))
    assert [(code, n) for code, n, _ in lu.dites] == [("ECR-001", 2)]


def test_days_are_held_against_the_exercices_of_the_dossier(tmp_path: Path) -> None:
    contexte = Contexte(exercices=(Exercice("2023", date(2023, 1, 1), date(2023, 12, 31)),))
    lu = Lu(tmp_path, fichier(*ACHAT), contexte)
    assert [code for code, *_ in lu.dites] == ["LIG-053"] * 3
    first = lu.rapport.anomalies[0]
    assert (first.colonne, first.ligne) == ("DATECOMPTABLE (4-11)", 2)


def test_a_label_that_comes_late_is_kept_and_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(*ACHAT, *FICHES))
    assert {code for code, *_ in lu.dites} == {"TRA-011"}
    assert lu.bilan.comptes["60640000"] == "Fournitures"
    assert lu.bilan.tiers["DUPONT"].libelle == "Dupont SA"


def zipped(**members: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for nom, octets in members.items():
            archive.writestr(nom, octets)
    return memory.getvalue()


@pytest.mark.parametrize(
    "content, documents",
    [
        (gzip.compress(fichier(*ACHAT)), 0),
        (zipped(**{"a.TRA": fichier(*ACHAT)}), 0),
        (zipped(**{"f1.pdf": b"%PDF", "a.tra": fichier(*ACHAT), "f2.pdf": b"%PDF"}), 2),
    ],
)
def test_an_archive_is_opened_and_the_files_that_no_line_names_are_counted(
    tmp_path: Path, content: bytes, documents: int
) -> None:
    lu = Lu(tmp_path, content, nom="envoi.zip")
    assert lu.notation == NOTATION
    found = [a.slots["nombre"] for a in lu.rapport.anomalies if a.kind.code == "TRA-050"]
    assert found == ([documents] if documents else [])
