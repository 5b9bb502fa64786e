"""What leaves the books and is read again is the same, up to the table of what is lost.

`BOUCLE_SORTIES` says how many books are drawn for each format.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from boucle.formats.fec.lire import read_flat
from boucle.formats.lecture import Lecture
from boucle.formats.perso.lire import read as read_perso
from boucle.formats.saisie_json.lire import read as read_json
from boucle.formats.sortie.bloc import Bloc
from boucle.formats.sortie.delimite import MODELE
from boucle.formats.sortie.portes import COLONNES, PORTES, VENTILATION, Forme
from boucle.formats.tra.lire import read as read_tra
from formats.livre_essai import make_bloc, parts_by_place, read_back, tete_of, written

SORTIES = int(os.environ.get("BOUCLE_SORTIES", "96"))
LOTS = 8


def read_fec(path: Path, contexte: Any, _parametres: Any, **given: Any) -> Lecture:
    return read_flat(path, contexte, on_lot=given["on_lot"])


LECTEURS: dict[Forme, tuple[Callable[..., Lecture], str, Any]] = {
    Forme.FEC: (read_fec, "732829320FEC20241231.txt", {}),
    Forme.TRA: (read_tra, "livre.tra", {}),
    Forme.TRA_STD: (read_tra, "livre.tra", {}),
    Forme.JSON: (read_json, "corps.json", {}),
    Forme.CSV: (read_perso, "livre.csv", {"modele": MODELE}),
}
"""The reader of each format, the name of its file, what it needs beyond the file."""


def carried(forme: Forme, *, parts: bool = False) -> list[str]:
    """List the columns of a line that come back, by the table; or its breakdown, if it does."""
    return [
        nom
        for nom, porte in PORTES[forme].items()
        if nom in COLONNES and porte.relu and (nom == VENTILATION) is parts
    ]


def as_written(forme: Forme, bloc: Bloc) -> pl.DataFrame:
    """Apply the table: what is too long is cut; what a TRA says of every line is said."""
    lines = bloc.lignes
    if forme in (Forme.TRA, Forme.TRA_STD):
        blank = pl.col("piece_ref") == ""
        lines = lines.with_columns(
            pl.when(blank).then("num").otherwise("piece_ref").alias("piece_ref"),
            pl.col("nature").replace("", "OD"),
        )
        lines = lines.with_columns(
            pl.col(nom).str.slice(0, porte.longueur)
            for nom, porte in PORTES[forme].items()
            if nom in lines.columns and lines[nom].dtype == pl.String()
        )
    return lines


def same(forme: Forme, before: Bloc, after: Bloc, lecture: Lecture) -> None:
    assert not lecture.rapport.bloquant, lecture.rapport.comptes
    assert (
        after.lignes.select(carried(forme)).rows()
        == as_written(forme, before).select(carried(forme)).rows()
    )
    if VENTILATION in carried(forme, parts=True):
        parts = parts_by_place(before)
        if forme is Forme.TRA_STD:
            parts = [(*part[:-1], None) for part in parts]
        assert parts_by_place(after) == parts


@pytest.mark.parametrize("lot", range(LOTS))
@pytest.mark.parametrize("forme", list(LECTEURS), ids=str)
def test_books_come_back(tmp_path: Path, forme: Forme, lot: int) -> None:
    read, nom, parametres = LECTEURS[forme]
    for seed in range(lot, SORTIES, LOTS):
        bloc = make_bloc(Random(seed))
        content = written(forme, tete_of(bloc), bloc)
        lecture, after = read_back(read, tmp_path, nom, content, parametres)
        same(forme, bloc, after, lecture)


CHAINES = {
    "FEC, TRA, FEC": (Forme.FEC, Forme.TRA, Forme.FEC),
    "JSON, FEC, JSON": (Forme.JSON, Forme.FEC, Forme.JSON),
    "CSV, JSON, TRA, CSV": (Forme.CSV, Forme.JSON, Forme.TRA, Forme.CSV),
}


@pytest.mark.parametrize("lot", range(LOTS))
@pytest.mark.parametrize("chaine", list(CHAINES))
def test_books_come_back_through_other_formats(tmp_path: Path, chaine: str, lot: int) -> None:
    formes = CHAINES[chaine]
    kept = [nom for nom in carried(formes[0]) if all(nom in carried(forme) for forme in formes[1:])]
    for seed in range(lot, SORTIES, LOTS):
        bloc = make_bloc(Random(seed))
        wanted = bloc
        for forme in formes:
            read, nom, parametres = LECTEURS[forme]
            content = written(forme, tete_of(bloc), bloc)
            lecture, bloc = read_back(read, tmp_path, nom, content, parametres)
            assert not lecture.rapport.bloquant, lecture.rapport.comptes
            wanted = Bloc(as_written(forme, wanted), wanted.parts)
        assert bloc.lignes.select(kept).rows() == wanted.lignes.select(kept).rows()
        assert len(kept) >= 13
