"""A FEC split in parts is read as one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from boucle.compta.contexte import Contexte
from boucle.errors import Rapport
from boucle.formats.fec import read, read_exact
from boucle.formats.fec.parties import group_parties, read_parties
from formats.petit_fec import PetitFec, ecrire

SOCLE = "732829320FEC20241231"


def split(dossier: Path, *cuts: int, encoding: str = "utf-8") -> list[Path]:
    """Write the small FEC in parts cut before these lines of data; the last has no end of line."""
    fec, paths = PetitFec(), []
    bounds = [0, *cuts, len(fec.lignes)]
    for rank, (first, last) in enumerate(pairwise(bounds), 1):
        part = PetitFec()
        part.lignes = fec.lignes[first:last]
        octets = part.texte().removesuffix("\r\n").encode(encoding)
        paths.append(ecrire(dossier, octets, f"{SOCLE}_{rank}.txt"))
    return paths


@pytest.mark.parametrize("reader", [read, read_exact])
@pytest.mark.parametrize("cuts", [(2,), (3, 5), (1, 2, 3, 4, 5, 6)])
def test_parts_give_what_the_whole_gives(tmp_path: Path, reader, cuts: tuple[int, ...]) -> None:
    whole = reader(PetitFec().ecrire(tmp_path, f"{SOCLE}.txt"), Contexte())
    parts = split(tmp_path, *cuts)
    assert group_parties(parts[::-1]) == [parts]
    lecture = read_parties(reader, parts, Contexte())
    assert lecture.bilan == whole.bilan
    assert lecture.rapport.comptes == whole.rapport.comptes
    starts = [part["premiere_ligne"] for part in lecture.rapport.faits["parties"]]
    assert starts == [first + 2 for first in (0, *cuts)]


def codes(rapport: Rapport) -> set[str]:
    return {code for code in rapport.comptes if code.startswith("FIC")}


def test_part_of_another_norm_is_refused(tmp_path: Path) -> None:
    one, two = split(tmp_path, 2)
    two.write_bytes(two.read_bytes().replace(b"\t", b"|"))
    assert "FIC-054" in codes(read_parties(read, [one, two], Contexte()).rapport)


def test_missing_part_is_said(tmp_path: Path) -> None:
    one, _, three = split(tmp_path, 2, 5)
    assert codes(read_parties(read, [one, three], Contexte()).rapport) == {"FIC-055"}


def test_other_files_stay_alone(tmp_path: Path) -> None:
    paths = [tmp_path / nom for nom in ("a.txt", f"{SOCLE}_2.txt", "b.txt", f"{SOCLE}_1.txt")]
    assert [[p.name for p in group] for group in group_parties(paths)] == [
        ["a.txt"], [f"{SOCLE}_1.txt", f"{SOCLE}_2.txt"], ["b.txt"],
    ]
