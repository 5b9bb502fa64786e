"""Loader: what is put in a lot is what the database gives back, whatever the characters."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import select

from boucle.compta.lot import build_lot
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.livre.lignes import ligne
from boucle.store.livre.loader import Cible, Loader
from boucle.store.travaux import imports
from boucle.values import Perimetre

TEXTES = ["", "simple", "\\N", "a\\b", "a\tb", 'a"b', "a,b", "été €", " blancs ", "NULL", "'"]


def target(store: Store) -> Cible:
    with store.transaction(None) as conn:
        perimetre = Perimetre(dossiers.create_cabinet(conn, "demo", "Demo"), 0)
        now = store.maintenant(conn)
        imports.create(
            conn,
            perimetre,
            1,
            now,
            {
                "demande": "d",
                "format": "FEC",
                "nom_fichier": "f",
                "partenaire": "P",
                "auteur": "A",
                "limite": now + timedelta(hours=1),
            },
        )
    url = store.config.database_charge or store.url
    return Cible(url, perimetre.cabinet_id, 0, 1, 1)


def lot(first: int, texts: list[str]) -> pl.DataFrame:
    size = len(texts)
    return build_lot(
        {
            "n": list(range(first, first + size)),
            "journal": ["AC"] * size,
            "num": ["1"] * size,
            "date": [19_000] * size,
            "compte": ["401000"] * size,
            "libelle": texts,
            "debit": [-12_05] * size,
            "montant_devise": [None, *[10_000] * (size - 1)],
        }
    )


@pytest.mark.parametrize("slices", [1, 3, 20_000])
def test_every_text_comes_back_as_it_was(store: Store, slices: int) -> None:
    loader = Loader(target(store), slices)
    for rank, text in enumerate(TEXTES):
        loader.add("ligne", lot(10 * rank, [text, "voisin"]))
    loader.close()
    with store.lecture(None) as conn:
        rows = conn.execute(select(ligne).order_by(ligne.c.n)).mappings().all()
    assert [row["libelle"] for row in rows[::2]] == TEXTES
    assert {row["date"] for row in rows} == {date(2022, 1, 8)}
    assert {row["debit"] for row in rows} == {-1205}
    assert {row["piece_date"] for row in rows} == {None}
    assert [row["montant_devise"] for row in rows[:2]] == [None, 10_000]


def test_what_the_database_refuses_is_told_to_the_reader(store: Store) -> None:
    loader = Loader(target(store))
    loader.add("ligne", lot(1, ["a", "b"]))
    loader.add("ligne", lot(1, ["a", "b"]))
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        loader.close()
