"""Hints on amounts: information only, above a thousand amounts, and the same however it is cut."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from boucle.compta.contexte import Contexte
from boucle.compta.regles.chiffres import MONTANTS_MIN, judge_chiffres
from boucle.errors import Gravite
from boucle.formats.fec import read
from formats.deux_lecteurs import read_both, told
from formats.petit_fec import PetitFec

_BENFORD = [301, 176, 125, 97, 79, 67, 58, 51, 46]


def write(tmp_path: Path, montants: list[int]) -> Path:
    """Write a file with one écriture of two lines per amount, in centimes."""
    fec = PetitFec()
    debit, credit = fec.lignes[:2]
    del fec.lignes[:]
    for rang, centimes in enumerate(montants, 1):
        euros = f"{centimes // 100},{centimes % 100:02d}"
        fec.lignes.append({**debit, "EcritureNum": str(rang), "Debit": euros})
        fec.lignes.append({**credit, "EcritureNum": str(rang), "Credit": euros})
    return fec.ecrire(tmp_path)


def natural(rnd: Random, n: int) -> list[int]:
    return [int(10 ** rnd.uniform(2, 7)) for _ in range(n)]


def test_natural_amounts_say_nothing(tmp_path: Path) -> None:
    assert read_both(write(tmp_path, natural(Random(1), 600))).rapport.comptes == {}


def test_amounts_drawn_evenly_are_an_information(tmp_path: Path) -> None:
    rnd = Random(2)
    lecture = read_both(write(tmp_path, [rnd.randrange(100_01, 999_99) for _ in range(600)]))
    found = told(lecture, "FIC-037")
    assert len(found) == lecture.rapport.total == 1
    assert found[0].kind.gravite is Gravite.INFORMATION
    assert found[0].slots["nombre"] == 1_200
    assert found[0].slots["chiffre"] == 1
    assert "contre 30,1 % attendus" in found[0].message


def test_round_amounts_are_an_information(tmp_path: Path) -> None:
    rnd = Random(3)
    montants = [
        centimes // 100_00 * 100_00 if rang % 3 == 0 and centimes >= 100_00 else centimes
        for rang, centimes in enumerate(natural(rnd, 900))
    ]
    found = told(read_both(write(tmp_path, montants)), "FIC-038")
    assert len(found) == 1
    assert found[0].kind.gravite is Gravite.INFORMATION


@pytest.mark.parametrize("nombre", [MONTANTS_MIN - 1, MONTANTS_MIN])
def test_nothing_is_said_of_few_amounts(nombre: int) -> None:
    only_nines = [0] * 8 + [nombre]
    codes = [a.kind.code for a in judge_chiffres(only_nines, nombre, nombre)]
    assert codes == (["FIC-037", "FIC-038"] if nombre >= MONTANTS_MIN else [])


def test_bound_of_benford_is_a_mean_of_one_point_and_a_half() -> None:
    moved = [share * 100 for share in _BENFORD]
    assert judge_chiffres(moved, 0, 0) == []
    # 6.7 points from one digit to another: 13.4 / 9 = 1.49 points on average; then 6.9.
    moved[0] -= 6_700
    moved[8] += 6_700
    assert judge_chiffres(moved, 0, 0) == []
    moved[0] -= 200
    moved[8] += 200
    assert [a.kind.code for a in judge_chiffres(moved, 0, 0)] == ["FIC-037"]


def test_a_long_file_is_sampled_alike_by_both_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boucle.compta.regles.chiffres.LIGNE_SERREE", 700)
    rnd = Random(4)
    path = write(tmp_path, [rnd.randrange(100_01, 999_99) for _ in range(5_000)])
    found = told(read_both(path, block_octets=10_000), "FIC-037")
    assert found[0].slots["nombre"] == 699 + (10_001 // 16 - 700 // 16)
    other = read(path, Contexte(), threads=1, block_octets=1 << 20)
    assert [a.slots for a in told(other, "FIC-037")] == [found[0].slots]
