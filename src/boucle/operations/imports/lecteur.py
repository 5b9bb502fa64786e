"""Lecteur: the lots of imports, filtered by a serving process: from memory, else from their file.

A lot is the file that the row of its import names, by its hash: one that is absent or is anything
else is not read; the database answers instead, and the file is made again from its lines. The
lines of an import never change once published, but for what no filter looks at.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import RowMapping

from boucle.errors import Refus
from boucle.store.base.engine import Store
from boucle.store.base.memoire import Memoire
from boucle.store.livre import feuillets, lot_lu
from boucle.store.livre.feuillets import Filtre, Totaux
from boucle.store.livre.lot_ecrit import NOM, SCHEMA, LotEcrit
from boucle.store.livre.lot_lu import Tableau, Trouve
from boucle.store.livre.lots_gardes import LotGarde, LotsGardes, hash_of
from boucle.store.travaux import imports
from boucle.values import Perimetre

DE_FRONT_MAX = 2
"""How many files or tables are gone through at a time."""

_TRANCHE_LIGNES = 20_000
_CONNUS_MAX = 10_000
_LOG = logging.getLogger("boucle.lots")


class LotPerdu(Exception):
    """The file of a lot is absent, or is not what the row of its import says."""


class Lecteur:
    """Read lots; one per process, shared by its threads."""

    def __init__(self, store: Store, lots: LotsGardes) -> None:
        self._store = store
        self._lots = lots
        self.memoire = Memoire(store.config.lots_memoire_octets)
        self._places = threading.BoundedSemaphore(DE_FRONT_MAX)
        self._lock = threading.Lock()
        self._connus: dict[str, Any] = {}
        self._begun: set[str] = set()
        self._apart: ThreadPoolExecutor | None = None
        self._closed = False

    def search(self, perimetre: Perimetre, row: RowMapping, filtre: Filtre) -> Trouve | None:
        """Give the lines of an import that answer a filter; None when the database must tell.

        row: the import's, as whoever asks may see it.
        """
        lot = _lot_of(perimetre, row)
        if lot is None:
            return None
        key = (lot.empreinte, filtre)
        found: Trouve | None = self.memoire.get(key)
        if found is None:
            found = self._read(lot, row, lambda: self._look(lot, row["lignes"], filtre))
            if found is not None:
                self.memoire.put(key, found, found.octets)
        return found

    def group(
        self, perimetre: Perimetre, row: RowMapping, names: tuple[str, ...]
    ) -> list[tuple[tuple[str, ...], int, int, int]] | None:
        """Sum the lines of an import by columns; None when the database must tell.

        Gives the values of the columns, debit, credit and how many lines.
        """
        lot = _lot_of(perimetre, row)
        if lot is None:
            return None

        def look() -> Any:
            path = self._verified(lot)
            return _reading(lambda: lot_lu.group(path, names))

        found: list[tuple[tuple[str, ...], int, int, int]] | None = self._read(lot, row, look)
        return found

    def _read(self, lot: LotGarde, row: RowMapping, look: Callable[[], Any]) -> Any:
        """Read a lot, one of few at a time; None when it is not there as it should be."""
        try:
            with self._places:
                return look()
        except Refus as refus:
            _LOG.warning("lot of import %s not read: %s", row["demande"], refus)
            return None
        except LotPerdu as lost:
            self._lots.forget(lot)
            if self._begin(f"refait {lot.cle}", lambda: self._remake(lot, row)):
                _LOG.warning(
                    "lot of import %s: %s; read from the database, to be made again from it",
                    row["demande"],
                    lost,
                )
            return None

    def wait(self) -> None:
        """Wait until nothing is being read ahead or made again."""
        with self._lock:
            apart = self._apart
        if apart is not None:
            apart.submit(lambda: None).result()

    def close(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        with self._lock:
            apart, self._closed = self._apart, True
        if apart is not None:
            apart.shutdown(cancel_futures=True)

    def _look(self, lot: LotGarde, lignes: int, filtre: Filtre) -> Trouve:
        tableau: Tableau | None = self.memoire.get(lot.empreinte)
        if tableau is not None:
            return lot_lu.look(tableau, filtre)
        path = self._verified(lot)
        found: Trouve = _reading(lambda: lot_lu.scan(path, filtre))
        if self.memoire.fits(lignes * lot_lu.OCTETS_LIGNE):
            self._begin(f"tableau {lot.empreinte}", lambda: self._hold(lot))
        return found

    def _verified(self, lot: LotGarde) -> Path:
        """Give the file of a lot, whose hash is looked at once, as long as it stays the same."""
        try:
            path = self._lots.near(lot)
            there = path.stat()
            seen = (there.st_ino, there.st_size, there.st_mtime_ns)
            if self._connus.get(str(path)) == (lot.empreinte, seen):
                return path
            if hash_of(path) != lot.empreinte:
                raise LotPerdu("its file is not the one that was kept")
        except FileNotFoundError as absent:
            raise LotPerdu("its file is not there") from absent
        except OSError as error:
            raise LotPerdu(f"its file cannot be read ({error.strerror})") from error
        with self._lock:
            if len(self._connus) >= _CONNUS_MAX:
                self._connus.clear()
            self._connus[str(path)] = (lot.empreinte, seen)
        return path

    def _hold(self, lot: LotGarde) -> None:
        with self._places:
            tableau = _reading(lambda: lot_lu.hold(self._verified(lot)))
        self.memoire.put(lot.empreinte, tableau, tableau.octets)

    def _remake(self, lot: LotGarde, row: RowMapping) -> None:
        """Make a lot again from the lines of the database, and name it in the import's row."""
        with tempfile.TemporaryDirectory(prefix="boucle-lot-") as folder:
            path = Path(folder) / NOM
            self._write(lot, path)
            if not lot_lu.sound(path, Totaux(row["lignes"], row["debit"], row["credit"])):
                raise LotPerdu("its lines in the database are not those of the import")
            kept = self._lots.keep(lot.perimetre, lot.import_id, lot.tentative, path)
        with self._store.transaction(lot.perimetre) as conn:
            named = imports.set_lot(
                conn, lot.perimetre, lot.import_id, lot.tentative, kept.empreinte, kept.octets
            )
        if not named:  # rejected meanwhile
            self._lots.delete(lot.perimetre, lot.import_id)

    def _write(self, lot: LotGarde, path: Path) -> None:
        ecrit = LotEcrit(path, lignes_min=0)
        apres = -1
        while True:
            # A slice at a time: no snapshot is held for long, and these lines never change.
            with self._store.lecture(lot.perimetre) as conn:
                rows = feuillets.columns(
                    conn,
                    lot.perimetre,
                    lot.import_id,
                    lot.tentative,
                    apres=apres,
                    take=_TRANCHE_LIGNES,
                )
            if not rows:
                break
            ecrit.add(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
            apres = rows[-1][0]
        ecrit.close()
        if ecrit.failure is not None:
            raise ecrit.failure

    def _begin(self, what: str, act: Callable[[], None]) -> bool:
        """Have something done apart, one thing at a time; false when it is already asked for."""
        with self._lock:
            if self._closed or what in self._begun:
                return False
            self._begun.add(what)
            if self._apart is None:
                self._apart = ThreadPoolExecutor(1, "lots")
            self._apart.submit(self._run, what, act)
        return True

    def _run(self, what: str, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:
            # Not begun again by this process: each page would pay for it.
            _LOG.warning("%s given up: %s", what, error)
            return
        with self._lock:
            self._begun.discard(what)


def _lot_of(perimetre: Perimetre, row: RowMapping) -> LotGarde | None:
    if row["lot_empreinte"] is None:
        return None
    return LotGarde(
        perimetre, row["import_id"], row["tentative"], row["lot_empreinte"], row["lot_octets"]
    )


def _reading(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except lot_lu.FAUTES as error:
        raise LotPerdu(f"its file cannot be read ({error})") from error
