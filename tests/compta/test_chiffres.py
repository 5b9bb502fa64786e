"""Chiffres: first digits and round amounts, counted as plain Python counts them, judged exactly."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest

from boucle.compta.regles import chiffres
from boucle.compta.regles.chiffres import Chiffres, judge_chiffres

SERREE, PAS, ROND = 20_000, 16, 100_00
BENFORD = [round(1_000_000 * math.log10(1 + 1 / digit)) for digit in range(1, 10)]
EDGES = sorted(
    {
        sign * (digit * 10**zeros + near)
        for sign in (-1, 1)
        for digit in range(1, 10)
        for zeros in range(17)
        for near in (-1, 0, 1)
    }
)


def counted(pairs: list[tuple[int, int]], serree: int = SERREE) -> tuple[list[int], int, int]:
    """Count as it is said: every line up to a number, then one in sixteen."""
    amounts = [
        abs(ecart) for ligne, ecart in pairs if ecart and (ligne <= serree or ligne % PAS == 0)
    ]
    digits = [0] * 9
    for amount in amounts:
        digits[int(str(amount)[0]) - 1] += 1
    large = [amount for amount in amounts if amount >= ROND]
    return digits, len(large), sum(amount % ROND == 0 for amount in large)


def folded(*blocks: list[tuple[int, int]]) -> tuple[list[int], int, int]:
    found = Chiffres()
    for block in blocks:
        lignes, ecarts = zip(*block, strict=True) if block else ((), ())
        found.fold(np.array(lignes, np.int64), np.array(ecarts, np.int64))
    return found.premiers, found.grands, found.ronds


def test_the_figures_are_those_that_are_said() -> None:
    assert (chiffres.LIGNE_SERREE, chiffres.PAS, chiffres.MONTANTS_MIN) == (SERREE, PAS, 1_000)
    assert list(chiffres._BENFORD) == BENFORD
    assert sum(BENFORD) == 1_000_000


def test_each_amount_is_counted_under_its_first_digit() -> None:
    pairs = list(enumerate(EDGES, 1))
    assert folded(pairs) == counted(pairs)
    assert folded([]) == counted([])


@pytest.mark.parametrize("serree", [160, 171, 175])
def test_one_line_in_sixteen_is_taken_beyond_a_number(
    serree: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chiffres, "LIGNE_SERREE", serree)
    rnd = Random(8)
    pairs = [(ligne, rnd.randrange(-(10**7), 10**7)) for ligne in range(100, 300)]
    # However it is cut: a block that ends at the bound, one that begins there.
    for at in (200, serree - 100, serree - 99, serree - 98):
        assert folded(pairs[:at], [], pairs[at:]) == counted(pairs, serree)
    taken = [ligne for ligne, _ in pairs if chiffres.is_taken(ligne)]
    assert taken == [ligne for ligne, _ in pairs if ligne <= serree or ligne % PAS == 0]


def test_few_or_many_round_amounts() -> None:
    amounts = [ROND, -ROND, ROND + 1, ROND - 1, 2 * ROND]
    assert folded(list(enumerate(amounts, 1)))[1:] == (4, 3)
    assert judge_chiffres([0] * 9, 1_000, 200) == judge_chiffres([0] * 9, 999, 999) == []
    (found,) = judge_chiffres([0] * 9, 1_000, 201)
    assert (found.kind.code, found.slots) == ("FIC-038", {"nombre": 1_000, "part": "20,1"})


def test_first_digits_are_judged_on_the_mean_of_their_gaps() -> None:
    """One point and a half on average over nine digits: 67,500 of a million moved."""
    moved = [*BENFORD[:3], BENFORD[3] + 67_500, *BENFORD[4:8], BENFORD[8] - 45_757]
    moved[7] -= 67_500 - 45_757
    assert judge_chiffres(moved, 0, 0) == []
    moved[3] += 1
    moved[7] -= 1
    (found,) = judge_chiffres(moved, 0, 0)
    assert found.kind.code == "FIC-037"
    assert found.slots == {"nombre": 10**6, "chiffre": 4, "part": "16,4", "attendu": "9,7"}


def test_nothing_is_judged_below_a_thousand_amounts_nor_but_nine_digits() -> None:
    assert judge_chiffres([0] * 8 + [999], 0, 0) == []
    (found,) = judge_chiffres([0] * 8 + [1_000], 0, 0)
    assert (found.slots["chiffre"], found.slots["part"]) == (9, "100,0")
    with pytest.raises(ValueError, match="argument 2"):
        judge_chiffres([1_000], 0, 0)


def test_a_share_is_rounded_to_the_nearest_tenth_the_half_upwards() -> None:
    shares = [
        (0, 7, "0,0"),
        (7, 7, "100,0"),
        (1, 3, "33,3"),
        (2, 3, "66,7"),
        (1, 2_000, "0,1"),
        (1, 2_001, "0,0"),
        (301_030, 10**6, "30,1"),
        (99, 1_000, "9,9"),
    ]
    assert [chiffres._percent(part, whole) for part, whole, _ in shares] == [
        said for _, _, said in shares
    ]
