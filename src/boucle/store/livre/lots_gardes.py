"""LotsGardes: the Parquet files of lots, kept beside the sources of their imports.

    lots/<cabinet>/<dossier>/<import>/<tentative>.parquet

One file per attempt, as lines are: that of a dead attempt is never another's. What the import's
row says of it, its SHA-256 and its size, is not written here. In an object storage, the files that
serve are also kept under `lots-proches/` of the data folder, by their hash, within so many bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import obstore

from boucle.config import Config
from boucle.store.fichiers.depot_objets import answering
from boucle.store.fichiers.documents import open_files
from boucle.values import Perimetre

_BLOC = 4 << 20
AIRE = "lots"


@dataclass(frozen=True, slots=True)
class LotGarde:
    """The lot of one attempt at one import, as the row of the import names it."""

    perimetre: Perimetre
    import_id: int
    tentative: int
    empreinte: str
    octets: int

    @property
    def cle(self) -> str:
        """Where it is kept."""
        return f"{_folder(self.perimetre, self.import_id)}/{self.tentative:d}.parquet"


class LotsGardes:
    """Keep the files, on the disk or in the storage that `config.fichiers` names."""

    def __init__(self, config: Config) -> None:
        self._loin = bool(config.fichiers)
        self._files: Any = None
        self._config = config
        self._racine = config.donnees / "fichiers"
        self._proches = config.donnees / "fichiers" / "lots-proches"
        self._octets_max = config.lots_disque_octets
        self._lock = threading.Lock()

    def keep(self, perimetre: Perimetre, import_id: int, tentative: int, path: Path) -> LotGarde:
        """Keep a file as the lot of an attempt, in place of any other of the same attempt.

        Raises OSError; refuses STOCKAGE_INDISPONIBLE.
        """
        lot = LotGarde(perimetre, import_id, tentative, hash_of(path), path.stat().st_size)
        if self._loin:
            with answering():
                obstore.put(self._open(), lot.cle, path, chunk_size=_BLOC)
        else:
            target = self._racine / lot.cle
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _copy(path, target)
        return lot

    def near(self, lot: LotGarde) -> Path:
        """Give a lot as a file of this machine, not verified; brought from afar if need be.

        Raises OSError, FileNotFoundError when there is none; refuses STOCKAGE_INDISPONIBLE.
        """
        if not self._loin:
            return self._racine / lot.cle
        path = self._proches / lot.empreinte
        with self._lock:
            if path.exists():
                os.utime(path)
                return path
            self._proches.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._make_room(lot.octets)
            beside = _beside(path)
            try:
                with answering(), beside.open("wb") as target:
                    for block in obstore.get(self._open(), lot.cle).stream(min_chunk_size=_BLOC):
                        target.write(block)
                beside.rename(path)
            finally:
                beside.unlink(missing_ok=True)
        return path

    def forget(self, lot: LotGarde) -> None:
        """Let go of the copy of this machine, when it is one."""
        if self._loin:
            (self._proches / lot.empreinte).unlink(missing_ok=True)

    def delete(self, perimetre: Perimetre, import_id: int, sauf: int = -1) -> None:
        """Delete the lots of an import, that of the attempt `sauf` excepted."""
        folder, kept = _folder(perimetre, import_id), f"{sauf:d}.parquet"
        if self._loin:
            with answering():
                for page in obstore.list(self._open(), folder):
                    gone = [one["path"] for one in page if not one["path"].endswith(f"/{kept}")]
                    if gone:
                        obstore.delete(self._open(), gone)
            return
        with suppress(FileNotFoundError):
            for path in (self._racine / folder).iterdir():
                if path.name != kept:
                    path.unlink(missing_ok=True)
        with suppress(OSError):  # one is left, or there was no folder
            (self._racine / folder).rmdir()

    def _open(self) -> Any:
        if self._files is None:
            self._files = open_files(self._config)
        return self._files

    def _make_room(self, octets: int) -> None:
        """Let go of the copies that have not served for longest."""
        found = []
        for path in self._proches.iterdir():
            with suppress(FileNotFoundError):
                there = path.stat()
                found.append((there.st_mtime_ns, there.st_size, path))
        left = self._octets_max - octets - sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if left >= 0:
                return
            path.unlink(missing_ok=True)
            left += size


def hash_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder(perimetre: Perimetre, import_id: int) -> str:
    return f"{AIRE}/{perimetre.cabinet_id:d}/{perimetre.dossier_id:d}/{import_id:d}"


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")


def _copy(path: Path, target: Path) -> None:
    # Not flushed to the disk: a lot that a power cut damaged is no longer what its row says, and
    # is made again.
    beside = _beside(target)
    try:
        shutil.copyfile(path, beside)
        beside.chmod(0o600)
        beside.rename(target)
    finally:
        beside.unlink(missing_ok=True)
