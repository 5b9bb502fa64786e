"""Schema: every table of the house, and a fresh one made at once.

Importing this module imports each one that declares tables, so that METADATA is complete. A server
migrates its database; tests make a fresh one, which a test holds equal to the migrated one.
"""

from __future__ import annotations

from sqlalchemy import MetaData

from boucle.store.acces import audit, cadence, cles, idempotence, personnes, sessions
from boucle.store.base.engine import Store
from boucle.store.base.metadata import METADATA
from boucle.store.base.migration import stamp
from boucle.store.base.protection import protect
from boucle.store.fiches import archives, dossiers, ressources
from boucle.store.fichiers import occupation
from boucle.store.livre import lignes, pieces_jointes, ventilations
from boucle.store.travaux import (
    decisions,
    evenements,
    histoire,
    imports,
    notifications,
    rapports,
)

MODULES = (
    dossiers,
    cles,
    archives,
    audit,
    cadence,
    decisions,
    evenements,
    idempotence,
    histoire,
    imports,
    lignes,
    occupation,
    pieces_jointes,
    ressources,
    ventilations,
    personnes,
    sessions,
    notifications,
    rapports,
)


def complete_metadata() -> MetaData:
    """Give METADATA with every table declared."""
    return METADATA


def create_schema(store: Store, metadata: MetaData | None = None) -> None:
    """Create every missing table, and protect it on PostgreSQL."""
    chosen = metadata or complete_metadata()
    with store.transaction(None) as conn:
        _copied(chosen).create_all(conn)
        if metadata is None:
            stamp(conn)
        protect(conn, chosen.tables.values())


def _copied(metadata: MetaData) -> MetaData:
    # Creating tables that point to one another in a circle marks their keys for good, by the way
    # of this one database: another one created later by the same process would lack them.
    copy = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.tables.values():
        table.to_metadata(copy)
    return copy
