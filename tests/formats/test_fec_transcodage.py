"""Whole arrays of octets are brought to UTF-8 as the language's own tables bring them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boucle.formats.encodage import ASCII, CP1252, LATIN9, UTF8
from boucle.formats.fec.lecture import octets as lecture
from boucle.formats.fec.lecture.octets import to_utf8

CHARSETS = (LATIN9, CP1252)


@pytest.mark.parametrize("charset", CHARSETS)
def test_every_octet_gives_its_character(charset: str) -> None:
    octets = bytes(range(256))
    assert to_utf8(octets, charset) == octets.decode(charset, "replace").encode()


@pytest.mark.parametrize("charset", CHARSETS)
@given(octets=st.binary(max_size=300))
def test_it_agrees_with_the_language(charset: str, octets: bytes) -> None:
    assert to_utf8(octets, charset) == octets.decode(charset, "replace").encode()


@pytest.mark.parametrize("fenetre", [1, 2, 7])
@given(octets=st.binary(max_size=60))
def test_it_does_not_matter_where_windows_are_cut(fenetre: int, octets: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lecture, "FENETRE", fenetre)
        assert to_utf8(octets, CP1252) == octets.decode(CP1252, "replace").encode()


@pytest.mark.parametrize("charset", [UTF8, ASCII])
def test_what_is_utf8_is_left_alone(charset: str) -> None:
    octets = "déjà 12 €\r\n".encode()
    assert to_utf8(octets, charset) is octets
