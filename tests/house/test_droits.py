"""Droits: every operation that is served has its row, and the page that shows them is fresh."""

from __future__ import annotations

import re

from boucle.commandes import page_droits
from boucle.operations.acces import droits
from boucle.operations.acces.dits import dire
from house.source import ROOT

TABLE = droits.table()
MISSING = "give each one a row in src/boucle/operations/acces/droits.py"


def test_the_page_is_fresh() -> None:
    page = (ROOT / page_droits.PAGE).read_text("utf-8")
    assert page == page_droits.reference(), "run: python -m boucle.commandes.page_droits"


def test_every_operation_has_its_row() -> None:
    assert page_droits.calls().keys() - TABLE.keys() == set(), MISSING


def test_every_page_and_action_of_the_console_has_its_row_and_the_page_shows_it() -> None:
    found = page_droits.pages()
    assert len(found) > 15
    assert {nom: where for nom, where in found.items() if nom not in TABLE} == {}, MISSING
    page = page_droits.reference()
    assert [one for where in found.values() for one in where if f"`{one}`" not in page] == []


def test_every_row_is_served_somewhere() -> None:
    served = page_droits.calls().keys() | page_droits.pages().keys()
    assert TABLE.keys() - served == {"adresse.methodes"}


def test_every_row_is_said_in_french_and_no_two_of_one_thing_alike() -> None:
    """A row that nobody has put in words fails here, and is a KeyError on the page."""
    said = {(droit.quoi, dire(droit)) for droit in TABLE.values()}
    assert len(said) == len(TABLE)
    # An infinitive, and no name of ours: `addOffer` is for the machine.
    form = re.compile(r"(se )?[a-zéè]+(er|ir|re)\b[a-zéèàçêîôû' ,]*( FEC| TRA| JSON| CSV| XLSX)?")
    assert [acte for _, acte in said if not form.fullmatch(acte)] == []
