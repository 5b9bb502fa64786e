"""Bornes: a line too long and a line of too many columns, whatever the format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from boucle.bornes import BORNES
from boucle.compta.contexte import Contexte
from boucle.formats.longueur import judge_length
from boucle.formats.registre import FEC, FORMATS, PERSO, TRA
from formats.deux_lecteurs import read_both
from formats.petit_fec import PetitFec, ecrire
from formats.petit_tra import entete, ligne
from formats.test_perso import SIMPLE

LONGUE = BORNES.ligne_octets + 1
FEC_TEXTE = PetitFec().texte().encode()
TRA_TEXTE = "\r\n".join([entete(), ligne(), ligne(sens="C")]).encode() + b"\r\n"
CSV_TEXTE = b"d;j;c;d;c;l\n15/01/2024;A;6;1,00;0;l\n15/01/2024;A;7;0;1,00;l\n"


@pytest.mark.parametrize(
    ("nom", "texte", "n"),
    [(FEC, FEC_TEXTE, 9), (TRA, TRA_TEXTE, 4), (PERSO, CSV_TEXTE, 4)],
)
@pytest.mark.parametrize("fin", [b"", b"\n", b"\r\nx"])
def test_a_line_too_long_is_all_that_is_told(
    tmp_path: Path, nom: str, texte: bytes, n: int, fin: bytes
) -> None:
    path = ecrire(tmp_path, texte + b"x" * LONGUE + fin)
    lecture = FORMATS[nom].read(path, Contexte(), {"modele": SIMPLE})
    told = list(lecture.rapport.flat("code", "ligne"))
    assert [row for row in told if row[0] == "FIC-016"] == [("FIC-016", n)]
    assert (lecture.rapport.bloquant, lecture.bilan.lignes) == (True, 0)


def test_both_readers_of_a_fec_say_the_same_of_a_line_too_long(tmp_path: Path) -> None:
    cr = FEC_TEXTE.replace(b"\r\n", b"\r")
    for texte, n in ((b"\t" * LONGUE, 1), (cr + b"x" * LONGUE, 9)):
        told = list(read_both(ecrire(tmp_path, texte)).rapport.flat("code", "ligne"))
        assert told == [("FIC-016", n)]


@pytest.mark.parametrize(
    ("octets", "ligne"),
    [
        (b"12345678\n" * 4, None),
        (b"123456789\n", 1),
        (b"1\n12345678", None),
        (b"1\n\n123456789", 3),
        (b"1\r\n2\r\n" + b"9" * 9, 3),
        (b"1\r2\r" + b"9" * 9, 3),
        (b"", None),
        (b"\n" * 40, None),
        (b"\n" * 40 + b"9" * 9, 41),
    ],
)
def test_a_line_is_too_long_by_one_octet(tmp_path: Path, octets: bytes, ligne: int | None) -> None:
    with ecrire(tmp_path, octets).open("rb") as stream:
        found = judge_length(stream, b"\r\n", 8)
    assert (found and found.ligne) == ligne


@pytest.mark.parametrize(
    ("colonnes", "codes"), [(BORNES.colonnes, []), (BORNES.colonnes + 1, ["FIC-017"])]
)
def test_columns_of_a_fec(tmp_path: Path, colonnes: int, codes: list[str]) -> None:
    fec: Any = PetitFec()
    fec.titres += [f"Z{n}" for n in range(colonnes - len(fec.titres))]
    fec.noms += fec.titres[len(fec.noms) :]
    for row in fec.lignes:
        row.update(dict.fromkeys(fec.noms[18:], ""))
    lecture = read_both(fec.ecrire(tmp_path))
    assert [code for code in lecture.rapport.comptes if code == "FIC-017"] == codes
    assert lecture.rapport.bloquant == bool(codes)


def test_columns_of_a_delimited_file(tmp_path: Path) -> None:
    path = ecrire(tmp_path, CSV_TEXTE + b";" * BORNES.colonnes + b"\n")
    rapport = FORMATS[PERSO].read(path, Contexte(), {"modele": SIMPLE}).rapport
    assert ("FIC-017", 4) in rapport.flat("code", "ligne")
