"""Invariants: proving on a live database what must always hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boucle.store.acces import audit
from boucle.store.base.engine import Store
from boucle.store.fiches import dossiers
from boucle.store.fichiers import accuses, fichiers
from boucle.store.livre import invariants


@dataclass(frozen=True, slots=True)
class Result:
    """What was found of one invariant."""

    code: str
    titre: str
    violations: list[str]


def check_all(store: Store) -> Iterator[Result]:
    """Check each invariant in one snapshot; they may be checked under load.

    Files and acknowledgements are listed before it: the rows they follow are then in it.
    """
    config = store.config
    files, octets = fichiers.keys(config), accuses.size(config)
    with store.lecture(None) as conn:
        for invariant in invariants.INVARIANTS:
            found = invariants.violations(conn, invariant)
            yield Result(invariant.code, invariant.titre, found)
        broken = []
        for perimetre in dossiers.list_all(conn):
            broken += [
                f"{perimetre.cabinet_id}/{perimetre.dossier_id} ligne d'audit {seq}"
                for seq in audit.breaks(conn, perimetre, store.config)
            ]
        yield Result("I14", "La chaîne d'audit tient", broken)
        yield Result(
            "I21", "Chaque fichier gardé a son import", list(fichiers.without_import(conn, files))
        )
        yield Result(
            "I22", "Chaque fichier compté est là", list(fichiers.missing(conn, files, config))
        )
        yield Result(
            "I26",
            "Chaque lot gardé est celui que son import nomme",
            list(fichiers.broken_lots(conn, files, config)),
        )
        yield Result(
            "I23",
            "Chaque import accusé est dans la base",
            list(accuses.lost(conn, config, octets)),
        )
        yield Result("I16", "La base elle-même est saine", list(invariants.integrity(conn)))
