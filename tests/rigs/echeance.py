"""Echeance: the ten seconds after which what was asked is carried out, let pass at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from boucle.store.base.engine import Store
from boucle.store.travaux.decisions import decision_demandee


def let_pass(store: Store) -> None:
    """Let the ten seconds of all that is asked pass."""
    with store.transaction(None) as conn:
        conn.execute(
            update(decision_demandee).values(due_le=store.maintenant(conn) - timedelta(seconds=1))
        )
