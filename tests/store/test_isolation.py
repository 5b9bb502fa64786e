"""Isolation: on PostgreSQL, a transaction sees the cabinet it names and no other."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from boucle.store import dossiers
from boucle.store.dossiers import dossier_etat
from boucle.store.engine import Store
from boucle.values import Perimetre

# Row-level security is PostgreSQL's: nothing of it is left to try on SQLite.
pytestmark = pytest.mark.parametrize("dialecte", ["postgresql"], indirect=True)


@pytest.fixture
def two_cabinets(store: Store) -> Store:
    with store.transaction(None) as conn:
        dossiers.create_cabinet(conn, "un", "Un")
        dossiers.create_cabinet(conn, "deux", "Deux")
    return store


def seen(store: Store, perimetre: Perimetre | None) -> int:
    with store.lecture(perimetre) as conn:
        return conn.execute(select(func.count()).select_from(dossier_etat)).scalar_one()


def test_a_transaction_sees_its_cabinet_only(two_cabinets: Store) -> None:
    assert seen(two_cabinets, None) == 2
    assert seen(two_cabinets, Perimetre(1, 0)) == 1
    assert seen(two_cabinets, Perimetre(99, 0)) == 0


def test_a_transaction_that_names_none_sees_nothing(two_cabinets: Store) -> None:
    with two_cabinets.engine.connect() as conn, conn.begin():
        assert conn.execute(select(func.count()).select_from(dossier_etat)).scalar_one() == 0
