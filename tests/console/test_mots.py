"""Mots: the words of the interface are the same in both languages, all used, none missing."""

from __future__ import annotations

import re
import string

from boucle.console.cadre.words import LANGUES, words
from house.source import PACKAGE

CALL = re.compile(r"\bt\(\s*[\"']([a-z_0-9.]+)[\"']")
FOLDER = PACKAGE / "console"
USED = {
    key
    for path in (*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py"))
    for key in CALL.findall(path.read_text("utf-8"))
}


def _slots(said: str | dict[str, str]) -> set[str]:
    texts = said.values() if isinstance(said, dict) else [said]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_word_that_is_asked_for_exists_in_every_language() -> None:
    assert len(USED) > 20
    for langue in LANGUES:
        assert USED - words(langue).table.keys() == set(), langue


def test_every_word_is_asked_for() -> None:
    for langue in LANGUES:
        assert words(langue).table.keys() - USED == set(), langue


def test_both_languages_take_the_same_slots() -> None:
    french, english = words("fr").table, words("en").table
    assert {key: _slots(said) for key, said in french.items()} == {
        key: _slots(said) for key, said in english.items()
    }


def test_french_says_one_for_nought_and_english_says_many() -> None:
    said = {"one": "{n} one", "many": "{n} many"}
    from boucle.console.cadre.words import Words

    table: dict[str, str | dict[str, str]] = {"a.b": said}
    assert [Words("fr", table)("a.b", n=n) for n in (0, 1, 2)] == ["0 one", "1 one", "2 many"]
    assert [Words("en", table)("a.b", n=n) for n in (0, 1, 2)] == ["0 many", "1 one", "2 many"]


def test_french_typography_is_kept() -> None:
    # A no-break space before : ; ? ! and no straight apostrophe.
    wrong = re.compile(r"[^\u00a0\u202f\s][;?!]|[^\u00a0\u202f]:\s|'")
    texts = [
        text
        for said in words("fr").table.values()
        for text in (said.values() if isinstance(said, dict) else [said])
    ]
    assert [text for text in texts if wrong.search(text)] == []
