"""Extrait: lines are found again by their number, whatever the block they fall in."""

from __future__ import annotations

import io

import pytest

from boucle.errors import Anomalie
from boucle.errors.donnees import ecr, fic, lig
from boucle.errors.rapport import extrait
from boucle.errors.rapport.extrait import Extrait, excerpt, excerpts, lines_of, read_lignes


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 20])
@pytest.mark.parametrize(("name", "eol"), [("LF", b"\n"), ("CRLF", b"\r\n"), ("CR", b"\r")])
def test_lines_do_not_depend_on_the_block(
    monkeypatch: pytest.MonkeyPatch, block: int, name: str, eol: bytes
) -> None:
    monkeypatch.setattr(extrait, "BLOCK_OCTETS", block)
    lines = [b"titres", b"a", b"", b"long, long", b"fin"]
    source = io.BytesIO(eol.join(lines))
    assert read_lignes(source, {1, 3, 4, 5, 9}, name) == {
        1: b"titres",
        3: b"",
        4: b"long, long",
        5: b"fin",
    }


def test_reading_stops_after_the_last_line_asked_for() -> None:
    source = io.BytesIO(b"x\n" * (1 << 20))
    read_lignes(source, {2}, "LF")
    assert source.tell() == extrait.BLOCK_OCTETS


def test_a_line_of_any_length_is_cut() -> None:
    found = read_lignes(io.BytesIO(b"x" * 5_000_000), {1}, "LF")
    assert len(found[1]) <= extrait.LINE_OCTETS_MAX


def test_the_cell_stays_in_sight_in_a_long_line() -> None:
    raw = "\t".join(["zone"] * 8 + ["ICI"] + ["suite"] * 30).encode()
    cut = excerpt(raw, Anomalie(lig.DATE_ILLISIBLE, ligne=7, champ=9), width=40)
    assert cut.cellule == "ICI"
    assert len(cut.avant + cut.cellule + cut.apres) <= 40


def test_a_blank_cell_is_named() -> None:
    cut = excerpt(b"a||c", Anomalie(lig.VALEUR_ABSENTE, ligne=2, champ=2), separateur="|")
    assert cut == Extrait(2, "a  ", "(vide)", "  c")


def test_bytes_of_another_charset_are_decoded() -> None:
    anomalie = Anomalie(lig.VALEUR_ABSENTE, ligne=2, champ=1)
    assert excerpt(b"\xa4\xe9", anomalie, encodage="ISO-8859-15").cellule == "€é"


FAITS = {
    "encodage": "UTF-8",
    "separateur": "|",
    "colonnes": ["JournalCode", "EcritureNum", "CompteNum", "EcritureLib", "Debit", "Credit"],
}
ECRITURE = {
    2: b"VE|1|411000|Facture de janvier, no 12 du registre|120,00|0,00",
    3: b"BQ|7|512000|Virement|5,00|0,00",
    4: b"VE|1|707000|Facture de janvier, no 12 du registre|0,00|100,00",
}


def test_an_écriture_is_shown_by_its_own_lines_with_their_amounts() -> None:
    anomalie = Anomalie(ecr.DESEQUILIBRE, ligne=2, lignes=(2, 4))
    assert [(cut.ligne, cut.avant) for cut in excerpts(anomalie, ECRITURE, FAITS, 44)] == [
        (2, "VE  1  411000  Facture de jan…  120,00  0,00"),
        (4, "VE  1  707000  Facture de jan…  0,00  100,00"),
    ]


def test_a_long_écriture_is_shown_by_its_first_line() -> None:
    assert list(lines_of(Anomalie(ecr.DESEQUILIBRE, ligne=2, lignes=(2, 13)))) == [*range(2, 14)]
    assert list(lines_of(Anomalie(ecr.DESEQUILIBRE, ligne=2, lignes=(2, 14)))) == [2]
    assert list(lines_of(Anomalie(fic.SIREN_CLE))) == []


def test_a_line_of_too_many_fields_is_shown_whole() -> None:
    anomalie = Anomalie(lig.NOMBRE_DE_CHAMPS, ligne=2)
    (cut,) = excerpts(anomalie, {2: ECRITURE[2] + b"|oubli"}, FAITS, 90)
    assert cut.avant.endswith("0,00  oubli")


def test_a_line_without_known_separator_is_shown_whole() -> None:
    anomalie = Anomalie(lig.VALEUR_ABSENTE, ligne=1)
    assert excerpt(b"a;b\tc", anomalie, separateur="").avant == "a;b␉c"
