"""Campagne: what was sent is what is booked, or the rapport names the place where it is not.

Each case draws a lot, writes it in a shape that is valid, checks that it is read as it was sent,
then does one thing that a person or a spreadsheet does, and reads it again as far as the lot.
`BOUCLE_LOTS` asks for that many cases of each fault, shared out among the natures of file that
can bear it; `make fuzz` asks for 200. None is left out: a fault that cannot be
done to a file fails.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from campagne.cas import GENRES, make_cas
from campagne.fautes import Faute
from campagne.grille import CSV, Fichier, Rangee
from campagne.juge import judge

CAS = int(os.environ.get("BOUCLE_LOTS", "2"))
DEPART = int(os.environ.get("BOUCLE_LOTS_DEPART", "0"))
"""Seed of the first case of each fault."""
GRAINES = Path(__file__).parent / "graines.txt"
IDS = [f"{nature}-{faute.nom}" for nature, faute in GENRES]


@pytest.mark.parametrize("nature, faute", GENRES, ids=IDS)
def test_the_books_are_those_that_were_sent_or_a_place_is_named(
    tmp_path: Path, nature: str, faute: Faute
) -> None:
    found: Counter[str] = Counter()
    cas = -(-CAS // len(faute.natures))
    for graine in range(DEPART, DEPART + cas):
        try:
            found[judge(tmp_path, make_cas(nature, faute, graine))] += 1
        except AssertionError as silent:
            raise AssertionError(f"{nature}\t{faute.nom}\t{graine}\n{silent}") from silent
    assert found.total() == cas


@pytest.mark.parametrize("graine", GRAINES.read_text("utf-8").splitlines())
def test_what_was_once_silent_is_told(tmp_path: Path, graine: str) -> None:
    nature, nom, seed = graine.split("\t")
    (faute,) = [faute for _, faute in GENRES if faute.nom == nom][:1]
    judge(tmp_path, make_cas(nature, faute, int(seed)))


def test_a_judge_that_hears_nothing_fails(tmp_path: Path) -> None:
    """A change that nobody could tell is seen: a label corrected by hand."""

    def change(fichier: Fichier, _rng: Random) -> list[Rangee]:
        row = fichier.lignes[0]
        row.cells[fichier.at("libelle")] = "Autre"
        return [row]

    quiet = Faute("libellé corrigé à la main", (CSV,), change, frozenset(), {})
    with pytest.raises(AssertionError, match="sans un mot"):
        judge(tmp_path, make_cas(CSV, quiet, 1))


def test_each_fault_does_something(tmp_path: Path) -> None:
    """The bytes of a spoiled file differ from those of the clean one, or what reads it does."""
    same = []
    for nature, faute in GENRES:
        cas = [make_cas(nature, faute, graine) for graine in range(3)]
        if all(c.propre.octets() == c.gate.octets() for c in cas):
            same.append((nature, faute.nom))
    assert same == []
