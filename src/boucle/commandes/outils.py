"""Outils: what several commands need: an open database, log lines, a free port."""

from __future__ import annotations

import gc
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from boucle.config import Config
from boucle.errors import Refus
from boucle.incidents import say

if TYPE_CHECKING:
    from boucle.store.base.engine import Store


_LOG = logging.getLogger("boucle.demarrage")
_PAUSE_MAX_S = 15


@contextmanager
def open_store(config: Config | None = None) -> Iterator[Store]:
    """Open the database the settings name, migrated if it is embedded."""
    from boucle.store.base.engine import Store
    from boucle.store.base.migration import prepare

    store = Store(config or Config.read())
    try:
        prepare(store)
        yield store
    finally:
        store.close()


def await_store(config: Config, *, charge: bool) -> None:
    """Wait until the database answers, trying more and more seldom, and say so once a minute.

    charge: lines will be loaded too. Refuses at once what waiting does not mend: a base of another
    version, a role that may do too much or too little.
    """
    from boucle.store.base.portes import check_loading, check_serving

    pause_s = 1
    while True:
        try:
            with open_store(config) as store:
                check_serving(store)
                if charge:
                    check_loading(store)
                return
        except Refus as refus:
            if not refus.kind.passager:
                raise
            say(_LOG, refus.kind.code, "%s %s", refus, refus.remede)
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, _PAUSE_MAX_S)


def set_up_logs() -> None:
    """Write log lines on the standard error, one fact a line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # The fetcher's own lines would write the URLs of the sources, signatures and all.
    for name in ("httpx", "httpcore", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


def settle() -> None:
    """Leave what is loaded by now out of the garbage collector's rounds, and space them.

    Declarations, tables and routes stay for good; walking through them over and over took two
    thirds of the time of a page of a thousand records.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def free_port(wanted: int) -> int:
    """Give the port wanted if it is free on the loopback, or any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("no free port on the loopback")
