"""Invariants: proving on a live database what must always hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from boucle.store import audit, invariants
from boucle.store.dossiers import dossier
from boucle.store.engine import Store
from boucle.values import Perimetre


@dataclass(frozen=True, slots=True)
class Result:
    """What was found of one invariant."""

    code: str
    titre: str
    violations: list[str]


def check_all(store: Store) -> Iterator[Result]:
    """Check each invariant in one snapshot; they may be checked under load."""
    with store.lecture(None) as conn:
        for invariant in invariants.INVARIANTS:
            found = invariants.violations(conn, invariant)
            yield Result(invariant.code, invariant.titre, found)
        broken = []
        for row in conn.execute(select(dossier.c.cabinet_id, dossier.c.dossier_id)):
            perimetre = Perimetre(row.cabinet_id, row.dossier_id)
            broken += [
                f"{row.cabinet_id}/{row.dossier_id} ligne d'audit {seq}"
                for seq in audit.breaks(conn, perimetre, store.config)
            ]
        yield Result("I14", "La chaîne d'audit tient", broken)
        yield Result("I16", "La base elle-même est saine", list(invariants.integrity(conn)))
