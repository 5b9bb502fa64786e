"""Delai: how long one reading may take, so that a costly filter cannot hold the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from boucle.errors import Refus
from boucle.errors.demandes.ressource import FILTRE_TROP_COUTEUX

_STEPS = 100_000


@contextmanager
def bounded(conn: Connection, delai_s: int | None) -> Iterator[None]:
    """Refuse FILTRE_TROP_COUTEUX when what is read inside takes longer; None sets no bound."""
    if delai_s is None:
        yield
        return
    driver: Any = conn.connection.dbapi_connection
    on_sqlite = conn.dialect.name == "sqlite"
    if on_sqlite:
        end = time.monotonic() + delai_s
        driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    else:
        conn.exec_driver_sql(f"SET LOCAL statement_timeout = {int(delai_s * 1000)}")
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state != "57014" and "interrupted" not in str(error.orig):
            raise
        raise Refus(FILTRE_TROP_COUTEUX, delai_s=delai_s) from error
    finally:
        if on_sqlite:
            driver.set_progress_handler(None, 0)
