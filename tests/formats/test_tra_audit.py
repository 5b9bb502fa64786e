"""TraAudit: each row of the audit of the ways in that concerns a TRA file, with the right value.

The row is that of the audit; what its input was in another format is written here by columns.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from formats.petit_tra import ACHAT, FICHES, Lu, fichier, ligne
from formats.test_tra import ANALYTIQUE, NOTATION, zipped


def paire(**zones: str) -> bytes:
    """Write a purchase of two lines, both with these zones."""
    return fichier(ligne(**zones), ligne(**{**zones, "sens": "C", "libelle": "Règlement"}))


def bloquants(lu: Lu) -> list[tuple[str, int | None, str | None, str | None]]:
    return [
        (a.kind.code, a.ligne, a.colonne, a.lu)
        for a in lu.rapport.anomalies
        if a.kind.gravite == "bloquant"
    ]


def test_2_a_line_wider_than_its_layout_is_told(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(ACHAT[0] + "999,99", *ACHAT[1:]))
    assert ("TRA-012", 2) in lu.codes
    assert lu.notation == NOTATION


def test_5_blank_lines_are_told_and_counted_where_they_are(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(ACHAT[0], "", *ACHAT[1:]))
    assert {("TRA-024", 3)} <= lu.codes
    assert ([row["n"] for row in lu.all(lu.lots)], lu.notation) == ([2, 4, 5], NOTATION)


@pytest.mark.parametrize(
    "compte", ["411 000", "707000.0", "7,07E+05", "411-000", "4110000é", "#REF!", "ABC"]
)
def test_6_a_spoiled_account_number_is_refused(tmp_path: Path, compte: str) -> None:
    found = bloquants(Lu(tmp_path, paire(compte=compte)))
    assert found == [("LIG-082", 2, "GENERAL (14-30)", compte)]


def test_6_an_account_of_digits_and_letters_is_none_of_those(tmp_path: Path) -> None:
    lu = Lu(tmp_path, paire(compte="401DUPONT"))
    assert (bloquants(lu), lu.all(lu.lots)[0]["compte"]) == ([], "401DUPONT")


@pytest.mark.parametrize("montant", ["1.000", "1,000", "1.250", "-1,250", "12,345"])
def test_7_a_mark_and_three_digits_are_refused(tmp_path: Path, montant: str) -> None:
    found = bloquants(Lu(tmp_path, paire(montant=montant)))
    assert ("TRA-029", 2, "MONTANT1 (131-150)", montant) in found


@pytest.mark.parametrize("montant, centimes", [("100,5", 10050), ("1250", 125000), ("1,0000", 100)])
def test_7_other_decimals_are_read(tmp_path: Path, montant: str, centimes: int) -> None:
    lu = Lu(tmp_path, paire(montant=montant))
    assert (bloquants(lu), lu.all(lu.lots)[0]["debit"]) == ([], centimes)


@pytest.mark.parametrize("montant", ["1 250,00", "1 2 3,40", "1'250,00", "1\xa0250,00"])
def test_8_a_blank_inside_an_amount_is_refused(tmp_path: Path, montant: str) -> None:
    found = bloquants(Lu(tmp_path, paire(montant=montant)))
    assert ("TRA-029", 2, "MONTANT1 (131-150)", montant) in found


def test_9_a_file_of_another_coding_is_told_and_its_zones_found(tmp_path: Path) -> None:
    utf8 = fichier(ligne(libelle="Électricité"), *ACHAT[1:], encodage="utf-8")
    lu = Lu(tmp_path, utf8)
    assert ([code for code, *_ in lu.dites], lu.notation) == (["TRA-008"], NOTATION)
    accents = fichier(ligne(libelle="Électricité"), *ACHAT[1:])
    mixed = accents + "".join(f"{line}\r\n" for line in (
        ligne(numero="2", libelle="Été"), ligne(numero="2", libelle="Été", sens="C")
    )).encode()  # fmt: skip
    lu = Lu(tmp_path, mixed)
    # Read as most of its lines are coded; the other one is found by its zones.
    assert [(code, n) for code, n, _ in lu.dites] == [("TRA-008", None), ("TRA-022", 2)]
    labels = [row["libelle"] for row in lu.all(lu.lots)]
    assert (labels[0], labels[3:]) == ("Électricité", ["Été", "Été"])


@pytest.mark.parametrize("jour", ["20240115", "15/01/24", "2024-01-", "31022024", "00012024"])
def test_12_a_day_of_another_shape_is_refused(tmp_path: Path, jour: str) -> None:
    assert bloquants(Lu(tmp_path, paire(date=jour))) == [
        ("TRA-026", n, "DATECOMPTABLE (4-11)", jour) for n in (2, 3)
    ]


@pytest.mark.parametrize(
    "content, code",
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "FIC-011"),
        ("***S5CLIJRLSTD".encode("utf-16"), "FIC-010"),
        (zipped(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b""}), "FIC-011"),
        (gzip.compress(gzip.compress(fichier(*ACHAT))), "FIC-053"),
        (zipped(**{"a.tra": fichier(*ACHAT), "b.tra": fichier(*ACHAT)}), "FIC-051"),
    ],
)
def test_13_what_is_no_text_is_told_once_by_its_name(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert [found[0] for found in bloquants(Lu(tmp_path, content))] == [code]


def test_14_pieces_of_one_day_are_told_apart(tmp_path: Path) -> None:
    autre = [line.replace("FA1", "FA2").replace("       1EUR", "       2EUR") for line in ACHAT]
    deux = [line[:151] + "       2" + line[159:] for line in autre]
    lu = Lu(tmp_path, fichier(*ACHAT, *deux))
    assert (lu.bilan.ecritures, lu.rapport.faits["cle_ecriture"]) == (2, "journal et NUMEROPIECE")


def test_24_a_gap_in_a_breakdown_is_told_at_the_analytic_line(tmp_path: Path) -> None:
    trop = ANALYTIQUE[2].replace("40,00", "50,00")
    found = Lu(tmp_path, fichier(*ANALYTIQUE[:2], trop, *ANALYTIQUE[3:])).rapport.anomalies
    (gap,) = [a for a in found if a.kind.code == "ECR-050"]
    first, last = gap.lignes or (gap.ligne, gap.ligne)
    assert (first, last) == (3, 4)


def test_24_a_short_line_is_told_for_itself(tmp_path: Path) -> None:
    lu = Lu(tmp_path, fichier(*FICHES, ACHAT[0][:160], *ACHAT[1:], *ANALYTIQUE))
    assert ("TRA-051", len(FICHES) + 2) in lu.codes


@pytest.mark.parametrize(
    ("longueurs", "told"),
    [
        ((1000, 1000, 600), True),
        ((1000, 1000, 1000), False),
        ((1000, 900, 600), False),  # the blanks at the end are cut of all
        ((600, 1000, 1000), False),
    ],
)
def test_a_last_line_shorter_than_all_the_others_is_where_the_file_was_cut(
    tmp_path: Path, longueurs: tuple[int, ...], told: bool
) -> None:
    lines = [(*ACHAT, *ACHAT)[rang].ljust(longueur) for rang, longueur in enumerate(longueurs)]
    content = fichier(*FICHES, *lines, longueur="ETE").removesuffix(b"\r\n")
    lu = Lu(tmp_path, content)
    assert (("TRA-051", len(FICHES) + 4) in lu.codes) is told


def test_24_a_piece_written_twice_is_refused(tmp_path: Path) -> None:
    found = bloquants(Lu(tmp_path, fichier(*ACHAT, *ACHAT)))
    assert [(code, n) for code, n, *_ in found] == [("TRA-052", 5)]
