"""Comptage: what is counted is what a slow count finds, wherever the windows cut the block."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.formats.fec.forme.cellules import BLANCS
from boucle.formats.fec.lecture import octets as comptage

PIECES = (
    b"a",
    b"\xc3\xa0",
    b" ",
    b"\xc2\xa0",
    b"\t",
    b"|",
    b"\n",
    b"\r\n",
    b"\r",
    b"\x00",
    b"\xff",
)


@pytest.mark.parametrize("separateur", ["\t", "|"])
@pytest.mark.parametrize("fenetre", [1, 2, 3, 7, 1 << 18])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40))
def test_a_block_is_counted_as_by_hand(fenetre: int, separateur: str, pieces: list[bytes]) -> None:
    raw = b"".join(pieces) + b"\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comptage, "FENETRE", fenetre)
        found = comptage.count(raw, separateur)
    mark = separateur.encode()
    assert found.lignes == raw.count(b"\n")
    assert found.marques == raw.count(mark)
    assert found.basses == sum(octet < 32 for octet in raw)
    assert found.fins == raw.count(b"\r\n")
    assert found.reperes == [raw.count(b"\n", 0, at) for at in range(0, len(raw), fenetre)]
    edge = rb"[\x00-\x1f" + re.escape(mark) + rb"]"
    opening, closing = rb"[ \xa0\xc2]", rb"[ \xa0]"
    assert found.bords == bool(
        re.search(rb"\A" + opening + rb"|" + edge + opening + rb"|" + closing + edge, raw)
    )


@pytest.mark.parametrize("separateur", ["\t", "|"])
@pytest.mark.parametrize("encodage", ["utf-8", "iso-8859-15"])
@given(cells=st.lists(st.text("aà \u00a0°", max_size=4), min_size=1, max_size=12))
def test_a_blank_at_the_edge_of_a_cell_is_never_missed(
    encodage: str, separateur: str, cells: list[str]
) -> None:
    found = comptage.count((separateur.join(cells) + "\r\n").encode(encodage), separateur)
    if any(cell != cell.strip(BLANCS) for cell in cells):
        assert found.bords
