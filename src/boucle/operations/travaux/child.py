"""Child: the process that reads one file, and nothing else.

It has the file, the target of its lots and what the checks must know of the dossier: no key, no
variable of its parent's. Once the database is open, and before the file is, it shuts itself in: no
network, no other program, no file but its source, those of the database and its own folder. It
speaks JSON lines on its standard output: `{"lignes": n}` as it goes, then one
`{"constat": …}`, or `{"panne": code}` when the disk or the database refuses. When its standard
input closes, its parent is gone: it dies at once, and its lines, which bear the number of the
attempt, are never seen.

It leaves the lot as a Parquet file in its own folder, where its parent judges it and takes it.

It must open SQLite through the loader only, so it imports no module of SQLAlchemy's.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from boucle import faults
from boucle.compta.bilan import Bilan, Variante
from boucle.compta.detail import DATES
from boucle.compta.ecritures.equilibre import balancing_lot, complete_bilan
from boucle.errors.pannes import panne_of
from boucle.formats.joints import Joint
from boucle.formats.registre import FORMATS
from boucle.machine import memory, sandbox
from boucle.operations.travaux.echange import Constat, Nomme, Remis, Travail
from boucle.operations.travaux.plafonds import SANS_MEMOIRE
from boucle.store.livre.loader import Loader, loading
from boucle.store.livre.lot_ecrit import NOM, LotEcrit

_PAS_LIGNES = 50_000


def read_lot(travail: Travail, say: Any, then: Callable[[], object] = lambda: None) -> Constat:
    """Read a file into lots, load them, and give what was learnt.

    A file that cannot be booked stops being loaded at its first blocking anomalie; it is still
    read to the end, so that its rapport is whole. then: called once the loader's threads run.
    """
    with loading(travail.cible, then=partial(_shut_in, travail, say)) as loader:
        then()
        feed = _Feed(loader, say, travail)
        lecture = FORMATS[travail.format].read(
            Path(travail.source),
            travail.contexte,
            travail.parametres,
            on_lot=feed.on_lot,
            on_progress=feed.on_lignes,
            on_ventilation=partial(feed.add_dated, "ventilation"),
            on_detail=partial(feed.add_dated, "ligne_detail"),
            **({"on_joint": feed.on_joint} if FORMATS[travail.format].joints else {}),
        )
        faults.point("lecture.dernier_lot")
        bilan, rapport = lecture.bilan, lecture.rapport
        rapport.faits["lisible"] = lecture.lisible
        if rapport.bloquant:
            feed.drop_lot()
            return Constat.of(bilan, rapport, 0, feed.derniere)
        contexte = lecture.contexte or travail.contexte
        ajoutees = balancing_lot(bilan, contexte, feed.derniere)
        complete_bilan(bilan, ajoutees)
        feed.add_lignes(ajoutees)
        feed.close_lot()
        feed.add("solde", _soldes(bilan))
        feed.add("libelle_import", _libelles(bilan))
        faults.point("lecture.soldes")
    constat = Constat.of(bilan, rapport, ajoutees.height, feed.derniere)
    constat.joints = feed.joints
    constat.adresses = [Nomme(*adresse) for adresse in lecture.adresses]
    return constat


def _shut_in(travail: Travail, say: Any) -> None:
    held = sandbox.shut_in(
        read=[Path(travail.source)],
        write=travail.cible.files if travail.cible else (),
        folders=[Path(tempfile.gettempdir())],
    )
    say({"enclos": held})
    threading.Thread(target=_die_with_parent, daemon=True).start()


class _Feed:
    def __init__(self, loader: Loader | None, say: Any, travail: Travail) -> None:
        self._loader = loader
        self._say = say
        cible = travail.cible
        self._days = cible is not None and not cible.url.startswith("sqlite")
        path = Path(tempfile.gettempdir()) / NOM
        self._lot = None if cible is None else LotEcrit(path, travail.lot_lignes_min)
        self._said = 0
        self.derniere = 1
        self.joints: list[Remis] = []

    def add(self, table: str, frame: pl.DataFrame) -> None:
        if self._loader is not None:
            self._loader.add(table, frame)

    def add_lignes(self, lot: pl.DataFrame) -> None:
        self.add("ligne", lot)
        if self._lot is not None:
            self._lot.add(lot)

    def close_lot(self) -> None:
        """Finish the file of the lot. Without one the lines are read from the database alone."""
        if self._lot is not None:
            self._lot.close()
            if self._lot.failure is not None:
                kind = panne_of(self._lot.failure)
                told = repr(self._lot.failure)[:200]
                self._say({"lot": told, "panne_lot": kind.code if kind else ""})

    def drop_lot(self) -> None:
        if self._lot is not None:
            self._lot.drop()

    def add_dated(self, table: str, frame: pl.DataFrame) -> None:
        """Load a frame that may hold days, which only SQLite keeps as numbers."""
        if table == "ligne_detail" and self._lot is not None:
            self._lot.add_detail(frame)
        days = [name for name in DATES if name in frame.columns] if self._days else []
        self.add(table, frame.with_columns(pl.col(days).cast(pl.Date)) if days else frame)

    def on_lot(self, lot: pl.DataFrame) -> None:
        if lot.height:
            faults.point("lecture.premier_lot")
            self.derniere = max(self.derniere, int(lot["n"][-1]))
            self.add_lignes(lot)

    def on_joint(self, joint: Joint) -> None:
        """Leave a document in the folder of this process, where its parent takes it."""
        fichier = f"joint-{len(self.joints)}"
        joint.path.rename(Path(tempfile.gettempdir()) / fichier)
        self.joints.append(Remis(joint.adresse, joint.nom, fichier))

    def on_lignes(self, lignes: int) -> None:
        if lignes - self._said >= _PAS_LIGNES:
            self._said = lignes
            self._say({"lignes": lignes})


def _soldes(bilan: Bilan) -> pl.DataFrame:
    schema = {
        "compte": pl.String,
        "journal": pl.String,
        "mois": pl.String,
        "debit": pl.Int64,
        "credit": pl.Int64,
        "lignes": pl.Int64,
    }
    return pl.DataFrame([tuple(solde) for solde in bilan.soldes], schema=schema, orient="row")


def _libelles(bilan: Bilan) -> pl.DataFrame:
    rows = [Variante("journal", code, 0, text) for code, text in bilan.journaux.items()]
    rows += [Variante("compte", code, 0, text) for code, text in bilan.comptes.items()]
    rows += [Variante("tiers", code, 0, tiers.libelle) for code, tiers in bilan.tiers.items()]
    rows += bilan.libelles
    schema = {"genre": pl.String, "code": pl.String, "variante": pl.Int64, "libelle": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def main() -> None:
    """Wait for one job on standard input, run it, and say what was found."""
    memory.keep_freed()
    # What was imported stays until the end: the collector need not walk through it again.
    gc.freeze()
    line = sys.stdin.buffer.readline()
    if not line:
        return
    travail = msgspec.json.decode(line, type=Travail)
    travail.plafonds.bind()
    faults.point("lecture.lancee")
    try:
        # Those who load stay as they are: a slice that holds the database is soon over.
        constat = read_lot(travail, _say, lambda: os.nice(travail.egards))
    except MemoryError:
        os._exit(SANS_MEMOIRE)
    except Exception as error:
        panne = panne_of(error)
        if panne is None:
            raise
        _say({"panne": panne.code})
        return
    faults.point("lecture.finie")
    _say({"constat": msgspec.to_builtins(constat)})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


def _die_with_parent() -> None:
    while sys.stdin.buffer.read(1):
        continue
    os._exit(3)


if __name__ == "__main__":
    main()
