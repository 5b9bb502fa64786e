"""Extrait: lines are found again by their number, whatever the block they fall in."""

from __future__ import annotations

import io

import pytest

from boucle.errors import Anomalie, extrait, lig
from boucle.errors.extrait import Extrait, excerpt, read_lignes


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 20])
@pytest.mark.parametrize(("name", "eol"), [("LF", b"\n"), ("CRLF", b"\r\n"), ("CR", b"\r")])
def test_lines_do_not_depend_on_the_block(
    monkeypatch: pytest.MonkeyPatch, block: int, name: str, eol: bytes
) -> None:
    monkeypatch.setattr(extrait, "BLOCK_OCTETS", block)
    lines = [b"titres", b"a", b"", b"long, long", b"fin"]
    source = io.BytesIO(eol.join(lines))
    assert read_lignes(source, {1, 3, 4, 5, 9}, name) == {
        1: b"titres", 3: b"", 4: b"long, long", 5: b"fin",
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


def test_a_line_without_known_separator_is_shown_whole() -> None:
    anomalie = Anomalie(lig.VALEUR_ABSENTE, ligne=1)
    assert excerpt(b"a;b\tc", anomalie, separateur="").avant == "a;b␉c"
