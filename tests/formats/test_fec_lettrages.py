"""Lettrages: groups that do not balance, codes that cross tiers, codes that serve twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from boucle.errors import Anomalie
from formats.deux_lecteurs import entailed, read_both, told
from formats.petit_fec import PetitFec

Ligne = tuple[str, str, str, int]
"""Code, compte, tiers, centimes: debit when positive."""


def judge(tmp_path: Path, *lignes: Ligne) -> list[Anomalie]:
    """Read a file with one écriture per line lettered, against the bank."""
    fec = PetitFec()
    model, bank = fec.lignes[6], fec.lignes[5]
    del fec.lignes[2:]
    for rang, (code, compte, tiers, centimes) in enumerate(lignes, 2):
        own = {
            "EcritureNum": str(rang),
            "CompteNum": compte,
            "CompAuxNum": tiers,
            "CompAuxLib": f"Tiers {tiers}" if tiers else "",
            "EcritureLet": code,
            "DateLet": "20240131" if code else "",
        }
        euros = f"{abs(centimes) // 100},{abs(centimes) % 100:02d}"
        debit, credit = ("Debit", "Credit") if centimes > 0 else ("Credit", "Debit")
        fec.lignes.append({**model, **own, debit: euros, credit: "0,00"})
        fec.lignes.append({**bank, "EcritureNum": str(rang), debit: "0,00", credit: euros})
    path = fec.ecrire(tmp_path)
    lecture = read_both(path, block_octets=400)
    read_both(path, block_octets=1 << 20)
    return told(lecture, "ECR-030", "ECR-031", "ECR-032", "ECR-033")


def seen(found: list[Anomalie]) -> list[tuple[str, int | None, str | None]]:
    return [(a.kind.code, a.ligne, a.colonne) for a in found]


C1, C2 = ("411000", "C1"), ("411000", "C2")


def test_a_group_that_balances_says_nothing(tmp_path: Path) -> None:
    assert judge(tmp_path, ("A", *C1, 500), ("A", *C1, -500)) == []


def test_a_group_of_both_sides_must_balance(tmp_path: Path) -> None:
    found = judge(tmp_path, ("A", *C1, 500), ("A", *C1, -400))
    assert seen(found) == [("ECR-030", 4, "EcritureLet")]
    assert "411000 C1 ne s'équilibre pas : écart 1,00" in found[0].message


def test_a_group_of_one_side_may_wait_for_the_next_year(tmp_path: Path) -> None:
    found = judge(tmp_path, ("", *C2, 100), ("A", "512000", "", 500))
    assert seen(found) == [("ECR-031", 6, "EcritureLet")]
    assert "du compte 512000 n'a qu'un côté" in found[0].message


def test_a_code_that_balances_only_across_tiers_is_told_once(tmp_path: Path) -> None:
    found = judge(tmp_path, ("B", *C2, 100), ("A", *C1, 500), ("A", *C2, -500), ("B", *C2, -100))
    assert seen(found) == [("ECR-032", 6, "EcritureLet")]
    assert found[0].lu == "A"
    assert "du compte 411000 C1 ne s'équilibre qu'avec celui du compte 411000 C2, ligne 8" in (
        found[0].message
    )


def test_a_code_across_three_tiers_is_told_once(tmp_path: Path) -> None:
    found = judge(
        tmp_path,
        ("A", *C1, 500),
        ("A", *C2, -300),
        ("A", "401000", "F1", -200),
        ("A", *C1, 100),
        ("A", *C1, -100),
    )
    assert seen(found) == [("ECR-032", 4, "EcritureLet")]


def test_one_tiers_may_be_lettered_over_its_comptes(tmp_path: Path) -> None:
    assert judge(tmp_path, ("A", "411000", "C1", 500), ("A", "416000", "C1", -500)) == []


def test_comptes_without_tiers_are_told(tmp_path: Path) -> None:
    found = judge(tmp_path, ("A", "411000", "", 500), ("A", "416000", "", -500))
    assert seen(found) == [("ECR-032", 4, "EcritureLet")]


def test_groups_that_do_not_cancel_are_told_each(tmp_path: Path) -> None:
    found = judge(tmp_path, ("A", *C1, 500), ("A", *C2, -400))
    assert seen(found) == [("ECR-031", 4, "EcritureLet"), ("ECR-031", 6, "EcritureLet")]


def pairs(codes: str, compte: str, tiers: str) -> list[Ligne]:
    return [(code, compte, tiers, sens * 100) for code in codes for sens in (1, -1)]


def test_a_code_used_twice_where_others_are_not_is_an_information(tmp_path: Path) -> None:
    found = judge(tmp_path, *pairs("ABCDEFGHIJ", *C1), *pairs("DG", *C2))
    assert seen(found) == [("ECR-033", 44, "EcritureLet")]
    assert found[0].message == (
        "Le code D lettre ici le compte 411000 C2 et, ligne 16, le compte 411000 C1. Codes qui "
        "servent ainsi plusieurs fois, quand la plupart ne servent qu'une : 2."
    )


@pytest.mark.parametrize("autres", ["ABCDE", "ABCDEFGHIJ"])
def test_codes_of_each_tiers_are_nothing_to_tell(tmp_path: Path, autres: str) -> None:
    assert judge(tmp_path, *pairs("ABCDEFGHIJ", *C1), *pairs(autres, *C2)) == []


def test_a_group_reopened_is_one_group(tmp_path: Path) -> None:
    lines = pairs("ABCDEFGHIJK", *C1)
    assert judge(tmp_path, *lines, *pairs("A", *C1)) == []


def test_an_unread_amount_says_nothing_of_its_code(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[6].update(CompAuxNum="C2", CompAuxLib="Durand", Credit="abc")
    lecture = read_both(fec.ecrire(tmp_path))
    assert [(a.kind.code, a.ligne) for a in lecture.rapport.anomalies] == [
        ("ECR-031", 4),
        ("LIG-020", 8),
    ]


def test_a_wrong_amount_in_a_lettered_line_is_one_fault(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[2]["Debit"] = "130,00"
    lecture = read_both(fec.ecrire(tmp_path))
    assert set(lecture.rapport.comptes) == {"ECR-001"}
    assert "ECR-030 A" in entailed(lecture.rapport.anomalies[0])


def test_a_lettrage_out_by_another_amount_is_told_beside(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[2]["Debit"] = "130,00"
    fec.lignes[6]["Credit"] = "125,00"
    fec.lignes[5]["Debit"] = "125,00"
    assert set(read_both(fec.ecrire(tmp_path)).rapport.comptes) == {"ECR-001", "ECR-030"}


def test_a_lettrage_that_the_écriture_does_not_bear_is_told_beside(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[5]["Debit"] = "110,00"
    fec.lignes[6]["Credit"] = "110,00"
    fec.lignes[0]["Debit"] = "1010,00"
    assert set(read_both(fec.ecrire(tmp_path)).rapport.comptes) == {"ECR-001", "ECR-030"}
