"""Ventilations: what lines bear is loaded with their attempt, and swept with it."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from sqlalchemy import func, select

from boucle.compta.contexte import Contexte
from boucle.compta.detail import build_detail
from boucle.compta.ventilation import COLONNES
from boucle.operations.travaux.child import _Feed
from boucle.operations.travaux.echange import Travail
from boucle.store.base.engine import Store
from boucle.store.livre import balayage, ventilations
from boucle.store.livre.lignes import ligne
from boucle.store.livre.loader import Cible, Loader
from boucle.store.livre.ventilations import ligne_detail, ventilation
from boucle.values import Perimetre, days_of
from store.test_loader import lot, target

ECHEANCE = date(2024, 3, 31)


def parts(lines: list[int]) -> pl.DataFrame:
    rows = [(n, axe, 1, "NORD", 100, 0, None) for n in lines for axe in ("AGENCE", "CHANTIER")]
    dtypes = [pl.Int64, pl.String, pl.Int32, pl.String, pl.Int64, pl.Int64, pl.Int64]
    return pl.DataFrame(rows, schema=dict(zip(COLONNES, dtypes, strict=True)), orient="row")


@pytest.fixture
def cible(store: Store) -> Cible:
    """An attempt that loaded four lines with their parts, and a detail of two of them."""
    cible = target(store)
    loader = Loader(cible)
    feed = _Feed(loader, None, Travail("", Contexte(), cible))
    feed.add("ligne", lot(1, ["a", "b", "c", "d"]))
    feed.add_dated("ventilation", parts([1, 2, 3, 4]))
    feed.add_dated(
        "ligne_detail",
        build_detail(
            {
                "n": [1, 3],
                "reference": ["R1", ""],
                "echeance": [None, days_of(ECHEANCE)],
                "quantite": [2_5000, None],
            }
        ),
    )
    loader.close()
    return cible


def counts(store: Store) -> tuple[int, ...]:
    with store.lecture(None) as conn:
        return tuple(
            conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (ligne, ventilation, ligne_detail)
        )


def test_parts_and_details_come_back_as_they_were(store: Store, cible: Cible) -> None:
    perimetre = Perimetre(cible.cabinet_id, 0)
    with store.lecture(perimetre) as conn:
        found = ventilations.parts(conn, perimetre, 1, 1, [2, 4])
        details = ventilations.details(conn, perimetre, 1, 1, [1, 2, 3])
    assert [(row["n"], row["axe"], row["debit"], row["quantite"]) for row in found] == [
        (n, axe, 100, None) for n in (2, 4) for axe in ("AGENCE", "CHANTIER")
    ]
    assert details.keys() == {1, 3}
    assert (details[1]["reference"], details[1]["quantite"]) == ("R1", 2_5000)
    assert (details[1]["echeance"], details[3]["echeance"]) == (None, ECHEANCE)
    assert {row["revision"] for row in details.values()} == {0}


@pytest.mark.parametrize("take", [1, 3, 100])
def test_a_dead_attempt_is_swept_by_slices_and_the_kept_one_is_spared(
    store: Store, cible: Cible, take: int
) -> None:
    perimetre = Perimetre(cible.cabinet_id, 0)

    def sweep(sauf: int) -> int:
        total = 0
        while True:
            with store.transaction(perimetre) as conn:
                gone = balayage.sweep_slice(conn, perimetre, 1, sauf, take)
            if not gone:
                return total
            total += gone

    assert sweep(sauf=1) == 0
    assert counts(store) == (4, 8, 2)
    assert sweep(sauf=-1) == 14
    assert counts(store) == (0, 0, 0)
