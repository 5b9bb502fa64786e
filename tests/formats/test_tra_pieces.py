"""TraPieces: what makes one écriture, what is there twice, and pieces that no block holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from boucle.formats.tra.pieces import assembler
from boucle.formats.tra.pieces.memoire import Memoire
from formats.petit_tra import ACHAT, Lu, fichier, ligne

AUTRE = (ligne(numero="2", ref="FA2"), ligne(numero="2", ref="FA2", sens="C", compte="51200000"))
BLANCS = tuple(line[:151] + " " * 8 + line[159:] for line in ACHAT)


def dits(lu: Lu, *codes: str) -> list[tuple[str, int | None]]:
    return [(code, n) for code, n, _ in lu.dites if code in codes]


@pytest.mark.parametrize(
    "lignes, n, premiere",
    [
        ((*ACHAT, *ACHAT), 5, 2),  # in a row: both make one run of lines
        ((*ACHAT, *AUTRE, *ACHAT), 7, 2),
        ((*ACHAT, *AUTRE, *reversed(ACHAT)), 7, 2),  # in another order
        ((*AUTRE, *ACHAT, *ACHAT, *ACHAT), 7, 4),
    ],
    ids=["de suite", "plus loin", "autre ordre", "trois fois"],
)
def test_a_numbered_piece_that_is_there_twice_is_refused(
    tmp_path: Path, lignes: tuple[str, ...], n: int, premiere: int
) -> None:
    lu = Lu(tmp_path, fichier(*lignes))
    assert dits(lu, "TRA-052", "TRA-040", "TRA-053") == [("TRA-052", n)]
    (found,) = [a for a in lu.rapport.anomalies if a.kind.code == "TRA-052"]
    assert found.slots["autre_ligne"] == premiere
    assert lu.rapport.bloquant


@pytest.mark.parametrize(
    "zones",
    [
        {"montant": "101,00"},
        {"compte": "60650000"},
        {"libelle": "Autre chose"},
        {"ref": "FA9"},
        {"sens": "C"},
        {"nature": "AF"},
    ],
)
def test_a_piece_that_comes_back_otherwise_is_told_and_kept(
    tmp_path: Path, zones: dict[str, str]
) -> None:
    lu = Lu(tmp_path, fichier(*ACHAT, *AUTRE, ligne(**zones), *ACHAT[1:]))
    assert dits(lu, "TRA-052", "TRA-040") == [("TRA-040", 7)]


def test_the_same_piece_under_another_number_or_day_is_another_one(tmp_path: Path) -> None:
    deux = [line[:151] + "2".ljust(8) + line[159:] for line in ACHAT]
    fevrier = [line[:3] + "15022024" + line[11:] for line in ACHAT]
    lu = Lu(tmp_path, fichier(*ACHAT, *deux, *fevrier))
    assert dits(lu, "TRA-052", "TRA-053", "TRA-040") == []


def test_lines_alike_inside_a_piece_are_no_copy(tmp_path: Path) -> None:
    """Two identical purchases settled by one line."""
    lines = (ligne(), ligne(), ligne(sens="C", compte="51200000", montant="200,00"))
    assert dits(Lu(tmp_path, fichier(*lines)), "TRA-052") == []


def test_pieces_alike_without_number_are_told_and_kept(tmp_path: Path) -> None:
    sans_ref = [line[:48] + " " * 35 + line[83:] for line in BLANCS]
    for lines, found in (
        ((*BLANCS, *BLANCS), [("TRA-053", 5)]),
        ((*BLANCS, *AUTRE, *BLANCS), [("TRA-053", 7)]),
        ((*sans_ref, *sans_ref), [("TRA-053", 5)]),
        # Two sales alike of a cash register, others between them.
        ((*sans_ref, *AUTRE, *sans_ref), []),
    ):
        lu = Lu(tmp_path, fichier(*lines))
        assert dits(lu, "TRA-052", "TRA-053") == found
        assert not lu.rapport.bloquant


LONGUE = tuple(
    ligne(numero="{}", compte=compte, sens=sens, ref=f"R{n}", montant="1,00")
    for n, (compte, sens) in enumerate([("60640000", "D"), ("51200000", "C")] * 20)
)


def longue(numero: str, *, soldee: bool) -> tuple[str, ...]:
    """One piece of forty lines, out of balance until its end, then another one."""
    debits = [line for line in LONGUE if line[129] == "D"]
    credits = [line for line in LONGUE if line[129] == "C"]
    lines = (*debits, *(credits if soldee else credits[:-1]))
    return (*(line.replace("{}", numero.ljust(2)) for line in lines), *ACHAT)


@pytest.mark.parametrize("octets", [300, 700, 1_900, 1 << 20])
@pytest.mark.parametrize("numero, num", [("7", "7"), (" ", "L2")])
def test_a_piece_longer_than_may_wait_keeps_its_key_and_its_balance(
    tmp_path: Path, monkeypatch: Any, octets: int, numero: str, num: str
) -> None:
    monkeypatch.setattr(assembler, "ATTENTE_MAX", 5)
    lu = Lu(tmp_path, fichier(*longue(numero, soldee=True)), bloc_octets=octets)
    assert dits(lu, "ECR-001", "TRA-040", "TRA-052", "TRA-053") == []
    rows = lu.all(lu.lots)
    assert [row["num"] for row in rows] == [num] * 40 + ["1"] * 3
    assert [row["n"] for row in rows] == list(range(2, 45))


def test_a_long_piece_that_does_not_balance_is_told_once(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(assembler, "ATTENTE_MAX", 5)
    lu = Lu(tmp_path, fichier(*longue("7", soldee=False)), bloc_octets=700)
    (found,) = [a for a in lu.rapport.anomalies if a.kind.code == "ECR-001"]
    assert (found.ligne, found.lignes) == (2, (2, 40))


def test_a_piece_of_more_than_a_hundred_thousand_lines(tmp_path: Path) -> None:
    """The waiting of real files, once: one écriture, its breakdown going on with it."""
    part = ligne(type="A", code="NORD", axe="A1", montant="1,00", numero=" ")
    one = [ligne(numero=" ", montant="1,00"), part] * 60_000
    last = ligne(numero=" ", sens="C", compte="51200000", montant="60000,00")
    lu = Lu(tmp_path, fichier(*one, last))
    assert (lu.dites, lu.bilan.ecritures, lu.bilan.lignes) == ([], 1, 60_001)
    assert sum(frame.height for frame in lu.ventilations) == 60_000
    assert {key for lot in lu.lots for key in lot["num"].unique().to_list()} == {"L2"}


def test_the_memory_gives_the_first_value_whatever_the_slices() -> None:
    rng = np.random.default_rng(7)
    cles = rng.integers(0, 400, 2_000).astype(np.uint64)
    valeurs = np.arange(cles.size)
    firsts: dict[int, int] = {}
    expected = [firsts.setdefault(cle, n) for n, cle in enumerate(cles.tolist())]
    for taille in (1, 7, 300, 2_000):
        memoire = Memoire()
        found = [
            memoire.note(cles[at : at + taille], valeurs[at : at + taille])
            for at in range(0, cles.size, taille)
        ]
        assert np.concatenate(found).tolist() == expected
