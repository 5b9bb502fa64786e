"""Depot local: deposits and sources in the data folder of the server.

    fichiers/depots/<cabinet>/<guid>/<sha256>        the bytes
                                    /depot.json      which of them is the deposit: one rename
    fichiers/sources/<cabinet>/<dossier>/<import>    a hard link of them
                                        /<import>.json

No name given by a caller ever becomes a path: the guid is checked, the rest are integers.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import hmac
import json
import os
import shutil
import stat
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from boucle import clock, faults
from boucle.config import Config
from boucle.errors import Refus
from boucle.errors.demandes.req_depot import (
    DEPOT_EN_SERVICE,
    DEPOT_INCOMPLET,
    DEPOT_NON_AUTORISE,
    DEPOT_SATURE,
    DEPOT_TROP_GRAND,
)
from boucle.store.base.secret import derive
from boucle.store.fichiers.depot import (
    Depose,
    Depot,
    SourceAbsente,
    SourceGardee,
    SourceRemplacee,
    split_uri,
)
from boucle.store.fichiers.partiel import Partiel, Recu, flush_folder, forget_parts
from boucle.values import Perimetre

_BLOC = 1 << 20
_LIBRE_MIN_OCTETS = 2 * 2**30
_VERROU = "verrou"
_FICHE = "depot.json"


class DepotLocal(Depot):
    """Keep deposits and sources on the disk."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._depots = config.donnees / "fichiers" / "depots"
        self._sources = config.donnees / "fichiers" / "sources"
        self._key = derive(config, "depot")

    def sign(self, cabinet_id: int, uri: str, expire_s: int) -> str:
        """Sign the right to PUT one file at one place until `expire_s`, in seconds since 1970."""
        text = f"PUT\n{cabinet_id}\n{uri}\n{expire_s}".encode()
        return urlsafe_b64encode(hmac.digest(self._key, text, "sha256")).decode().rstrip("=")

    def check(self, cabinet_id: int, uri: str, expire_s: int, signature: str) -> None:
        """Refuse DEPOT_NON_AUTORISE unless this right was signed here and is still valid."""
        right = self.sign(cabinet_id, uri, expire_s)
        if not hmac.compare_digest(right.encode(), signature.encode()):
            raise Refus(DEPOT_NON_AUTORISE)
        if clock.now() > datetime.fromtimestamp(expire_s, UTC):
            raise Refus(DEPOT_NON_AUTORISE)

    def _adresse(self, cabinet_id: int, uri: str, expire: datetime) -> str:
        expire_s = int(expire.timestamp())
        signature = self.sign(cabinet_id, uri, expire_s)
        return f"/depot/{cabinet_id}/{quote(uri)}?se={expire_s}&sig={signature}"

    @contextmanager
    def receive(
        self, cabinet_id: int, uri: str, annonces: int | None = None
    ) -> Iterator[Reception]:
        """Receive a deposit; it is kept when `finish` was called, and only then.

        annonces: the size announced, None when unknown. The same bytes again change nothing.
        Refuses DEPOT_TROP_GRAND, DEPOT_INCOMPLET, DEPOT_SATURE, DEPOT_EN_SERVICE.
        """
        folder, parts = self._folder(cabinet_id, uri), split_uri(uri)
        if folder is None or parts is None:
            raise Refus(DEPOT_NON_AUTORISE)
        reception = None
        try:
            reception = Reception(folder, parts[1], self.config.octets_max, annonces)
            yield reception
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise Refus(DEPOT_SATURE) from error
        finally:
            if reception is not None:
                reception.partiel.leave(keep=False)

    def holds(self, cabinet_id: int, uri: str) -> bool:
        folder = self._folder(cabinet_id, uri)
        return folder is not None and (folder / _FICHE).exists()

    def deposit(self, cabinet_id: int, path: Path, pour: str = "") -> str:
        uri = self.reserve(cabinet_id, path.name, pour).uri
        with (
            path.open("rb") as content,
            self.receive(cabinet_id, uri, path.stat().st_size) as reception,
        ):
            while block := content.read(_BLOC):
                reception.write(block)
            reception.finish()
        return uri

    def freeze(self, cabinet_id: int, uri: str) -> Depose | None:
        folder = self._folder(cabinet_id, uri)
        if folder is None or not folder.is_dir():
            return None
        with _locked(folder):
            fiche = _read_fiche(folder / _FICHE)
            if fiche is None:
                return None
            _write_fiche(folder / _FICHE, {**fiche, "utilise": True})
        return Depose(fiche["sha256"], fiche["taille_octets"])

    def link_source(
        self, perimetre: Perimetre, import_id: int, uri: str, depose: Depose | None = None
    ) -> SourceGardee:
        folder = self._folder(perimetre.cabinet_id, uri)
        if folder is None or not folder.is_dir():
            return self._kept_or_absent(perimetre, import_id, uri)
        with _locked(folder):
            fiche = _read_fiche(folder / _FICHE)
            if fiche is None:
                return self._kept_or_absent(perimetre, import_id, uri)
            target, deposited = self.place_source(perimetre, import_id), folder / fiche["sha256"]
            there = deposited.lstat()
            if not stat.S_ISREG(there.st_mode):
                raise SourceAbsente(uri)
            given = Depose(fiche["sha256"], there.st_size)
            if given != (depose or Depose(fiche["sha256"], fiche["taille_octets"])):
                raise SourceRemplacee(uri)
            target.unlink(missing_ok=True)
            _link(deposited, target)
            faults.point("source.liee")
            _write_fiche(folder / _FICHE, {**fiche, "utilise": True})
        return self._note(target, fiche["sha256"], fiche["taille_octets"])

    def place_source(self, perimetre: Perimetre, import_id: int) -> Path:
        folder = self._sources / f"{perimetre.cabinet_id:d}" / f"{perimetre.dossier_id:d}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / f"{import_id:d}"

    def keep_source(self, perimetre: Perimetre, import_id: int, recu: Recu) -> SourceGardee:
        target = self.place_source(perimetre, import_id)
        return self._note(target, recu.sha256, recu.taille_octets)

    def find_source(self, perimetre: Perimetre, import_id: int) -> SourceGardee | None:
        target = self.place_source(perimetre, import_id)
        fiche = _read_fiche(target.with_name(f"{target.name}.json"))
        try:
            sha256, taille_octets = _hashed(target)
        except FileNotFoundError:
            return None
        if fiche is None:
            # The process died between the two names: a file bears the first only when it is whole.
            return self._note(target, sha256, taille_octets)
        if (sha256, taille_octets) != (fiche["sha256"], fiche["taille_octets"]):
            return None
        return SourceGardee(target, sha256, taille_octets)

    def open_source(self, perimetre: Perimetre, import_id: int) -> Iterator[bytes]:
        try:
            file = self.place_source(perimetre, import_id).open("rb")
        except FileNotFoundError as error:
            raise SourceAbsente(str(import_id)) from error
        return _blocks(file)

    def release_source(self, perimetre: Perimetre, import_id: int) -> None:
        forget_parts(self.place_source(perimetre, import_id))

    def delete_source(self, perimetre: Perimetre, import_id: int) -> None:
        target = self.place_source(perimetre, import_id)
        target.unlink(missing_ok=True)
        target.with_name(f"{target.name}.json").unlink(missing_ok=True)

    def sweep(self, avant: datetime) -> int:
        gone = 0
        for folder in self._depots.glob("*/*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(folder.stat().st_mtime, UTC) >= avant:
                    continue
                with _locked(folder):
                    shutil.rmtree(folder)
                gone += 1
        return gone

    def _folder(self, cabinet_id: int, uri: str) -> Path | None:
        parts = split_uri(uri)
        if parts is None:
            return None
        folder = self._depots / f"{cabinet_id:d}" / parts[0]
        fiche = _read_fiche(folder / _FICHE)
        return None if fiche is not None and fiche["nom"] != parts[1] else folder

    def _kept_or_absent(self, perimetre: Perimetre, import_id: int, uri: str) -> SourceGardee:
        # The deposit was swept after an attempt took it: its source is still ours.
        kept = self.find_source(perimetre, import_id)
        if kept is None:
            raise SourceAbsente(uri)
        return kept

    @staticmethod
    def _note(target: Path, sha256: str, taille_octets: int) -> SourceGardee:
        fiche = {"sha256": sha256, "taille_octets": taille_octets}
        _write_fiche(target.with_name(f"{target.name}.json"), fiche)
        return SourceGardee(target, sha256, taille_octets)


class Reception:
    """Take the bytes of one deposit as they come."""

    def __init__(self, folder: Path, nom: str, octets_max: int, annonces: int | None) -> None:
        self._folder = folder
        self._nom = nom
        self._octets_max = octets_max
        self._annonces = annonces
        if annonces is not None and annonces > octets_max:
            raise Refus(DEPOT_TROP_GRAND, octets_max=octets_max)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._checked = 0
        self._check_room(annonces or 0)
        self.partiel = Partiel(folder / "recu")

    def write(self, octets: bytes) -> None:
        """Add bytes, hashed on the way. Refuses DEPOT_TROP_GRAND, DEPOT_SATURE."""
        taille = self.partiel.taille_octets + len(octets)
        if taille > self._octets_max:
            raise Refus(DEPOT_TROP_GRAND, octets_max=self._octets_max)
        if taille - self._checked > 64 * _BLOC:
            self._checked = taille
            self._check_room(0)
        self.partiel.write(octets)

    def finish(self) -> Recu:
        """Keep what was received as the deposit. Refuses DEPOT_INCOMPLET, DEPOT_EN_SERVICE."""
        recus, sha256 = self.partiel.taille_octets, self.partiel.sha256
        if self._annonces is not None and recus != self._annonces:
            raise Refus(DEPOT_INCOMPLET, recus=recus, annonces=self._annonces)
        self.partiel.flush()
        with _locked(self._folder):
            before = _read_fiche(self._folder / _FICHE)
            if before is None or before["sha256"] != sha256:
                if before is not None and before["utilise"]:
                    raise Refus(DEPOT_EN_SERVICE)
                self.partiel.chemin.rename(self._folder / sha256)
                _write_fiche(
                    self._folder / _FICHE,
                    {"nom": self._nom, "sha256": sha256, "taille_octets": recus, "utilise": False},
                )
                if before is not None:
                    (self._folder / before["sha256"]).unlink(missing_ok=True)
        return Recu(sha256, recus, f'"{sha256}"')

    def _check_room(self, octets: int) -> None:
        usage = shutil.disk_usage(self._folder)
        if usage.free - octets < min(_LIBRE_MIN_OCTETS, usage.total // 10):
            raise Refus(DEPOT_SATURE)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder / _VERROU, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read_fiche(path: Path) -> dict[str, Any] | None:
    try:
        fiche: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return fiche


def _write_fiche(path: Path, fiche: dict[str, Any]) -> None:
    """Replace a small file at once, lastingly."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(fiche, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    flush_folder(path.parent)


def _link(before: Path, after: Path) -> None:
    """Give a file a second name, or a copy where the disk knows no hard links."""
    try:
        os.link(before, after, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        unfinished = after.with_name(f".{after.name}.{os.urandom(6).hex()}.copie")
        shutil.copyfile(before, unfinished, follow_symlinks=False)
        unfinished.rename(after)


def _hashed(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size


def _blocks(file: Any) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOC):
            yield block
