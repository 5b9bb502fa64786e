"""TraFautes: each fault of a TRA file is told at its line and its columns, and never brings down.

Every kind of the family TRA is brought about here by a file of a few lines.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boucle.compta.contexte import Contexte, Exercice
from boucle.errors import KINDS
from boucle.formats.tra.fiches import parametres
from boucle.formats.tra.pieces import assembler, documents
from boucle.formats.tra.texte.blocs import LIGNE_OCTETS_MAX
from formats.deux_lecteurs import entailed
from formats.petit_tra import ACHAT, FICHES, Lu, document, entete, fiche, fichier, ligne
from formats.test_tra import ANALYTIQUE, zipped

BASE = (*FICHES, *ACHAT)
N = len(FICHES) + 2  # line of the first movement


def avec(line: str) -> bytes:
    """Put one line in the place of the first movement."""
    return fichier(*FICHES, line, *ACHAT[1:])


SANS_NUMERO = (ligne(numero=" "), ligne(numero=" ", sens="C", compte="51200000"))
PART = ligne(type="A", code="NORD", axe="A1")


def coupee(line: str, at: int) -> str:
    """Lose the character of one column."""
    return line[: at - 1] + line[at:]


BLANCS = " " * 17
# Code, line, columns, raw value, and the file.
FAUTES: list[tuple[str, int | None, str | None, str | None, bytes]] = [
    ("TRA-001", 1, None, "JournalCode", b"JournalCode\r\n"),
    ("TRA-002", 1, "FORMAT (12-14)", "XXX", fichier(*BASE, longueur="XXX")),
    ("TRA-002", 1, "VERSION (34-36)", "0b1", fichier(*BASE).replace(b"00011 ", b"000b1 ", 1)),
    ("TRA-003", None, None, None, fichier(*FICHES)),
    ("TRA-004", 2, None, None, fichier("***PS4", *BASE)),
    ("TRA-005", 2, None, None, fichier("***ZZZ", *BASE)),
    ("TRA-006", N + 3, None, None, fichier(*BASE, ligne(type="V", sens=" "))),
    ("TRA-007", N + 3, None, None, fichier(*BASE, ligne(type="O", code="NORD", axe="A1"))),
    ("TRA-008", None, None, None, fichier(*BASE, encodage="utf-8")),
    ("TRA-009", 2, "DEVISE (7-9)", "FRF", fichier("***PS5FRF2-", *BASE)),
    ("TRA-010", 3, None, None, fichier(ACHAT[0], "x" * (LIGNE_OCTETS_MAX + 9), *ACHAT[1:])),
    ("TRA-011", 5, None, None, fichier(*ACHAT, FICHES[0])),
    ("TRA-012", N, None, None, avec(ligne() + "####")),
    ("TRA-014", 1, None, None, fichier(*BASE).replace(b"\r\n", b"\n", 1)),
    ("TRA-020", N, "ECHEANCE (122-129)", None, avec(coupee(ligne(), 90))),
    ("TRA-020", N, "ECHEANCE (122-129)", None, avec(ligne()[:83] + "  " + ligne()[83:])),
    ("TRA-020", N, "DATECOMPTABLE (4-11)", None, avec(" " + ligne())),
    ("TRA-020", N, "SENS (130)", None, avec(coupee(ligne(echeance="        "), 125))),
    ("TRA-021", N, None, None, avec(ligne()[:147])),
    (
        "TRA-022",
        N,
        None,
        None,
        fichier(*FICHES, "@", *(ligne(libelle="Été"),) * 3).replace(
            b"@", ligne(libelle="Élagué été").encode()
        ),
    ),
    ("TRA-023", N, None, "U+0009", avec(ligne(libelle="Un\tdeux"))),
    ("TRA-024", N, None, None, fichier(*FICHES, "", *ACHAT)),
    ("TRA-025", N, "TYPE_CPTE (31)", "?", avec(ligne(type="?"))),
    ("TRA-026", N, "DATECOMPTABLE (4-11)", "31022024", avec(ligne(date="31022024"))),
    ("TRA-026", N, "DATECOMPTABLE (4-11)", "01011900", avec(ligne(date="01011900"))),
    ("TRA-027", N, "ECHEANCE (122-129)", "31022024", avec(ligne(echeance="31022024"))),
    ("TRA-028", N, "SENS (130)", "Z", avec(ligne(sens="Z"))),
    ("TRA-029", N, "MONTANT1 (131-150)", "12x4,50", avec(ligne(montant="12x4,50"))),
    ("TRA-029", N, "MONTANT1 (131-150)", "1,005", avec(ligne(montant="1,005"))),
    ("TRA-029", N, "MONTANT1 (131-150)", "", avec(ligne(montant=" " * 20))),
    ("TRA-029", N, "MONTANT2 (176-195)", "x", avec(ligne(codage="DE-", montant2="x"))),
    ("TRA-030", N, "MONTANT1 (131-150)", "100.00", avec(ligne(montant="100.00"))),
    ("TRA-031", N, "MONTANT1 (131-150)", "-100,00", avec(ligne(montant="-100,00"))),
    ("TRA-032", N, "CODEMONTANT (173-175)", "???", avec(ligne(codage="???"))),
    ("TRA-032", N, "CODEMONTANT (173-175)", "F--", avec(ligne(codage="F--"))),
    ("TRA-033", N, "TAUXDEV (163-172)", "", avec(ligne(codage="D--", devise="USD"))),
    (
        "TRA-034",
        N + 2,
        "AUXILIAIRE (32-48)",
        "",
        fichier(*BASE[:-1], ACHAT[2].replace("DUPONT", "      ")),
    ),
    ("TRA-035", N, "AUXILIAIRE (32-48)", "DUPONT", avec(ligne(type="X", code="DUPONT"))),
    ("TRA-036", N, "TYPE_PIECE (12-13)", "ZZ", avec(ligne(nature="ZZ"))),
    ("TRA-037", N, "TYPE_ECRITURE (151)", "S", avec(ligne(ecriture="S"))),
    ("TRA-038", N, "TYPE_ECRITURE (151)", "K", avec(ligne(ecriture="K"))),
    ("TRA-039", N, None, None, avec(ligne(numero=" "))),
    (
        "TRA-040",
        N + 5,
        None,
        None,
        fichier(*BASE, ligne(numero="2"), ligne(numero="2", sens="C"), *ACHAT[:2]),
    ),
    (
        "TRA-041",
        2,
        "LETTRAGE (1014-1018)",
        "aaab",
        fichier(ligne(1407, lettrage="aaab", etatlet="TL"), longueur="ETE"),
    ),
    ("TRA-042", 2, None, None, fichier(ligne(1407, lettrage="AAAB", etatlet="AL"), longueur="ETE")),
    ("TRA-043", N, "JOURNAL (1-3)", "QQQ", avec(ligne(journal="QQQ"))),
    ("TRA-044", 2, "GENERAL (14-30)", "60640000", fichier(ANALYTIQUE[1], *ACHAT)),
    (
        "TRA-044",
        3,
        "GENERAL (14-30)",
        "61000000",
        fichier(ACHAT[0], ligne(type="A", code="NORD", axe="A1", compte="61000000"), *ACHAT[1:]),
    ),
    (
        "TRA-045",
        3,
        "AXE (219-220)",
        "",
        fichier(ACHAT[0], ligne(type="A", code="NORD"), *ACHAT[1:]),
    ),
    (
        "TRA-046",
        3,
        "AUXILIAIRE (32-48)",
        "",
        fichier(ACHAT[0], ligne(type="A", axe="A1"), *ACHAT[1:]),
    ),
    ("TRA-048", 2, "CODE (7-23)", "", fichier("***CGN", *BASE)),
    ("TRA-048", 2, "DATEFIN (18-25)", "31022024", fichier("***EXO0010101202431022024", *BASE)),
    (
        "TRA-049",
        N + 1,
        "DATECOMPTABLE (4-11)",
        "15012024",
        fichier("***EXO0010101202531122025", *BASE),
    ),
    ("TRA-050", None, None, "b.pdf", zipped(**{"a.tra": fichier(*BASE), "b.pdf": b"%PDF"})),
    ("TRA-051", N, None, None, avec(ligne()[:150])),
    ("TRA-052", N + 3, None, None, fichier(*BASE, *ACHAT)),
    ("TRA-053", N + 2, None, None, fichier(*FICHES, *SANS_NUMERO, *SANS_NUMERO)),
    ("TRA-054", 3, None, None, fichier(ACHAT[0], PART.replace("100,00", " 90,00"), *ACHAT[1:])),
    ("TRA-057", 3, None, "60640000", fichier(FICHES[1], FICHES[1].replace("Four", "four"), *ACHAT)),
    ("TRA-058", 2, "NATURE (45-47)", "ZZZ", fichier("***JALACHAchats".ljust(44) + "ZZZ", *ACHAT)),
    (
        "TRA-058",
        2,
        "SIRET (598-614)",
        "12345678900010",
        fichier("***CAEDUPONT".ljust(597) + "12345678900010", *ACHAT),
    ),
    ("TRA-058", 2, "TAUX1 (85-90)", "x", fichier("***MDR30J".ljust(81) + "VIRx".ljust(9), *ACHAT)),
    (
        "TRA-062",
        2,
        "TAUX1 (85-90)",
        "50,00",
        fichier("***MDR30J".ljust(81) + "VIR 50,00".ljust(9), *ACHAT),
    ),
    (
        "TRA-063",
        N + 1,
        "ETABLISSEMENT (216-218)",
        "216",
        fichier(*BASE[:-2], ACHAT[1].replace("001    ", "216    "), ACHAT[2]),
    ),
    (
        "TRA-064",
        N + 1,
        "DEVISE (160-162)",
        "DOL",
        fichier(
            "***DEVDOL".ljust(76) + "USD",
            *FICHES,
            ligne(codage="ED-", devise="DOL", montant2="108,00"),
            *ACHAT[1:],
        ),
    ),
    (
        "TRA-065",
        N + 3,
        "DOCUMENT (84-338)",
        "x.pdf",
        zipped(**{"a.tra": fichier(*BASE, document("x.pdf")), "b.pdf": b"%PDF"}),
    ),
    (
        "TRA-066",
        N + 3,
        "DOCUMENT (84-338)",
        "b.pdf",
        zipped(**{"a.tra": fichier(*BASE, document("b.pdf", compte="4110")), "b.pdf": b"%PDF-1"}),
    ),
    ("TRA-068", N + 3, None, "b.pdf", fichier(*BASE, document("b.pdf"))),
    ("TRA-076", 2, None, None, fichier(fiche("MDP", code="VIR", libelle="Virement"), *BASE)),
    ("TRA-077", 2, None, "001", fichier(fiche("ETB", code="001", libelle="Siège"), *BASE)),
    (
        "TRA-069",
        N + 3,
        "DOCUMENT (84-338)",
        "b.pdf",
        zipped(
            **{"a.tra": fichier(*BASE, document("b.pdf")), "x/b.pdf": b"%PDF", "y/B.pdf": b"%PDF"}
        ),
    ),
    (
        "TRA-070",
        N + 3,
        "DOCUMENT (84-338)",
        "b.pdf",
        zipped(**{"a.tra": fichier(*BASE, document("b.pdf")), "b.pdf": b"<html>"}),
    ),
]


@pytest.mark.parametrize(
    "code, n, colonne, valeur, content", FAUTES, ids=[f"{f[0]}-{i}" for i, f in enumerate(FAUTES)]
)
def test_a_fault_is_told_at_its_line_and_columns(
    tmp_path: Path,
    code: str,
    n: int | None,
    colonne: str | None,
    valeur: str | None,
    content: bytes,
) -> None:
    lu = Lu(tmp_path, content)
    found = [a for a in lu.rapport.anomalies if a.kind.code == code]
    assert (found[0].ligne, found[0].colonne) == (n, colonne)
    assert valeur is None or found[0].lu == valeur
    assert found[0].message.count("{") == 0
    assert found[0].remede
    if colonne and code != "TRA-020":
        assert found[0].champ == int(colonne.split("(")[1].split("-")[0].strip(")"))


def test_every_kind_of_the_family_is_brought_about() -> None:
    told = {code for code, *_ in FAUTES} | {"TRA-013", "TRA-047", "TRA-067"}
    # What a file says of another dossier: the test below.
    told |= {"TRA-059", "TRA-060", "TRA-061"}
    # What becomes of its fiches there: tests/operations/test_tra_fiches.py.
    told |= {"TRA-071", "TRA-072", "TRA-073", "TRA-074", "TRA-075"}
    assert told == {kind.code for kind in KINDS if kind.code.startswith("TRA-")}


def test_records_are_held_against_the_dossier(tmp_path: Path) -> None:
    contexte = Contexte(
        siren="356000000",
        longueur_compte=8,
        exercices=(Exercice("2024", date(2024, 1, 1), date(2024, 12, 31)),),
    )
    same = ("***PS1".ljust(390) + "35600000000048", "***PS2 8", "***EXO0010101202431122024")
    other = ("***PS1".ljust(390) + "84200816100015", "***PS210", "***EXO0010104202431032025")
    assert Lu(tmp_path, fichier(*same, *BASE), contexte).dites == []
    lu = Lu(tmp_path, fichier(*other, *BASE), contexte)
    assert {("TRA-059", 2), ("TRA-060", 3), ("TRA-061", 4)} <= lu.codes
    messages = " ".join(a.message for a in lu.rapport.anomalies)
    assert "du 01/04/2024 au 31/03/2025" in messages


def test_a_shift_is_told_once_for_all_its_lines(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(*(coupee(line, 90) for _ in range(50) for line in ACHAT)))
    (found,) = [a for a in lu.rapport.anomalies if a.kind.gravite == "bloquant"]
    assert (found.kind.code, found.lignes, found.slots["nombre"]) == ("TRA-020", (2, 151), 150)
    assert "150 ligne(s)" in found.message
    assert "1 colonne vers la gauche" in found.message
    assert "en colonne 129 au lieu de 130" in found.message


def test_the_piece_of_a_lost_line_is_not_said_to_be_out_of_balance(tmp_path: Path) -> None:
    lu = Lu(tmp_path, avec(coupee(ligne(), 90)))
    assert [code for code, *_ in lu.dites] == ["TRA-020"]
    (found,) = [a for a in lu.rapport.anomalies if a.kind.code == "TRA-020"]
    assert entailed(found) == ["ECR-001 ACH 1"]


def test_the_parts_of_a_lost_line_are_not_said_to_be_orphans(tmp_path: Path) -> None:
    lines = (coupee(ANALYTIQUE[0], 90), *ANALYTIQUE[1:])
    assert [code for code, *_ in Lu(tmp_path, fichier(*lines)).dites] == ["TRA-020"]


def test_a_part_that_cannot_be_read_is_not_said_to_lack(tmp_path: Path) -> None:
    lines = (ANALYTIQUE[0], coupee(ANALYTIQUE[1], 90), *ANALYTIQUE[2:])
    assert [code for code, *_ in Lu(tmp_path, fichier(*lines)).dites] == ["TRA-020"]


def test_zones_counted_in_bytes_of_utf8_are_put_back(tmp_path: Path) -> None:
    octets = ligne(libelle="").encode()
    label = "Électricité".encode()
    line = octets[:83] + label + b" " * (35 - len(label)) + octets[118:]
    content = fichier("@", *ACHAT[1:]).replace(b"@", line)
    lu = Lu(tmp_path, content)
    assert [code for code, *_ in lu.dites] == ["TRA-008", "TRA-022"]
    assert lu.lots[0]["libelle"][0] == "Électricité"


def test_parts_without_end_are_bounded(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(assembler, "ATTENTE_MAX", 5)
    many = [ligne(type="A", code="NORD", montant="1,00", axe="A1")] * 40
    lu = Lu(tmp_path, fichier(ACHAT[0], *many, *ACHAT[1:]), bloc_octets=1_000)
    assert ("TRA-047", 2, None) in lu.dites


def test_documents_without_end_are_bounded(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(documents, "DOCUMENTS_MAX", 2)
    content = fichier(*BASE, *(document("b.pdf"),) * 4)
    lu = Lu(tmp_path, zipped(**{"a.tra": content, "b.pdf": b"%PDF-1"}))
    assert ("TRA-067", N + 5, None) in lu.dites


def test_records_without_end_are_bounded(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(parametres, "FICHES_MAX", 3)
    lu = Lu(tmp_path, fichier(*BASE))
    assert ("TRA-013", 5, None) in lu.dites


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "TRA-001"),
        (b"\r\n\r\n", "TRA-001"),
        (entete().encode(), "TRA-003"),
        (b"***", "TRA-001"),
        (b"%PDF-1.7\n", "FIC-011"),
        (b"\xff\xfe*\0*\0*\0", "FIC-010"),
        (b"PK\x03\x04garbage", "FIC-050"),
        (b"x" * 300_000, "TRA-001"),
        (entete().encode() + b"\n" + b"x" * 300_000, "TRA-010"),
        (entete().encode() + b"\n" + b"\n" * 100_000, "TRA-003"),
    ],
)
def test_a_file_askew_is_refused_with_a_reason(tmp_path: Path, content: bytes, code: str) -> None:
    lu = Lu(tmp_path, content)
    assert lu.rapport.bloquant
    assert code in lu.rapport.comptes


WHOLE = fichier(*FICHES, *ANALYTIQUE, *ACHAT, longueur="ETE")
CAS = int(os.environ.get("BOUCLE_TRA_CAS", "40"))


@settings(
    max_examples=CAS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    start=st.integers(0, len(WHOLE)),
    cut=st.integers(0, 300),
    put=st.binary(max_size=12),
    octets=st.sampled_from([300, 700, 1_900]),
)
def test_no_bytes_bring_the_reader_down_and_blocks_change_nothing(
    tmp_path: Path, start: int, cut: int, put: bytes, octets: int
) -> None:
    content = WHOLE[:start] + put + WHOLE[start + cut :]
    assert Lu(tmp_path, content).whole() == Lu(tmp_path, content, bloc_octets=octets).whole()
