"""Audit: a row changed, removed or moved shows."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.values import Perimetre


@pytest.fixture
def chained(store: Store) -> Perimetre:
    with store.transaction(None) as conn:
        perimetre = Perimetre(dossiers.create_cabinet(conn, "demo", "Demo"), 0)
        for rank in range(5):
            audit.note(
                conn,
                perimetre,
                store.config,
                auteur="Émile",
                acteur="cle:E",
                action="essai",
                objet=str(rank),
                contenu={"rang": rank},
            )
    return perimetre


def breaks(store: Store, perimetre: Perimetre) -> list[int]:
    with store.lecture(perimetre) as conn:
        return list(audit.breaks(conn, perimetre, store.config))


def test_an_untouched_chain_holds(store: Store, chained: Perimetre) -> None:
    assert breaks(store, chained) == []


def test_a_changed_row_is_named(store: Store, chained: Perimetre) -> None:
    with store.transaction(chained) as conn:
        conn.execute(update(audit.audit).where(audit.audit.c.seq == 3).values(auteur="autre"))
    assert breaks(store, chained) == [3]


def test_a_removed_row_is_named_by_the_next(store: Store, chained: Perimetre) -> None:
    with store.transaction(chained) as conn:
        conn.execute(delete(audit.audit).where(audit.audit.c.seq == 2))
    assert breaks(store, chained)[0] == 3
