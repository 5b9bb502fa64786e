"""Where the rest of the file says what a blank or odd cell should hold, the rapport says it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from formats.deux_lecteurs import read_both, told
from formats.petit_fec import PetitFec


@pytest.mark.parametrize(
    ("colonne", "ligne", "code", "corrige"),
    [
        ("JournalCode", 3, "LIG-010", "VE"),
        ("JournalLib", 3, "LIG-011", "Ventes"),
        ("CompteLib", 6, "LIG-011", "Clients"),
        ("CompAuxLib", 6, "LIG-046", "Dupré"),
        ("CompAuxNum", 6, "LIG-047", "C1"),
    ],
)
def test_a_code_and_its_label_give_each_other(
    tmp_path: Path, colonne: str, ligne: int, code: str, corrige: str
) -> None:
    fec = PetitFec()
    fec.lignes[ligne][colonne] = ""
    found = told(read_both(fec.ecrire(tmp_path)), code)
    assert [(a.ligne, a.colonne, a.corrige) for a in found] == [(ligne + 2, colonne, corrige)]


def test_nothing_is_guessed_where_there_are_several(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[3]["JournalLib"] = ""
    fec.lignes[4]["JournalLib"] = "Vente"
    fec.lignes[5]["CompteLib"] = ""
    fec.lignes[0]["CompteLib"] = ""
    found = told(read_both(fec.ecrire(tmp_path)), "LIG-011")
    assert {a.colonne: a.corrige for a in found} == {"JournalLib": None, "CompteLib": None}


def test_the_line_is_found_inside_an_archive_and_in_each_end_of_line(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[6]["CompteLib"] = ""
    for eol in ("\r\n", "\n", "\r", "\r\r\n"):
        path = tmp_path / "732829320FEC20241231.txt.gz"
        path.write_bytes(gzip.compress(fec.texte(eol=eol).encode()))
        assert [a.corrige for a in told(read_both(path), "LIG-011")] == ["Clients"]


def test_a_currency_is_written_in_capitals(tmp_path: Path) -> None:
    fec = PetitFec()
    fec.lignes[3].update(Idevise="usd", Montantdevise="110,00")
    fec.lignes[4].update(Idevise="dollar", Montantdevise="110,00")
    found = told(read_both(fec.ecrire(tmp_path)), "LIG-056")
    assert [a.corrige for a in found] == ["USD", None]
