"""Portes: whether each address of the database opens what it should, and no more."""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy import text

from boucle.errors import Refus
from boucle.errors.demandes.req_base import ROLE_DE_CHARGE, ROLE_TROP_LARGE
from boucle.store.base.engine import Store
from boucle.store.base.protection import can_load, is_bound
from boucle.values import AUCUN

_LOG = logging.getLogger("boucle.base")


def check_serving(store: Store) -> None:
    """Refuse ROLE_TROP_LARGE when roles are apart and the one that serves is bound by no policy.

    Where one role does everything, say what is then not protected.
    """
    with store.lecture(AUCUN) as conn:
        if store.dialecte == "sqlite" or is_bound(conn):
            return
    if store.config.database_proprietaire or store.config.database_charge:
        raise Refus(ROLE_TROP_LARGE)
    _LOG.warning(
        "one role of PostgreSQL owns the tables and serves: row-level security protects nothing; "
        "see `boucle roles`"
    )


def check_loading(store: Store) -> None:
    """Refuse ROLE_DE_CHARGE when the role that loads lines is bound by their policy."""
    config = store.config
    loading = Store(replace(config, database=config.database_charge or config.database))
    try:
        with loading.lecture(AUCUN) as conn:
            if not can_load(conn):
                role = conn.execute(text("SELECT current_user")).scalar_one()
                raise Refus(ROLE_DE_CHARGE, role=role)
    finally:
        loading.close()
