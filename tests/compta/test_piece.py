"""Cles: what gathered each line is chosen line by line, and told once for the file."""

from __future__ import annotations

from collections import Counter

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from boucle.compta.bilan import CLE_JOUR, CLE_NUM, CLE_PIECE, CLE_REFERENCE
from boucle.compta.piece import Cles
from boucle.compta.regles.collecte import Collecte
from boucle.compta.saisie import build_saisie

JOUR, TEXTE = 19_737, "20240115"
NOMS = {"num": "Pièce", "piece_ref": "refPiece", "reference": "reference", "date": "date"}
CODES = st.sampled_from(["", "A", "B"])
LIGNES = st.lists(st.tuples(CODES, CODES, CODES, st.sampled_from([JOUR, None])), min_size=1)


def saisie(lignes: list[tuple[str, str, str, int | None]]) -> pl.DataFrame:
    names = ("num", "piece_ref", "reference", "date")
    columns = {name: [ligne[rank] for ligne in lignes] for rank, name in enumerate(names)}
    return build_saisie({"n": list(range(1, len(lignes) + 1)), **columns})


def told(cles: Cles) -> list[tuple[str, str]]:
    collecte = Collecte()
    cles.tell(collecte, NOMS.__getitem__)
    return [(a.kind.code, a.slots["cles"]) for a in collecte.finish().anomalies]


@given(st.lists(LIGNES, min_size=1, max_size=4))
def test_the_first_noun_that_is_said_gathers_a_line(
    blocs: list[list[tuple[str, str, str, int | None]]],
) -> None:
    cles = Cles()
    counts: Counter[str] = Counter()
    for lignes in blocs:
        expected = []
        for num, piece, reference, jour in lignes:
            said = {"num": num, "piece_ref": piece, "reference": reference}
            noun = next((nom for nom, texte in said.items() if texte), "date")
            counts[noun] += 1
            expected.append(said.get(noun) or (TEXTE if jour is not None else ""))
        assert cles.read(saisie(lignes)).to_list() == expected
    names = {"num": CLE_NUM, "piece_ref": CLE_PIECE, "reference": CLE_REFERENCE, "date": CLE_JOUR}
    assert cles.premiere == next(names[nom] for nom in names if counts[nom])
    spoken = ", ".join(f"{NOMS[nom]} ({counts[nom]})" for nom in names if counts[nom])
    assert told(cles) == ([("FIC-062", spoken)] if set(counts) != {"num"} else [])


def test_a_file_without_a_line_was_gathered_by_nothing() -> None:
    assert (Cles().premiere, told(Cles())) == (CLE_NUM, [])
